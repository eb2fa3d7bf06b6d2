//! Nothing unlisted, unshown, unproved or unused.

use book::chapter::shown_code;
use book_tests::manifest::{self, Package};
use book_tests::root;
use book_tests::tree::{chapter_text, files, is_named, read, uses};
use catalogue::{Catalogue, Listing, TryTask, try_path};
use exercises::Exercises;
use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const MAX_LISTING_LINES: usize = 80;
/// A stage of the executor is whole, as all listings are.
const MAX_STAGE_LINES: usize = 410;
const MAX_COLUMNS: usize = 80;
/// A page explains code in steps of about 25 lines. None is longer than this.
const MAX_LINES_AT_ONCE: usize = 30;
/// A window of 1280 × 800 pixels shows about this many lines of text or code.
const LINES_OF_A_SCREEN: usize = 25;
const WORDS_OF_A_LINE: usize = 12;
const MAX_SCREENS: usize = 5;

fn load_catalogue() -> Catalogue {
    Catalogue::load(root()).unwrap()
}

#[track_caller]
fn assert_no_faults(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The files of listings and stages that end so.
fn listing_files(extension: &str) -> Vec<PathBuf> {
    let mut found = files("listings", extension);
    found.extend(files("examples", extension));
    found
}

fn all_chapters() -> String {
    files("src", "md").iter().map(|file| read(file)).collect()
}

#[test]
fn every_program_is_registered() {
    let catalogue = load_catalogue();
    let known: BTreeSet<&Path> =
        catalogue.listings().map(|l| l.path.as_path()).collect();
    assert_no_faults(
        listing_files("rs")
            .iter()
            .filter(|file| !known.contains(file.as_path()))
            .map(|file| {
                format!(
                    "`{}` is no listing: give it an `[[example]]` table in \
                     its chapter's `Cargo.toml`",
                    file.display()
                )
            }),
    );
}

#[test]
fn every_listing_is_shown_in_a_chapter() {
    let chapters = all_chapters();
    assert_no_faults(
        load_catalogue()
            .listings()
            .filter(|l| !is_named(&chapters, "listing", &l.name))
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
        (!is_named(&chapter_text(&slug), "exercise", name)).then(|| {
            format!(
                "no page of `src/{slug}` shows `{name}`: \
                 {{{{#exercise {name}}}}}"
            )
        })
    }));
}

#[test]
fn every_file_of_try_tasks_has_its_listing() {
    let catalogue = load_catalogue();
    let known: BTreeSet<PathBuf> =
        catalogue.all_listings().map(try_path).collect();
    assert_no_faults(
        [listing_files("toml"), files("unstable", "toml")]
            .concat()
            .iter()
            .filter(|file| file.to_string_lossy().ends_with(".try.toml"))
            .filter(|file| !known.contains(*file))
            .map(|file| {
                format!("`{}` has no listing beside it", file.display())
            }),
    );
}

