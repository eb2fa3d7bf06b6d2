//! Lists what a reader can do on each page, with the hash of each text. The
//! page compares the reader's progress with these hashes.

use super::directive;
use super::fence::Fence;
use super::try_task::task_hash;
use crate::question;
use anyhow::{Context, Result};
use catalogue::{Catalogue, ListingKind, TryTask};
use exercises::Exercises;
use progress::hash;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::Path;

/// One page of the book.
#[derive(Debug, Serialize, Deserialize)]
pub struct Outline {
    /// The page's address in the site, such as `ch01-waiting/blocking.html`.
    pub(crate) page: String,
    title: String,
    pub(crate) hash: String,
    pub(crate) listings: Vec<OutlineItem>,
    pub(crate) questions: Vec<OutlineItem>,
    pub(crate) tries: Vec<OutlineItem>,
    pub(crate) exercises: Vec<OutlineItem>,
}

/// What a reader can do, and the hash for which it counts: `[name, hash]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(into = "(String, String)", from = "(String, String)")]
pub(crate) struct OutlineItem {
    pub(crate) name: String,
    pub(crate) hash: String,
}

impl From<OutlineItem> for (String, String) {
    fn from(OutlineItem { name, hash }: OutlineItem) -> Self {
        (name, hash)
    }
}

impl From<(String, String)> for OutlineItem {
    fn from((name, hash): (String, String)) -> Self {
        OutlineItem { name, hash }
    }
}

impl Outline {
    /// Collects the outline of the page whose source is `path`, relative to
    /// the book's sources.
    pub fn collect(
        catalogue: &Catalogue,
        exercises: &Exercises,
        path: &Path,
        title: &str,
        markdown: &str,
    ) -> Result<Outline> {
        let lines = lines_outside_code(markdown);
        let names = |word: &str| -> Vec<&str> {
            let named = lines.iter().filter_map(|line| {
                let directive = directive::parse_line(line)?.ok()?;
                (directive.kind == word).then(|| directive.only_name().ok())?
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
            hash: hash(&headings_and_listings(&lines)),
            listings: hash_each(
                &keep_runnable(catalogue, &names("listing")),
                |name| Ok(catalogue.source(catalogue.find(name)?)?.text()),
            )?,
            questions: hash_each(&names("predict"), |name| {
                let path = question::path(catalogue.find(name)?);
                fs::read_to_string(catalogue.root.join(&path))
                    .with_context(|| format!("`{}`", path.display()))
            })?,
            tries: collect_tries(catalogue, &lines)?,
            exercises: names("exercise")
                .into_iter()
                .map(|name| {
                    let hash = exercises.hash_tests(exercises.find(name)?)?;
                    let name = name.to_owned();
                    Ok(OutlineItem { name, hash })
                })
                .collect::<Result<_>>()?,
        })
    }
}

/// Returns the listings that a page can run. A broken listing needs no run,
/// because the compiler's message is its lesson.
fn keep_runnable<'a>(catalogue: &Catalogue, names: &[&'a str]) -> Vec<&'a str> {
    let is_runnable = |name: &&&str| {
        catalogue.find(name).is_ok_and(|listing| {
            listing.kind == ListingKind::Runs && !listing.is_terminal_only()
        })
    };
    names.iter().filter(is_runnable).copied().collect()
}

/// Returns the "Try it" tasks that the page shows.
fn collect_tries(
    catalogue: &Catalogue,
    lines: &[&str],
) -> Result<Vec<OutlineItem>> {
    let mut items: Vec<OutlineItem> = Vec::new();
    let directives = lines
        .iter()
        .filter_map(|line| directive::parse_line(line)?.ok())
        .filter(|directive| directive.kind == "try");
    for directive in directives {
        let (name, id) = match directive.names[..] {
            [name] => (name, None),
            [name, id] => (name, Some(id)),
            _ => continue,
        };
        let listing = catalogue.find(name)?;
        let source = catalogue.source(listing)?.text();
        for task in TryTask::load_all(catalogue, listing)? {
            let is_shown = id.is_none() || task.id.as_deref() == id;
            let item = OutlineItem {
                name: task.name(listing),
                hash: task_hash(&task, &source),
            };
            if is_shown && !items.contains(&item) {
                items.push(item);
            }
        }
    }
    Ok(items)
}

fn hash_each(
    names: &[&str],
    text: impl Fn(&str) -> Result<String>,
) -> Result<Vec<OutlineItem>> {
    let each = names.iter().map(|name| {
        let hash = hash(&text(name)?);
        let name = (*name).to_owned();
        Ok(OutlineItem { name, hash })
    });
    each.collect()
}

fn lines_outside_code(markdown: &str) -> Vec<&str> {
    let mut fence = Fence::default();
    markdown
        .lines()
        .filter(|line| !fence.next_line_is_fenced(line))
        .collect()
}

/// Returns the headings and listings of a page. A page stays done until one of
/// these changes, so a corrected sentence doesn't make readers mark it again.
fn headings_and_listings(lines: &[&str]) -> String {
    let is_part =
        |line: &&&str| line.starts_with('#') || line.starts_with("{{#listing ");
    let parts: Vec<&str> = lines.iter().filter(is_part).copied().collect();
    parts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_section_changes_the_hash_and_a_new_sentence_does_not() {
        let outline_hash = |text: &str| {
            hash(&headings_and_listings(&lines_outside_code(text)))
        };
        let text = "# Waiting\n\nA read.\n\n{{#listing a anchor=new}}\n";
        assert_eq!(
            outline_hash(text),
            outline_hash(&text.replace("A read", "One read"))
        );
        let code = format!("{text}```sh\n# no heading\n```\n");
        assert_eq!(outline_hash(text), outline_hash(&code));
        assert_ne!(
            outline_hash(text),
            outline_hash(&format!("{text}\n## More\n"))
        );
        assert_ne!(
            outline_hash(text),
            outline_hash(&format!("{text}\n{{{{#listing b}}}}\n"))
        );
    }
}
