//! The Rust blocks of the chapters, as the reader sees them.

use catalogue::Catalogue;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::path::Path;

/// A block, with the lines unfolded that the page folds.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// `ch01-waiting/waits/Waits add up/1`: the page, the heading above the
    /// block, and its number below that heading.
    pub name: String,
    pub text: String,
    pub proof: Proof,
}

/// How a block is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// `rust`: compiled and run.
    Runs,
    /// `rust,no_run`: compiled.
    Compiles,
    /// `rust,ignore`: a listing that must not compile, or an exercise.
    Ignored,
    /// `rust,ignore,excerpt`: a part of a listing.
    Excerpt,
}

/// The blocks of a page: `stem` is its path in `src`, without `.md`.
///
/// Fails where a block asks for what no test does.
pub fn parse_page(stem: &str, markdown: &str) -> Result<Vec<Block>, String> {
    let mut blocks = Vec::new();
    let mut heading = String::new();
    let (mut in_heading, mut in_block) = (false, false);
    for event in Parser::new(markdown) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                in_heading = true;
                heading.clear();
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) | Event::Code(text) if in_heading => {
                heading.push_str(&text);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let name =
                    next_block_name(&blocks, &format!("{stem}/{heading}/"));
                let block = Block::new(name, &info)?;
                in_block = block.is_some();
                blocks.extend(block);
            }
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Text(text) if in_block => {
                let block = blocks.last_mut().expect("it has just started");
                block.text.push_str(&unfold(&text));
            }
            _ => {}
        }
    }
    Ok(blocks)
}

impl Block {
    /// `None` for what is no Rust.
    fn new(name: String, info: &str) -> Result<Option<Self>, String> {
        let text = String::new();
        let proof = parse_proof(info, &name)?;
        Ok(proof.map(|proof| Block { name, text, proof }))
    }
}

/// The number of the next block below the same heading, after the heading.
fn next_block_name(blocks: &[Block], above: &str) -> String {
    let same = blocks.iter().filter(|b| b.name.starts_with(above));
    format!("{above}{}", same.count() + 1)
}

/// The crates that a chapter's reader has; none outside of the chapters.
pub fn crates_of_page(
    catalogue: &Catalogue,
    chapter: &Path,
) -> BTreeSet<String> {
    let start = chapter.with_extension("");
    catalogue
        .packages
        .iter()
        .find(|package| start.starts_with(&package.slug))
        .map(|package| package.dependencies.clone())
        .unwrap_or_default()
}

/// What the word after the fence asks for; `None` for what is no Rust.
fn parse_proof(info: &str, name: &str) -> Result<Option<Proof>, String> {
    let mut attributes = info.split([',', ' ']).filter(|word| !word.is_empty());
    if attributes.next() != Some("rust") {
        return Ok(None);
    }
    let mut proof = Proof::Runs;
    for word in attributes {
        match word {
            "no_run" => proof = Proof::Compiles,
            "ignore" => proof = Proof::Ignored,
            "excerpt" if proof == Proof::Ignored => proof = Proof::Excerpt,
            "editable" | "noplayground" => {}
            _ => {
                return Err(format!(
                    "block `{name}` says `{word}`, which no test knows; \
                     write `rust`, `rust,no_run` or `rust,ignore`"
                ));
            }
        }
    }
    Ok(Some(proof))
}

/// Lines without the marks that fold them: `# x` is `x`, `##` is `#`.
fn unfold(code: &str) -> String {
    code.lines()
        .map(|line| unfolded_line(line) + "\n")
        .collect()
}

fn unfolded_line(line: &str) -> String {
    let code = line.trim_start();
    let indent = &line[..line.len() - code.len()];
    match code.strip_prefix('#') {
        Some(rest) if rest.starts_with('#') => format!("{indent}{rest}"),
        Some("") => String::new(),
        Some(rest) => match rest.strip_prefix(' ') {
            Some(folded) => format!("{indent}{folded}"),
            None => line.to_owned(),
        },
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use book::chapter::EXCERPT_FENCE_INFO;

    const PAGE_MARKDOWN: &str = "\
# The `wait`

```rust
# use std::io;
#
fn main() {
    #[expect(unused)]
    ## shown
    #     folded();
}
```

```text
fn main() {}
```

<section>

```rust,no_run
a
```

</section>

## Later

```rust,ignore
b
```
";

    #[test]
    fn each_block_has_a_name_and_its_unfolded_text() {
        let blocks = parse_page("ch01", PAGE_MARKDOWN).unwrap();
        let names: Vec<_> = blocks.iter().map(|b| &*b.name).collect();
        assert_eq!(
            names,
            ["ch01/The wait/1", "ch01/The wait/2", "ch01/Later/1"]
        );
        assert_eq!(
            blocks[0].text,
            "use std::io;\n\nfn main() {\n    #[expect(unused)]\n    \
             # shown\n        folded();\n}\n"
        );
        let proofs: Vec<_> = blocks.iter().map(|b| b.proof).collect();
        assert_eq!(proofs, [Proof::Runs, Proof::Compiles, Proof::Ignored]);
    }

    #[test]
    fn a_word_that_no_test_knows_is_refused() {
        let fault = parse_page("a", "```rust,compile_fail\nx\n```\n");
        assert!(fault.unwrap_err().contains("`compile_fail`"));
        assert!(parse_page("a", "```rust editable\nx\n```\n").is_ok());
        assert!(parse_page("a", "```rust,excerpt\nx\n```\n").is_err());
    }

    #[test]
    fn an_excerpt_is_told_from_a_broken_listing() {
        let page = format!("```{EXCERPT_FENCE_INFO}\nx\n```\n");
        assert_eq!(parse_page("a", &page).unwrap()[0].proof, Proof::Excerpt);
    }

    #[test]
    fn a_page_in_a_chapters_folder_has_the_crates_of_the_chapter() {
        let catalogue = Catalogue::load(crate::root()).unwrap();
        let crates = |page: &str| crates_of_page(&catalogue, Path::new(page));
        let of_chapter = crates("ch01-waiting.md");
        assert!(of_chapter.contains("tokio"));
        assert_eq!(crates("ch01-waiting/waits-add-up.md"), of_chapter);
        assert!(crates("introduction.md").is_empty());
    }
}
