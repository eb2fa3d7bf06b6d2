//! Names tasks after the expression that the program spawns, such as
//! `work(2)`.
//!
//! Only the line of a spawn is known. A task stays without a name if that line
//! spawns different things, or something that isn't a call.

use super::document::{TaskKind, Timeline};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

const SPAWN_FUNCTIONS: [&str; 6] = [
    "spawn",
    "spawn_blocking",
    "spawn_blocking_on",
    "spawn_local",
    "spawn_local_on",
    "spawn_on",
];

/// What an expression that is no call or path can start with.
const KEYWORDS: [&str; 15] = [
    "async", "break", "const", "false", "for", "if", "let", "loop", "match",
    "move", "return", "static", "true", "unsafe", "while",
];

/// What a program spawns in which line.
#[derive(Debug)]
pub struct SpawnedNames {
    names: HashMap<u32, Option<String>>,
}

impl SpawnedNames {
    pub fn read(source: &str) -> SpawnedNames {
        let tokens = split_into_tokens(source);
        let mut names = HashMap::new();
        for (index, token) in tokens.iter().enumerate() {
            let Some(argument) = spawned_argument(&tokens, index) else {
                continue;
            };
            let name = named_part(argument).map(join_tokens);
            match names.entry(token.line) {
                Entry::Vacant(entry) => {
                    entry.insert(name);
                }
                Entry::Occupied(mut entry) => {
                    if *entry.get() != name {
                        entry.insert(None);
                    }
                }
            }
        }
        SpawnedNames { names }
    }

    /// Names the tasks of a run of that program.
    pub fn add_to(&self, timeline: &mut Timeline) {
        for task in &mut timeline.tasks {
            let line = task.line.filter(|_| task.kind != TaskKind::Main);
            let name = line.and_then(|line| self.names.get(&line));
            task.name = name.cloned().flatten();
        }
    }
}

/// A word, a literal, or a single character.
#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    /// Counted from 1.
    line: u32,
    follows_space: bool,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        self.text
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
            && !self.text.ends_with(['"', '\'', '#'])
    }

    fn opens_bracket(&self) -> bool {
        matches!(self.text, "(" | "[" | "{")
    }

    fn closes_bracket(&self) -> bool {
        matches!(self.text, ")" | "]" | "}")
    }
}

fn split_into_tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut rest = source;
    let (mut line, mut follows_space) = (1, false);
    while let Some(first) = rest.chars().next() {
        let is_comment = rest.starts_with("//") || rest.starts_with("/*");
        let length = if is_comment {
            comment_length(rest)
        } else {
            token_length(rest, first)
        };
        let (text, after) = rest.split_at(length);
        let is_space = is_comment || first.is_whitespace();
        if !is_space {
            tokens.push(Token {
                text,
                line,
                follows_space,
            });
        }
        follows_space = is_space;
        line += text.matches('\n').count() as u32;
        rest = after;
    }
    tokens
}

fn comment_length(text: &str) -> usize {
    if text.starts_with("//") {
        return text.find('\n').unwrap_or(text.len());
    }
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn token_length(text: &str, first: char) -> usize {
    match first {
        '"' => string_length(text),
        '\'' => quote_length(text),
        _ if first.is_alphanumeric() || first == '_' => {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = text.find(|c| !is_word(c)).unwrap_or(text.len());
            let prefix = &text[..length];
            let literal = &text[length..];
            match prefix {
                "b" | "c" if literal.starts_with('"') => {
                    length + string_length(literal)
                }
                "b" if literal.starts_with('\'') => {
                    length + quote_length(literal)
                }
                "r" | "br" | "cr" => {
                    length + raw_string_length(literal).unwrap_or(0)
                }
                _ => length,
            }
        }
        _ => first.len_utf8(),
    }
}

fn string_length(text: &str) -> usize {
    end_of_literal(text, '"').unwrap_or(text.len())
}

/// A character's literal, or a lifetime.
fn quote_length(text: &str) -> usize {
    let mut after = text.chars().skip(1);
    let is_character = match after.next() {
        Some('\\') => true,
        _ => after.next() == Some('\''),
    };
    if is_character {
        end_of_literal(text, '\'').unwrap_or(text.len())
    } else {
        1
    }
}

/// The length up to the closing quote, of a literal that starts with one.
fn end_of_literal(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        if is_escaped {
            is_escaped = false;
        } else if character == '\\' {
            is_escaped = true;
        } else if character == quote {
            return Some(at + 1);
        }
    }
    None
}

