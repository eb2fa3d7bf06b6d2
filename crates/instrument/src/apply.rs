//! Applies edits to the lines of a file.

use crate::block::{self, Block, indentation};
use crate::edit::{Action, Edit};
use std::ops::Range;

/// Applies one edit, or says why its anchor does not match.
pub fn apply(lines: &mut Vec<String>, edit: &Edit) -> Result<(), String> {
    let blocks = find_blocks(lines, edit)?;
    match &edit.action {
        Action::Before { line, insert } => {
            let number =
                expect_one(line_numbers(lines, &blocks, line), "lines")?;
            let text = indent_like(&lines[number], insert);
            lines.insert(number, text);
        }
        Action::After { line, insert } => {
            let found = line_numbers(lines, &blocks, line);
            if found.is_empty() {
                return Err("no such line".to_owned());
            }
            for number in found.into_iter().rev() {
                let text = indent_like(&lines[number], insert);
                lines.insert(number + 1, text);
            }
        }
        Action::Replace { line, with } => {
            let number =
                expect_one(line_numbers(lines, &blocks, line), "lines")?;
            lines[number] = indent_like(&lines[number], with);
        }
        Action::First(insert) => {
            let block = expect_one_block(&blocks)?;
            insert_first(lines, block, insert);
        }
        Action::Wrap(head) => {
            let block = expect_one_block(&blocks)?;
            lines[block.closing] = indent_like(&lines[block.first], "})}");
            insert_first(lines, block, &format!("{head}, move || {{"));
        }
        Action::Caller(insert) => {
            let block = expect_one_block(&blocks)?;
            insert_first(lines, block, insert);
            let attribute = indent_like(&lines[block.first], "#[track_caller]");
            lines.insert(block.first, attribute);
        }
        Action::Awaited(generics) => {
            let block = expect_one_block(&blocks)?;
            await_with_place(lines, block, generics)?;
        }
    }
    Ok(())
}

/// The blocks that an edit is in: the whole file if it names none.
fn find_blocks(lines: &[String], edit: &Edit) -> Result<Vec<Block>, String> {
    let file = Block {
        first: 0,
        opening: 0,
        closing: lines.len(),
    };
    let mut found = vec![file];
    for anchor in [&edit.within, &edit.block].into_iter().flatten() {
        found = found
            .into_iter()
            .flat_map(|block| {
                let area = if block == file {
                    0..lines.len()
                } else {
                    block.opening + 1..block.closing
                };
                block::find(lines, area, anchor)
            })
            .collect();
        if found.is_empty() {
            return Err(format!("there is no `{anchor}`"));
        }
    }
    Ok(found)
}

fn line_numbers(lines: &[String], blocks: &[Block], text: &str) -> Vec<usize> {
    let is_it = |number: &usize| lines[*number].trim() == text;
    let bodies = blocks.iter().map(|block| block.body());
    bodies
        .flat_map(|body: Range<usize>| body.filter(is_it))
        .collect()
}

fn expect_one<T>(mut matches: Vec<T>, sought: &str) -> Result<T, String> {
    match (matches.pop(), matches.len()) {
        (Some(one), 0) => Ok(one),
        (None, _) => Err(format!("there are no such {sought}")),
        (Some(_), more) => Err(format!("there are {} such {sought}", more + 1)),
    }
}

fn expect_one_block(blocks: &[Block]) -> Result<Block, String> {
    expect_one(blocks.to_vec(), "blocks")
}

fn insert_first(lines: &mut Vec<String>, block: Block, text: &str) {
    let text = format!("    {text}");
    let text = indent_like(&lines[block.first], &text);
    lines.insert(block.opening + 1, text);
}

/// The text on one line, as far to the right as `like`.
fn indent_like(like: &str, text: &str) -> String {
    let text = text.trim_end().replace('\n', " ");
    format!("{}{text}", " ".repeat(indentation(like)))
}

/// `async fn f() -> T {` becomes
/// `fn f() -> impl Future<Output = T> + use<..> { ::probe::RecordedFuture::new(async move {`.
fn await_with_place(
    lines: &mut Vec<String>,
    block: Block,
    generics: &str,
) -> Result<(), String> {
    let head = lines[block.first..=block.opening].join("\n");
    let not_async = || "it is no `async fn`".to_owned();
    let (before, rest) = head.split_once("async fn ").ok_or_else(not_async)?;
    let rest = rest.strip_suffix('{').ok_or_else(not_async)?.trim_end();
    let (rest, bounds) = match rest.split_once("\n") {
        Some((_, tail)) if tail.contains("where") => {
            let split = rest.find("where").unwrap_or(rest.len());
            (rest[..split].trim_end(), format!(" {}", &rest[split..]))
        }
        _ => (rest, String::new()),
    };
    let (call, output) = match rest.rsplit_once(") -> ") {
        Some((call, output)) => (format!("{call})"), output),
        None => (rest.to_owned(), "()"),
    };
    for line in &mut lines[block.opening + 1..block.closing] {
        *line = rename_self(line);
    }
    let moves = parameter_moves(&call);
    let head = format!(
        "{before}fn {call} -> impl std::future::Future<Output = {output}> \
         + use<{generics}>{bounds} {{ ::probe::RecordedFuture::new(async move {{{moves}"
    );
    lines[block.closing] = indent_like(&lines[block.first], "})}");
    lines.splice(block.first..=block.opening, head.lines().map(str::to_owned));
    Ok(())
}

