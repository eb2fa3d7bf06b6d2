//! What the pages must show.

use super::{assert_no_faults, load_catalogue};
use book_tests::root;
use book_tests::tree::{chapter_text, find_files, has_directive, read_file};
use catalogue::{Listing, TryTask, try_path};
use exercises::Exercises;
use std::collections::BTreeSet;

fn read_all_pages() -> String {
    find_files("src", "md")
        .iter()
        .map(|file| read_file(file))
        .collect()
}

#[test]
fn every_listing_is_shown_in_a_chapter() {
    let chapters = read_all_pages();
    assert_no_faults(
        load_catalogue()
            .listings()
            .filter(|l| !has_directive(&chapters, "listing", &l.name))
            .map(|l| {
                format!("no chapter shows `{0}`: {{{{#listing {0}}}}}", l.name)
            }),
    );
}

#[test]
fn every_exercise_is_shown_in_its_chapter() {
    let exercises = Exercises::load(root()).unwrap();
    assert_no_faults(exercises.list.iter().filter_map(|exercise| {
        let name = &exercise.name;
        let slug = exercise.dir.replace('_', "-");
        (!has_directive(&chapter_text(&slug), "exercise", name)).then(|| {
            format!(
                "no page of `src/{slug}` shows `{name}`: \
                 {{{{#exercise {name}}}}}"
            )
        })
    }));
}

#[test]
fn every_try_task_is_shown_on_a_page() {
    let catalogue = load_catalogue();
    let chapters = read_all_pages();
    let fault = |listing: &Listing| -> Vec<String> {
        if !root().join(try_path(listing)).is_file() {
            return Vec::new();
        }
        let tasks = TryTask::load_all(&catalogue, listing).unwrap();
        let shown = find_shown_task_ids(&chapters, &listing.name);
        let is_shown = |task: &&TryTask| {
            shown.iter().any(|id| id.is_none() || *id == task.id)
        };
        tasks
            .iter()
            .filter(|task| !is_shown(task))
            .map(|task| {
                format!(
                    "no page shows `{}`: {{{{#try {}}}}}",
                    task.name(listing),
                    task.name(listing).replace('/', " ")
                )
            })
            .collect()
    };
    assert_no_faults(catalogue.all_listings().flat_map(fault));
}

/// The tasks that the pages name of this listing; `None` names all.
fn find_shown_task_ids(pages: &str, listing: &str) -> Vec<Option<String>> {
    pages
        .split("{{#try ")
        .skip(1)
        .filter_map(|rest| rest.split("}}").next())
        .filter_map(|inner| {
            let mut arguments = inner.split_whitespace();
            (arguments.next() == Some(listing))
                .then(|| arguments.next().map(str::to_owned))
        })
        .collect()
}

#[test]
fn every_figure_is_shown_in_a_chapter() {
    let chapters = read_all_pages();
    assert_no_faults(
        find_files("page/figures", "svg")
            .iter()
            .filter_map(|file| Some((file, file.file_stem()?.to_str()?)))
            .filter(|(_, name)| !has_directive(&chapters, "figure", name))
            .map(|(file, name)| {
                format!(
                    "no chapter shows `{}`: {{{{#figure {name}}}}}",
                    file.display()
                )
            }),
    );
}

/// Without its listing's card, a task can only show its change.
#[test]
fn every_try_task_is_on_a_page_that_shows_its_listing() {
    assert_no_faults(find_files("src", "md").iter().flat_map(|file| {
        let page = read_file(file);
        let listings: BTreeSet<&str> = page
            .split("{{#try ")
            .skip(1)
            .filter_map(|rest| rest.split([' ', '}']).next())
            .collect();
        let faults: Vec<String> = listings
            .into_iter()
            .filter(|listing| !has_directive(&page, "listing", listing))
            .map(|listing| {
                format!(
                    "{} has a task of `{listing}` and doesn't show it: \
                     {{{{#listing {listing}}}}}",
                    file.display()
                )
            })
            .collect();
        faults
    }));
}