#[test]
fn every_try_task_is_shown_on_a_page() {
    let catalogue = load_catalogue();
    let chapters = all_chapters();
    let fault = |listing: &Listing| -> Vec<String> {
        if !root().join(try_path(listing)).is_file() {
            return Vec::new();
        }
        let tasks = TryTask::load_all(&catalogue, listing).unwrap();
        let shown = try_directives(&chapters, &listing.name);
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
fn try_directives(pages: &str, listing: &str) -> Vec<Option<String>> {
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
fn every_listing_has_its_output_under_its_command() {
    let catalogue = load_catalogue();
    let fault = |listing: &Listing| match catalogue.transcript(listing) {
        Err(error) => Some(format!("{error:#}")),
        Ok(transcript) => {
            let command = listing.command();
            let other = transcript.sessions.iter().find(|session| {
                let arguments = format!("{command} -- ");
                session.command != command
                    && !session.command.starts_with(&arguments)
            })?;
            Some(format!(
                "`{}`: `{}` does not run `{}`; write `$ {command}`",
                listing.transcript_path().display(),
                other.command,
                listing.name
            ))
        }
    };
    assert_no_faults(catalogue.listings().filter_map(fault));
}

#[test]
fn every_output_of_a_python_version_stands_under_its_command() {
    let catalogue = load_catalogue();
    assert_no_faults(catalogue.listings().filter_map(|listing| {
        let file = listing.python_transcript_path();
        let text = fs::read_to_string(root().join(&file)).ok()?;
        let script = listing.python_path().display().to_string();
        let command = format!("$ python3 {}\n", script.replace('\\', "/"));
        (!text.starts_with(&command)).then(|| {
            format!("`{}` does not start with `{command}`", file.display())
        })
    }));
}

#[test]
fn every_output_and_every_python_version_has_its_listing() {
    let catalogue = load_catalogue();
    let known: BTreeSet<PathBuf> = catalogue
        .listings()
        .flat_map(|l| {
            let python_files = [l.python_path(), l.python_transcript_path()];
            let has_python = root().join(l.python_path()).is_file();
            let python_files =
                python_files.into_iter().filter(move |_| has_python);
            python_files.chain([l.transcript_path()])
        })
        .collect();
    assert_no_faults(
        [listing_files("out"), listing_files("py")]
            .concat()
            .iter()
            .filter(|file| !known.contains(*file) && !is_imported(file))
            .map(|file| {
                format!("`{}` has no listing beside it", file.display())
            }),
    );
}

/// Returns whether a Python version beside the file imports it.
fn is_imported(file: &Path) -> bool {
    let (Some(folder), Some(name)) = (file.parent(), file.file_stem()) else {
        return false;
    };
    let name = name.to_string_lossy();
    let imports = [format!("import {name}\n"), format!("from {name} import ")];
    file.extension().is_some_and(|extension| extension == "py")
        && listing_files("py")
            .iter()
            .filter(|other| other.parent() == Some(folder))
            .map(|other| read(other))
            .any(|text| imports.iter().any(|import| text.contains(import)))
}

#[test]
fn every_listing_fits_on_a_page() {
    let catalogue = load_catalogue();
    let too_long = |listing: &&Listing| listing.path.starts_with("listings");
    assert_no_faults(catalogue.listings().filter(too_long).filter_map(
        |listing| {
            let lines = catalogue.source(listing).unwrap().lines.len();
            let is_stage = listing.path.parent().unwrap().ends_with("executor");
            let limit = if is_stage {
                MAX_STAGE_LINES
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
        (count > MAX_LINES_AT_ONCE).then(|| {
            format!(
                "`{}` shows {count} lines at once, more than \
                 {MAX_LINES_AT_ONCE}: {what}; show it in steps, with anchors",
                page.display()
            )
        })
    };
    let mut faults = Vec::new();
    let mut shown_count = 0;
    for page in files("src", "md") {
        let text = read(&page);
        for code in shown_code(&catalogue, &text) {
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
    let pages = files("src", "md");
    let sections: Vec<&PathBuf> = pages.iter().filter(is_section).collect();
    assert!(
        sections.len() > 100,
        "there are {} sections",
        sections.len()
    );
    let mut faults = Vec::new();
    for page in sections {
        let lines = lines_of_page(&catalogue, &read(page));
        let is_long = lines > MAX_SCREENS * LINES_OF_A_SCREEN;
        let name = page.strip_prefix("src").unwrap();
        let name = name.to_string_lossy().replace('\\', "/");
        if is_long {
            faults.push(format!(
                "`{name}` has about {lines} lines, more than {MAX_SCREENS} \
                 screens: split it"
            ));
        }
    }
    assert_no_faults(faults);
}

/// Estimates how many lines of text and of code a page shows at first.
fn lines_of_page(catalogue: &Catalogue, page: &str) -> usize {
    let shown = shown_code(catalogue, page);
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
    code + fenced + (words - fenced_words) / WORDS_OF_A_LINE
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
        read(file)
            .lines()
            .enumerate()
            .filter(|(_, line)| line.chars().count() > MAX_COLUMNS)
            .map(|(i, _)| format!("`{}:{}` is too wide", file.display(), i + 1))
            .collect::<Vec<_>>()
    }));
}

#[test]
fn every_dependency_is_used() {
    let catalogue = load_catalogue();
    let packages = manifest::packages().unwrap();
    let offered = crates_of_chapters(&packages);
    assert_no_faults(packages.iter().flat_map(|package| {
        let text = sources_of(package, &catalogue);
        // This package offers skeptic the chapters' crates.
        let is_offered =
            |name| package.name == "book-tests" && offered.contains(name);
        let unused = package.dependencies.iter();
        let unused = unused.filter(|n| !uses(&text, n) && !is_offered(*n));
        unused
            .map(|name| {
                format!(
                    "`{}/Cargo.toml`: nothing uses `{name}`; remove it",
                    package.folder.display()
                )
            })
            .collect::<Vec<_>>()
    }));
}

fn sources_of(package: &Package, catalogue: &Catalogue) -> String {
    let mut sources = files(package.folder.to_str().unwrap(), "rs");
    let programs = package.examples.iter();
    sources.extend(
        programs
            .filter_map(|name| Some(catalogue.find(name).ok()?.path.clone())),
    );
    sources.iter().map(|file| read(file)).collect()
}

fn crates_of_chapters(packages: &[Package]) -> BTreeSet<String> {
    packages
        .iter()
        .filter(|package| package.folder.starts_with("listings"))
        .flat_map(|package| package.dependencies.clone())
        .collect()
}

#[test]
fn skeptic_can_offer_every_crate_of_the_chapters() {
    let packages = manifest::packages().unwrap();
    let known: BTreeSet<&String> = packages
        .iter()
        .filter(|package| !package.folder.starts_with("listings"))
        .flat_map(|package| &package.dependencies)
        .collect();
    assert_no_faults(
        crates_of_chapters(&packages)
            .iter()
            .filter(|name| !known.contains(name))
            .map(|name| {
                format!(
                    "add `{name}` to `[dev-dependencies]` of \
                     `tests/Cargo.toml`: skeptic knows only the crates that \
                     package has"
                )
            }),
    );
}

#[test]
fn every_figure_is_shown_in_a_chapter() {
    let chapters = all_chapters();
    assert_no_faults(
        files("page/figures", "svg")
            .iter()
            .filter_map(|file| Some((file, file.file_stem()?.to_str()?)))
            .filter(|(_, name)| !is_named(&chapters, "figure", name))
            .map(|(file, name)| {
                format!(
                    "no chapter shows `{}`: {{{{#figure {name}}}}}",
                    file.display()
                )
            }),
    );
}
