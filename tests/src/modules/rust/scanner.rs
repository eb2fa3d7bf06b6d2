//! Reads the tokens of one module: what it defines, and which paths it names.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// The segments of a path: `["crate", "transcript", "Piece"]`.
pub type Segments = Vec<String>;

/// What is read of a module.
#[derive(Default)]
pub struct Module {
    pub children: BTreeSet<String>,
    /// Names of functions, types, constants and macros.
    pub definitions: BTreeSet<String>,
    /// What a name that a `use` brings in stands for.
    pub imports: BTreeMap<String, Segments>,
    /// What stands before `::*`.
    pub globs: Vec<Segments>,
    /// All paths but those of `pub use`.
    pub used_paths: Vec<Segments>,
}

/// `mod name;` or `mod name { … }`.
pub struct Declaration {
    pub name: String,
    pub body: Option<TokenStream>,
    /// Of `#[path = "…"]`.
    pub path_attribute_file: Option<PathBuf>,
}

/// Reads the tokens of a module, and finds the declarations of its children.
pub fn scan_module(tokens: TokenStream) -> (Module, Vec<Declaration>) {
    let mut scanner = Scanner::default();
    scanner.scan_items(tokens);
    (scanner.module, scanner.declarations)
}

#[derive(Default)]
struct Scanner {
    module: Module,
    declarations: Vec<Declaration>,
}

impl Scanner {
    /// Reads the tokens of a module's own level.
    fn scan_items(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut path_attribute_file = None;
        let mut is_public = false;
        let mut index = 0;
        while index < tokens.len() {
            match &tokens[index] {
                TokenTree::Ident(word) if word == "pub" => is_public = true,
                TokenTree::Ident(word) if word == "use" => {
                    index = self.scan_use(&tokens, index + 1, is_public);
                    is_public = false;
                }
                TokenTree::Ident(word) if word == "mod" => {
                    self.add_declaration(
                        &tokens[index + 1..],
                        path_attribute_file.take(),
                    );
                    index += 2;
                    is_public = false;
                }
                TokenTree::Ident(word) if is_definition(&word.to_string()) => {
                    if let Some(name) = ident(tokens.get(index + 1)) {
                        self.module.definitions.insert(name);
                    }
                }
                TokenTree::Punct(mark) if mark.as_char() == ';' => {
                    is_public = false;
                }
                TokenTree::Group(group) => {
                    if group.delimiter() == Delimiter::Bracket {
                        path_attribute_file = path_attribute(group.stream())
                            .or(path_attribute_file);
                    }
                    if group.delimiter() == Delimiter::Brace {
                        is_public = false;
                    }
                    self.scan_body(group.stream());
                }
                _ => index += self.scan_path(&tokens[index..]),
            }
            index += 1;
        }
    }

    /// Reads the tokens within a function, a type or an attribute.
    fn scan_body(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut index = 0;
        while index < tokens.len() {
            match &tokens[index] {
                TokenTree::Ident(word) if word == "use" => {
                    index = self.scan_use(&tokens, index + 1, false);
                }
                TokenTree::Group(group) => self.scan_body(group.stream()),
                _ => index += self.scan_path(&tokens[index..]),
            }
            index += 1;
        }
    }

    /// Reads a path if one starts here; returns how many tokens follow its
    /// first one.
    fn scan_path(&mut self, tokens: &[TokenTree]) -> usize {
        let Some(first) = ident(tokens.first()) else {
            return 0;
        };
        let mut path = vec![first];
        let mut length = 1;
        while is_path_separator(&tokens[length..])
            && let Some(segment) = ident(tokens.get(length + 2))
        {
            path.push(segment);
            length += 3;
        }
        if path.len() > 1 {
            self.module.used_paths.push(path);
        }
        length - 1
    }

    /// Reads a `use` up to its `;`, and returns where that stands.
    fn scan_use(
        &mut self,
        tokens: &[TokenTree],
        start: usize,
        is_public: bool,
    ) -> usize {
        let is_end = |token: &TokenTree| is_punctuation(token, ';');
        let length = tokens[start..].iter().position(is_end);
        let end = length.map_or(tokens.len(), |length| start + length);
        self.add_use(&tokens[start..end], &[], is_public);
        end
    }

    /// Adds each name that one branch of a `use` brings in.
    fn add_use(
        &mut self,
        tokens: &[TokenTree],
        prefix: &[String],
        is_public: bool,
    ) {
        let mut path = prefix.to_vec();
        let mut alias = None;
        let mut rest = tokens.iter();
        while let Some(token) = rest.next() {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    alias = ident(rest.next());
                }
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Group(group) => {
                    for branch in split_use_branches(group.stream()) {
                        self.add_use(&branch, &path, is_public);
                    }
                    return;
                }
                TokenTree::Punct(mark) if mark.as_char() == '*' => {
                    self.module.globs.push(path);
                    return;
                }
                _ => {}
            }
        }
        if path.last().is_some_and(|name| name == "self") && path.len() > 1 {
            path.pop();
        }
        if let Some(name) = alias.or_else(|| path.last().cloned()) {
            if !is_public {
                self.module.used_paths.push(path.clone());
            }
            if path.len() > 1 {
                self.module.imports.insert(name, path);
            }
        }
    }

    fn add_declaration(
        &mut self,
        tokens: &[TokenTree],
        path_attribute_file: Option<PathBuf>,
    ) {
        let Some(name) = ident(tokens.first()) else {
            return;
        };
        let body = match tokens.get(1) {
            Some(TokenTree::Group(group)) => Some(group.stream()),
            _ => None,
        };
        self.declarations.push(Declaration {
            name,
            body,
            path_attribute_file,
        });
    }
}

fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(word)) => Some(word.to_string()),
        _ => None,
    }
}

fn is_punctuation(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_path_separator(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [TokenTree::Punct(first), second, ..]
        if first.as_char() == ':'
            && first.spacing() == Spacing::Joint
            && is_punctuation(second, ':'))
}

fn is_definition(word: &str) -> bool {
    [
        "fn", "struct", "enum", "trait", "type", "const", "static", "union",
    ]
    .contains(&word)
}

/// The parts of `{a, b::{c, d}}` between its commas.
fn split_use_branches(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut branches = vec![Vec::new()];
    for token in tokens {
        match token {
            TokenTree::Punct(mark) if mark.as_char() == ',' => {
                branches.push(Vec::new());
            }
            token => branches.last_mut().expect("never empty").push(token),
        }
    }
    branches.retain(|branch| !branch.is_empty());
    branches
}

/// The file of `#[path = "file.rs"]`.
fn path_attribute(tokens: TokenStream) -> Option<PathBuf> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    match &tokens[..] {
        [
            TokenTree::Ident(name),
            TokenTree::Punct(_),
            TokenTree::Literal(file),
        ] if name == "path" => {
            Some(PathBuf::from(file.to_string().trim_matches('"')))
        }
        _ => None,
    }
}