/// An `async fn` moves its parameters into variables, which makes its future
/// larger. Here the future must have the same size.
fn parameter_moves(call: &str) -> String {
    let list = call.split_once('(').map_or("", |(_, list)| list);
    let mut depth = 0;
    let parameters = list.split(|c| {
        match c {
            '(' | '<' | '[' => depth += 1,
            ')' | '>' | ']' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    let moves = parameters.filter_map(|parameter| {
        let parameter = parameter.trim().trim_end_matches(')');
        let (name, _) = parameter.split_once(':').unwrap_or((parameter, ""));
        let is_self = name.ends_with("self");
        let plain = name.trim_start_matches("mut ");
        if is_self {
            Some(format!(" let {SELF_VARIABLE} = self;"))
        } else {
            (!name.is_empty()).then(|| format!(" let {name} = {plain};"))
        }
    });
    moves.collect()
}

/// What stands for `self` where that is a variable.
const SELF_VARIABLE: &str = "probe_self";

/// The line with another name for `self`.
fn rename_self(line: &str) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut renamed = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("self") {
        let (before, after) = (&rest[..at], &rest[at + "self".len()..]);
        let is_whole = !before.ends_with(is_word)
            && !after.starts_with(is_word)
            && !after.starts_with("::");
        renamed += before;
        renamed += if is_whole { SELF_VARIABLE } else { "self" };
        rest = after;
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply_to_text(
        text: &str,
        block: &str,
        action: Action,
    ) -> Result<String, String> {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let edit = Edit {
            files: vec![],
            within: None,
            block: Some(block.to_owned()),
            action,
        };
        apply(&mut lines, &edit).map(|()| lines.join("\n"))
    }

    #[test]
    fn a_body_is_wrapped() {
        let text = "    fn poll(&self) -> Poll<()> {\n        work()\n    }";
        let wrapped =
            apply_to_text(text, "fn poll", Action::Wrap("leaf(1".into()));
        let expected = "    fn poll(&self) -> Poll<()> {\n        leaf(1, move || {\n        \
                        work()\n    })}";
        assert_eq!(wrapped.unwrap(), expected);
    }

    #[test]
    fn an_async_function_gets_its_place() {
        let action = Action::Awaited("'_, T".into());
        let text = "pub async fn recv(&mut self) -> Option<T>\nwhere\n    T: Send,\n{\n    0\n}";
        let result = apply_to_text(text, "fn recv", action.clone()).unwrap();
        assert!(result.starts_with(
            "pub fn recv(&mut self) -> impl std::future::Future<Output = Option<T>> \
             + use<'_, T> where"
        ), "{result}");
        assert!(
            result.ends_with(
                "{ ::probe::RecordedFuture::new(async move { let probe_self = self;\n    0\n})}"
            ),
            "{result}"
        );
        let text = "pub async fn send(&self, value: T, mut n: (u8, u8)) {\n}";
        let result = apply_to_text(text, "fn send", action.clone()).unwrap();
        assert!(
            result.contains(
                "{ let probe_self = self; let value = value; let mut n = n;\n"
            ),
            "{result}"
        );
        let plain = apply_to_text("fn recv() {\n}", "fn recv", action);
        assert_eq!(plain.unwrap_err(), "it is no `async fn`");
    }

    #[test]
    fn self_gets_another_name() {
        let line = "self.shared(&mut self.myself, Self::new(self::a))";
        let renamed =
            "probe_self.shared(&mut probe_self.myself, Self::new(self::a))";
        assert_eq!(rename_self(line), renamed);
    }

    #[test]
    fn an_anchor_must_match_once() {
        let before = |line: &str| Action::Before {
            line: line.into(),
            insert: "x();".into(),
        };
        let text = "fn a() {\n    b();\n    b();\n}";
        assert_eq!(
            apply_to_text(text, "fn a", before("b();")).unwrap_err(),
            "there are 2 such lines"
        );
        assert_eq!(
            apply_to_text(text, "fn a", before("c();")).unwrap_err(),
            "there are no such lines"
        );
        assert_eq!(
            apply_to_text(text, "fn b", before("b();")).unwrap_err(),
            "there is no `fn b`"
        );
    }
}
