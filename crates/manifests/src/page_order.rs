//! The order in which the book shows its listings.

use anyhow::{Context, Result};
use mdbook_summary::{SummaryItem, parse_summary};
use std::fs;
use std::path::{Path, PathBuf};

const LISTING_DIRECTIVE: &str = "{{#listing ";

/// The names of all listings, in the order of the pages that show them.
pub(crate) fn listings_in_order(root: &Path) -> Result<Vec<String>> {
    let source = root.join("src");
    let mut names: Vec<String> = Vec::new();
    for page in pages_in_order(&source)? {
        let text = fs::read_to_string(source.join(&page))
            .with_context(|| format!("`src/{}`", page.display()))?;
        for name in shown_listings(&text) {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    Ok(names)
}

/// The pages of `SUMMARY.md`, relative to `source_folder`; drafts have no file.
fn pages_in_order(source_folder: &Path) -> Result<Vec<PathBuf>> {
    let text = fs::read_to_string(source_folder.join("SUMMARY.md"))
        .context("`src/SUMMARY.md`")?;
    let summary = parse_summary(&text)
        .map_err(|error| error.context("`src/SUMMARY.md`"))?;
    let mut pages = Vec::new();
    add_pages(&summary.prefix_chapters, &mut pages);
    add_pages(&summary.numbered_chapters, &mut pages);
    add_pages(&summary.suffix_chapters, &mut pages);
    Ok(pages)
}

fn add_pages(items: &[SummaryItem], pages: &mut Vec<PathBuf>) {
    for item in items {
        if let SummaryItem::Link(link) = item {
            pages.extend(link.location.clone());
            add_pages(&link.nested_items, pages);
        }
    }
}

/// The name in each `{{#listing NAME …}}` at the start of a line.
fn shown_listings(markdown: &str) -> impl Iterator<Item = &str> {
    markdown.lines().filter_map(|line| {
        let arguments = line.trim_start().strip_prefix(LISTING_DIRECTIVE)?;
        arguments.split([' ', '}']).next()
    })
}
