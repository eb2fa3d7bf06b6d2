//! What there is to be done in each chapter, with the hashes for which it
//! counts: the page's marks compare the reader's progress with it.

use super::{Fence, directive};
use crate::catalogue::Catalogue;
use crate::exercises::Exercises;
use crate::progress::hash;
use crate::question;
use anyhow::{Context, Result};
use serde::Serialize;
use std::fs;
use std::path::Path;

/// One chapter.
#[derive(Debug, Serialize)]
pub struct Outline {
    /// `ch01-waiting.html`
    page: String,
    title: String,
    hash: String,
    listings: Vec<Named>,
    questions: Vec<Named>,
    exercises: Vec<Named>,
}

/// A name, and the hash that it counts for.
type Named = (String, String);

impl Outline {
    /// Of the chapter whose source is `path`, relative to the book's.
    pub fn of(
        catalogue: &Catalogue,
        exercises: &Exercises,
        path: &Path,
        title: &str,
        text: &str,
    ) -> Result<Outline> {
        let lines = outer_lines(text);
        let names = |word: &str| -> Vec<&str> {
            let named = lines.iter().filter_map(|line| {
                let directive = directive::alone(line)?.ok()?;
                (directive.word == word).then(|| directive.one_name().ok())?
            });
            let mut names: Vec<&str> = Vec::new();
            for name in named {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names
        };
        let page = path.with_extension("html");
        Ok(Outline {
            page: page.to_string_lossy().replace('\\', "/"),
            title: title.to_owned(),
            hash: hash(&sections(&lines)),
            listings: hashed(&names("listing"), |name| {
                Ok(catalogue.source(catalogue.find(name)?)?.text())
            })?,
            questions: hashed(&names("predict"), |name| {
                let path = question::path(catalogue.find(name)?);
                fs::read_to_string(catalogue.root.join(&path))
                    .with_context(|| format!("`{}`", path.display()))
            })?,
            exercises: names("exercise")
                .into_iter()
                .map(|name| {
                    let hash = exercises.hash(exercises.find(name)?)?;
                    Ok((name.to_owned(), hash))
                })
                .collect::<Result<_>>()?,
        })
    }
}

fn hashed(
    names: &[&str],
    text: impl Fn(&str) -> Result<String>,
) -> Result<Vec<Named>> {
    let each = names.iter().map(|name| {
        let hash = hash(&text(name)?);
        Ok(((*name).to_owned(), hash))
    });
    each.collect()
}

fn outer_lines(text: &str) -> Vec<&str> {
    let mut fence = Fence::default();
    text.lines().filter(|line| !fence.takes(line)).collect()
}

/// A chapter counts as read until it gets another section or listing; who
/// mends a sentence takes nothing away.
fn sections(lines: &[&str]) -> String {
    let is_part =
        |line: &&&str| line.starts_with('#') || line.starts_with("{{#listing ");
    let parts: Vec<&str> = lines.iter().filter(is_part).copied().collect();
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_section_counts_and_another_sentence_does_not() {
        let of = |text: &str| hash(&sections(&outer_lines(text)));
        let text = "# Waiting\n\nA read.\n\n{{#listing a anchor=new}}\n";
        assert_eq!(of(text), of(&text.replace("A read", "One read")));
        let code = format!("{text}```sh\n# no heading\n```\n");
        assert_eq!(of(text), of(&code));
        assert_ne!(of(text), of(&format!("{text}\n## More\n")));
        assert_ne!(of(text), of(&format!("{text}\n{{{{#listing b}}}}\n")));
    }
}
