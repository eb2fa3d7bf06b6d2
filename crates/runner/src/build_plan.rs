//! What is built next: first what the open page needs, and then the rest of
//! the book in its order.

use catalogue::{ListingKind, Package};
use std::collections::BTreeSet;

/// What the page that a reader has opened last needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenPage {
    /// The names of its listings.
    pub listings: Vec<String>,
}

/// One step of the preparation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum BuildStep {
    /// The crates and listings of the chapter with this slug.
    Chapter(String),
    /// The recorded program of the listing with this name.
    Program(String),
}

/// A step, and whether a reader waits for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    pub step: BuildStep,
    pub is_needed: bool,
}

/// The steps that are left.
#[derive(Debug, Default)]
pub struct BuildPlan {
    chapters: Vec<PlannedChapter>,
    done: BTreeSet<BuildStep>,
}

#[derive(Debug)]
struct PlannedChapter {
    slug: String,
    /// Those that can run.
    listings: Vec<String>,
    recorded_listings: BTreeSet<String>,
}

impl BuildPlan {
    pub fn new(packages: &[Package]) -> BuildPlan {
        let chapters = packages.iter().map(|package| {
            let runs = package.listings.iter();
            let runs = runs.filter(|listing| listing.kind == ListingKind::Runs);
            let recorded = runs.clone().filter(|l| l.is_recorded());
            PlannedChapter {
                slug: package.slug.clone(),
                listings: runs.clone().map(|l| l.name.clone()).collect(),
                recorded_listings: recorded.map(|l| l.name.clone()).collect(),
            }
        });
        BuildPlan {
            chapters: chapters.collect(),
            done: BTreeSet::new(),
        }
    }

    /// Without a reader, everything is needed.
    pub fn next_step(&self, page: Option<&OpenPage>) -> Option<PlannedStep> {
        let needed = page.map_or_else(Vec::new, |page| self.needed_by(page));
        let is_left = |step: &BuildStep| !self.done.contains(step);
        if let Some(step) = needed.into_iter().find(is_left) {
            let is_needed = true;
            return Some(PlannedStep { step, is_needed });
        }
        let is_needed = page.is_none();
        let step = self.all_steps().find(is_left)?;
        Some(PlannedStep { step, is_needed })
    }

    /// The step was made, successfully or not.
    pub fn mark_done(&mut self, step: BuildStep) {
        self.done.insert(step);
    }

    pub fn has_chapters_left(&self) -> bool {
        self.chapters().any(|step| !self.done.contains(&step))
    }

    /// The chapters of the page's listings, and then their programs.
    fn needed_by(&self, page: &OpenPage) -> Vec<BuildStep> {
        let chapter_of = |name: &String| {
            self.chapters.iter().find(|c| c.listings.contains(name))
        };
        let of_page = || {
            let names = page.listings.iter();
            names.filter_map(|name| Some((chapter_of(name)?, name)))
        };
        let chapters =
            of_page().map(|(c, _)| BuildStep::Chapter(c.slug.clone()));
        let programs = of_page()
            .filter(|(chapter, name)| chapter.recorded_listings.contains(*name))
            .map(|(_, name)| BuildStep::Program(name.clone()));
        chapters.chain(programs).collect()
    }

    fn all_steps(&self) -> impl Iterator<Item = BuildStep> {
        let programs = self.chapters.iter().flat_map(|chapter| {
            let names = chapter.listings.iter();
            names.filter(|name| chapter.recorded_listings.contains(*name))
        });
        let programs = programs.map(|name| BuildStep::Program(name.clone()));
        self.chapters().chain(programs)
    }

    fn chapters(&self) -> impl Iterator<Item = BuildStep> {
        let slugs = self.chapters.iter().map(|chapter| &chapter.slug);
        slugs.map(|slug| BuildStep::Chapter(slug.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two chapters with two listings each; `b2` runs unrecorded.
    fn sample_plan() -> BuildPlan {
        let chapter =
            |slug: &str, listings: &[&str], recorded: &[&str]| PlannedChapter {
                slug: slug.to_owned(),
                listings: listings.iter().map(|n| n.to_string()).collect(),
                recorded_listings: recorded
                    .iter()
                    .map(|n| n.to_string())
                    .collect(),
            };
        BuildPlan {
            chapters: vec![
                chapter("a", &["a1", "a2"], &["a1", "a2"]),
                chapter("b", &["b1", "b2"], &["b1"]),
            ],
            done: BTreeSet::new(),
        }
    }

    /// The names of the steps to the end; those that are needed with a star.
    fn remaining_step_names(
        mut plan: BuildPlan,
        page: Option<&OpenPage>,
    ) -> Vec<String> {
        let mut names = Vec::new();
        while let Some(PlannedStep { step, is_needed }) = plan.next_step(page) {
            let (BuildStep::Chapter(name) | BuildStep::Program(name)) = &step;
            let star = if is_needed { "*" } else { "" };
            names.push(format!("{name}{star}"));
            plan.mark_done(step);
        }
        names
    }

    fn create_open_page(listings: &[&str]) -> OpenPage {
        let listings = listings.iter().map(|name| name.to_string()).collect();
        OpenPage { listings }
    }

    #[test]
    fn the_chapter_of_the_open_page_is_built_first() {
        assert_eq!(
            remaining_step_names(
                sample_plan(),
                Some(&create_open_page(&["b1"]))
            ),
            ["b*", "b1*", "a", "a1", "a2"]
        );
        assert_eq!(
            remaining_step_names(
                sample_plan(),
                Some(&create_open_page(&["b2", "unknown", "a2"]))
            ),
            ["b*", "a*", "a2*", "a1", "b1"]
        );
    }

    #[test]
    fn without_a_page_the_book_is_built_in_its_order() {
        assert_eq!(
            remaining_step_names(sample_plan(), Some(&create_open_page(&[]))),
            ["a", "b", "a1", "a2", "b1"]
        );
        assert_eq!(
            remaining_step_names(sample_plan(), None),
            ["a*", "b*", "a1*", "a2*", "b1*"]
        );
    }

    #[test]
    fn all_chapters_are_done_before_all_programs() {
        let mut plan = sample_plan();
        assert!(plan.has_chapters_left());
        plan.mark_done(BuildStep::Chapter("b".to_owned()));
        assert!(plan.has_chapters_left());
        plan.mark_done(BuildStep::Chapter("a".to_owned()));
        assert!(!plan.has_chapters_left());
        assert!(plan.next_step(None).is_some());
    }
}
