//! Applies edits to the lines of a file.

use crate::block::{self, Block, indent_like};
use crate::edit::{Action, Edit};
use crate::signature;
use std::ops::Range;

/// Applies one edit, or says why its anchor does not match.
pub fn apply_edit(lines: &mut Vec<String>, edit: &Edit) -> Result<(), String> {
    let blocks = find_blocks(lines, edit)?;
    match &edit.action {
        Action::Before { line, insert } => {
            let number = expect_one(find_lines(lines, &blocks, line), "lines")?;
            let text = indent_like(&lines[number], insert);
            lines.insert(number, text);
        }
        Action::After { line, insert } => {
            let found = find_lines(lines, &blocks, line);
            if found.is_empty() {
                return Err("no such line".to_owned());
            }
            for number in found.into_iter().rev() {
                let text = indent_like(&lines[number], insert);
                lines.insert(number + 1, text);
            }
        }
        Action::Replace { line, with } => {
            let number = expect_one(find_lines(lines, &blocks, line), "lines")?;
            lines[number] = indent_like(&lines[number], with);
        }
        Action::InsertFirst(insert) => {
            let block = expect_one_block(&blocks)?;
            insert_at_block_start(lines, block, insert);
        }
        Action::Wrap(head) => {
            let block = expect_one_block(&blocks)?;
            lines[block.closing_line] =
                indent_like(&lines[block.first_line], "})}");
            insert_at_block_start(lines, block, &format!("{head}, move || {{"));
        }
        Action::TrackCaller(insert) => {
            let block = expect_one_block(&blocks)?;
            insert_at_block_start(lines, block, insert);
            let attribute =
                indent_like(&lines[block.first_line], "#[track_caller]");
            lines.insert(block.first_line, attribute);
        }
        Action::RecordAwait(generics) | Action::RecordCombinator(generics) => {
            let block = expect_one_block(&blocks)?;
            let future_type = match &edit.action {
                Action::RecordCombinator(_) => "RecordedCombinator",
                _ => "RecordedFuture",
            };
            signature::await_with_place(lines, block, future_type, generics)?;
        }
    }
    Ok(())
}

/// The blocks that an edit is in: the whole file if it names none.
fn find_blocks(lines: &[String], edit: &Edit) -> Result<Vec<Block>, String> {
    let file = Block {
        first_line: 0,
        opening_line: 0,
        closing_line: lines.len(),
    };
    let mut found = vec![file];
    for anchor in [&edit.within, &edit.block].into_iter().flatten() {
        found = found
            .into_iter()
            .flat_map(|block| {
                let area = if block == file {
                    0..lines.len()
                } else {
                    block.opening_line + 1..block.closing_line
                };
                block::find_matching_blocks(lines, area, anchor)
            })
            .collect();
        if found.is_empty() {
            return Err(format!("there is no `{anchor}`"));
        }
    }
    Ok(found)
}

fn find_lines(lines: &[String], blocks: &[Block], text: &str) -> Vec<usize> {
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

fn insert_at_block_start(lines: &mut Vec<String>, block: Block, text: &str) {
    let text = format!("    {text}");
    let text = indent_like(&lines[block.first_line], &text);
    lines.insert(block.opening_line + 1, text);
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
        apply_edit(&mut lines, &edit).map(|()| lines.join("\n"))
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