/// The length behind the `r`; `None` if that's no raw string.
fn raw_string_length(text: &str) -> Option<usize> {
    let hashes = text.len() - text.trim_start_matches('#').len();
    let content = text[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = content.find(&end).map(|at| at + end.len());
    Some(hashes + 1 + length.unwrap_or(content.len()))
}

/// The first argument, if a function that spawns is called here.
fn spawned_argument<'t, 'a>(
    tokens: &'t [Token<'a>],
    index: usize,
) -> Option<&'t [Token<'a>]> {
    let is_definition = index > 0 && tokens[index - 1].text == "fn";
    if is_definition || !SPAWN_FUNCTIONS.contains(&tokens[index].text) {
        return None;
    }
    let arguments = inside_brackets(&tokens[index + 1..], "(")?;
    let mut depth = 0;
    let end = arguments.iter().position(|token| {
        depth += i32::from(token.opens_bracket())
            - i32::from(token.closes_bracket());
        depth == 0 && token.text == ","
    });
    Some(&arguments[..end.unwrap_or(arguments.len())])
}

/// What is between the bracket that the tokens start with and its partner.
fn inside_brackets<'t, 'a>(
    tokens: &'t [Token<'a>],
    bracket: &str,
) -> Option<&'t [Token<'a>]> {
    if tokens.first()?.text != bracket {
        return None;
    }
    let mut depth = 0;
    let end = tokens.iter().position(|token| {
        depth += i32::from(token.opens_bracket())
            - i32::from(token.closes_bracket());
        depth == 0
    })?;
    Some(&tokens[1..end])
}

/// The call or the path that an argument consists of, also within a closure or
/// a block that has nothing else.
fn named_part<'t, 'a>(tokens: &'t [Token<'a>]) -> Option<&'t [Token<'a>]> {
    let tokens = without_suffixes(tokens);
    let texts: Vec<&str> =
        tokens.iter().take(3).map(|token| token.text).collect();
    match texts.as_slice() {
        ["move", "|", "|"] => named_part(&tokens[3..]),
        ["|", "|", ..] => named_part(&tokens[2..]),
        ["async", "move", "{"] => named_part_of_block(&tokens[2..]),
        ["async", "{", ..] => named_part_of_block(&tokens[1..]),
        ["{", ..] => named_part_of_block(tokens),
        _ => is_call_or_path(tokens).then_some(tokens),
    }
}

fn named_part_of_block<'t, 'a>(
    tokens: &'t [Token<'a>],
) -> Option<&'t [Token<'a>]> {
    let inner = inside_brackets(tokens, "{")?;
    (inner.len() + 2 == tokens.len()).then_some(())?;
    named_part(inner)
}

/// Without what only takes the result.
fn without_suffixes<'t, 'a>(mut tokens: &'t [Token<'a>]) -> &'t [Token<'a>] {
    loop {
        let texts: Vec<&str> = tokens.iter().map(|token| token.text).collect();
        let suffix = [&[".", "await"][..], &[".", "unwrap", "(", ")"], &["?"]]
            .into_iter()
            .find(|suffix| texts.ends_with(suffix));
        match suffix {
            Some(suffix) => tokens = &tokens[..tokens.len() - suffix.len()],
            None => return tokens,
        }
    }
}

/// Whether it's a name with or without arguments, such as `server`,
/// `work(2)`, `station.measure()` or `join!(a, b)`.
fn is_call_or_path(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0;
    let mut before: Option<&Token<'_>> = None;
    for token in tokens {
        if depth == 0 {
            let is_after_word = before.is_some_and(Token::is_word);
            let fits = match token.text {
                "(" => before.is_some_and(|b| b.is_word() || b.text == "!"),
                "." => before.is_some_and(|b| b.is_word() || b.text == ")"),
                ":" => is_after_word || before.is_some_and(|b| b.text == ":"),
                "!" => is_after_word,
                _ => {
                    token.is_word()
                        && !KEYWORDS.contains(&token.text)
                        && before.is_none_or(|b| matches!(b.text, "." | ":"))
                }
            };
            if !fits {
                return false;
            }
        }
        depth += i32::from(token.opens_bracket())
            - i32::from(token.closes_bracket());
        before = Some(token);
    }
    before.is_some_and(|last| last.is_word() || last.text == ")")
}

/// The text on one line, as rustfmt would write it.
fn join_tokens(tokens: &[Token<'_>]) -> String {
    let mut text = String::new();
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1);
        if token.text == "," && next.is_some_and(Token::closes_bracket) {
            continue;
        }
        let is_first = text.is_empty() || text.ends_with(['(', '[']);
        let is_attached = token.text == "." || token.closes_bracket();
        if token.follows_space && !is_first && !is_attached {
            text.push(' ');
        }
        text.push_str(token.text);
    }
    text
}

#[cfg(test)]
mod tests;
