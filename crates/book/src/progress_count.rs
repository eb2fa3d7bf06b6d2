//! How much of the book a reader has done. The start page counts the same
//! (`page/src/progress/counts.js`), and both are tested with
//! `count-cases.json`.

use crate::chapter::{Outline, OutlineItem};
use progress::{Milestone, Progress};
use std::collections::BTreeMap;

/// How many things of one kind the book has, and which of them are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgressCount {
    /// Follows the numbers, such as `pages done`.
    pub label: &'static str,
    /// Pages in the order of the book, the others by name.
    pub done_names: Vec<String>,
    pub total: usize,
}

/// Counts each kind; those that don't occur in the book are left out.
pub fn count_progress(
    pages: &[Outline],
    progress: &Progress,
) -> Vec<ProgressCount> {
    let done_pages = pages.iter().filter(|page| is_done(page, progress));
    let counts = [
        ProgressCount {
            label: "pages done",
            done_names: done_pages
                .map(|page| page_slug(page).to_owned())
                .collect(),
            total: pages.len(),
        },
        count_items(
            "listings run",
            Milestone::Run,
            progress,
            pages.iter().flat_map(|page| &page.listings),
        ),
        count_items(
            "questions answered",
            Milestone::Predicted,
            progress,
            pages.iter().flat_map(|page| &page.questions),
        ),
        count_items(
            "tasks tried",
            Milestone::Tried,
            progress,
            pages.iter().flat_map(|page| &page.tries),
        ),
        count_items(
            "exercises solved",
            Milestone::Solved,
            progress,
            pages.iter().flat_map(|page| &page.exercises),
        ),
    ];
    counts.into_iter().filter(|count| count.total > 0).collect()
}

/// Counts each name once, on however many pages it is.
fn count_items<'a>(
    label: &'static str,
    milestone: Milestone,
    progress: &Progress,
    items: impl Iterator<Item = &'a OutlineItem>,
) -> ProgressCount {
    let hashes: BTreeMap<&str, &str> = items
        .map(|item| (item.name.as_str(), item.hash.as_str()))
        .collect();
    let done_names = hashes
        .iter()
        .filter(|(name, hash)| progress.has_reached(milestone, name, hash))
        .map(|(name, _)| (*name).to_owned())
        .collect();
    ProgressCount {
        label,
        done_names,
        total: hashes.len(),
    }
}

/// Whether the listings of a page were run, its questions answered and its
/// exercises solved, or the reader has marked it.
fn is_done(page: &Outline, progress: &Progress) -> bool {
    if progress.has_reached(Milestone::Read, page_slug(page), &page.hash) {
        return true;
    }
    let work = [
        (Milestone::Run, &page.listings),
        (Milestone::Predicted, &page.questions),
        (Milestone::Solved, &page.exercises),
    ];
    let mut items = work.iter().flat_map(|(milestone, items)| {
        items.iter().map(move |item| (*milestone, item))
    });
    let has_work = work.iter().any(|(_, items)| !items.is_empty());
    has_work
        && items.all(|(milestone, item)| {
            progress.has_reached(milestone, &item.name, &item.hash)
        })
}

/// The name under which the progress has the page.
fn page_slug(page: &Outline) -> &str {
    page.page.strip_suffix(".html").unwrap_or(&page.page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    /// What the page's test reads too.
    const CASES_JSON: &str =
        include_str!("../../../page/src/progress/count-cases.json");

    #[derive(Deserialize)]
    struct CountCases {
        pages: Vec<Outline>,
        cases: Vec<CountCase>,
    }

    #[derive(Deserialize)]
    struct CountCase {
        why: String,
        progress: serde_json::Value,
        counts: Vec<String>,
    }

    #[test]
    fn the_terminal_counts_what_the_page_counts() {
        let CountCases { pages, cases } =
            serde_json::from_str(CASES_JSON).unwrap();
        assert!(cases.len() > 2);
        for case in cases {
            let progress = Progress::parse(&case.progress.to_string()).unwrap();
            let counts: Vec<String> = count_progress(&pages, &progress)
                .iter()
                .map(
                    |ProgressCount {
                         label,
                         done_names,
                         total,
                     }| {
                        format!("{} of {total} {label}", done_names.len())
                    },
                )
                .collect();
            assert_eq!(counts, case.counts, "{}", case.why);
        }
    }
}
