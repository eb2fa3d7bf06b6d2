//! How much of a program and of its text a page shows at once.

use super::{assert_no_faults, listing_files, load_catalogue};
use book::chapter::find_shown_code;
use book_tests::tree::{find_files, read_file};
use catalogue::{Catalogue, Listing};
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::path::{Path, PathBuf};

const MAX_LISTING_LINES: usize = 80;
/// A stage of the executor is whole, as all listings are.
const MAX_EXECUTOR_STAGE_LINES: usize = 410;
const MAX_COLUMNS: usize = 80;
/// A page explains code in steps of about 25 lines. None is longer than this.
const MAX_SHOWN_BLOCK_LINES: usize = 30;
/// A window of 1280 × 800 pixels shows about this many lines of text or code.
const LINES_PER_SCREEN: usize = 25;
const WORDS_PER_LINE: usize = 12;
const MAX_SECTION_SCREENS: usize = 5;

#[test]
fn every_listing_fits_on_a_page() {
    let catalogue = load_catalogue();
    let too_long = |listing: &&Listing| listing.path.starts_with("listings");
    assert_no_faults(catalogue.listings().filter(too_long).filter_map(
        |listing| {
            let lines = catalogue.source(listing).unwrap().lines.len();
            let is_stage = listing.path.parent().unwrap().ends_with("executor");
            let limit = if is_stage {
                MAX_EXECUTOR_STAGE_LINES
            } else {
                MAX_LISTING_LINES
            };
            (lines > limit).then(|| {
                format!(
                    "`{}` has {lines} lines, more than {limit}: shorten it, \
                 or grow it in stages",
                    listing.path.display()
                )
            })
        },
    ));
}

#[test]
fn no_page_shows_much_code_at_once() {
    let catalogue = load_catalogue();
    let fault = |page: &Path, what: &str, count: usize| {
        (count > MAX_SHOWN_BLOCK_LINES).then(|| {
            format!(
                "`{}` shows {count} lines at once, more than \
                 {MAX_SHOWN_BLOCK_LINES}: {what}; show it in steps, with anchors",
                page.display()
            )
        })
    };
    let mut faults = Vec::new();
    let mut shown_count = 0;
    for page in find_files("src", "md") {
        let text = read_file(&page);
        for code in find_shown_code(&catalogue, &text) {
            shown_count += 1;
            faults.extend(fault(&page, code.directive, code.line_count));
        }
        for block in fenced_blocks(&text) {
            let first = block.lines().next().unwrap_or_default();
            faults.extend(fault(&page, first, block.lines().count()));
        }
    }
    assert!(
        shown_count > 100,
        "the pages show only {shown_count} listings"
    );
    assert_no_faults(faults);
}

/// Exercises and bug hunts have several parts, which a reader does one by one.
#[test]
fn no_section_is_longer_than_five_screens() {
    let catalogue = load_catalogue();
    let is_section = |page: &&PathBuf| {
        let name = page.file_name().unwrap().to_string_lossy();
        page.parent() != Some(Path::new("src"))
            && name != "exercises.md"
            && !name.starts_with("find-the-bug")
    };
    let pages = find_files("src", "md");
    let sections: Vec<&PathBuf> = pages.iter().filter(is_section).collect();
    assert!(
        sections.len() > 100,
        "there are {} sections",
        sections.len()
    );
    let mut faults = Vec::new();
    for page in sections {
        let lines = estimate_page_lines(&catalogue, &read_file(page));
        let is_long = lines > MAX_SECTION_SCREENS * LINES_PER_SCREEN;
        let name = page.strip_prefix("src").unwrap();
        let name = name.to_string_lossy().replace('\\', "/");
        if is_long {
            faults.push(format!(
                "`{name}` has about {lines} lines, more than {MAX_SECTION_SCREENS} \
                 screens: split it"
            ));
        }
    }
    assert_no_faults(faults);
}

/// Estimates how many lines of text and of code a page shows at first.
fn estimate_page_lines(catalogue: &Catalogue, page: &str) -> usize {
    let shown = find_shown_code(catalogue, page);
    let code: usize = shown.iter().map(|code| code.line_count).sum();
    let blocks = fenced_blocks(page);
    let fenced: usize = blocks.iter().map(|b| b.lines().count()).sum();
    let fenced_words: usize =
        blocks.iter().map(|b| b.split_whitespace().count()).sum();
    let words: usize = page
        .lines()
        .filter(|line| !line.starts_with("{{#"))
        .map(|line| line.split_whitespace().count())
        .sum();
    code + fenced + (words - fenced_words) / WORDS_PER_LINE
}

fn fenced_blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut is_code = false;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => {
                is_code = true;
                blocks.push(String::new());
            }
            Event::End(TagEnd::CodeBlock) => is_code = false,
            Event::Text(text) if is_code => {
                blocks.last_mut().unwrap().push_str(&text);
            }
            _ => {}
        }
    }
    blocks
}

#[test]
fn every_line_of_a_program_fits_in_80_columns() {
    let programs = [listing_files("rs"), listing_files("py")].concat();
    assert_no_faults(programs.iter().flat_map(|file| {
        read_file(file)
            .lines()
            .enumerate()
            .filter(|(_, line)| line.chars().count() > MAX_COLUMNS)
            .map(|(i, _)| format!("`{}:{}` is too wide", file.display(), i + 1))
            .collect::<Vec<_>>()
    }));
}
