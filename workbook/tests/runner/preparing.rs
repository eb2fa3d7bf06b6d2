//! The order in which the book is built, and what is not built at all.

use crate::driver::{ActiveRun, create_job, create_runner_for_book};
use runner::{BackgroundLimits, Job, Limits, OpenPage, Runner, RunnerState};
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const LISTING_SOURCE: &str = "//! A listing.\nfn main() {}\n";
const CHAPTERS: [&str; 3] = ["ch01-a", "ch02-b", "ch03-c"];
const TIMEOUT: Duration = Duration::from_secs(120);

/// A book of three chapters with a listing each, `a`, `b` and `c`.
fn create_book() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let workspace = "[workspace]\nmembers = [\"listings/*\"]\n";
    fs::write(root.path().join("Cargo.toml"), workspace).unwrap();
    for slug in CHAPTERS {
        let (_, name) = slug.split_once('-').unwrap();
        let folder = root.path().join("listings").join(slug);
        fs::create_dir_all(&folder).unwrap();
        let manifest = format!(
            "[package]\nname = \"{slug}\"\nedition = \"2024\"\n\
             [[example]]\nname = \"{name}\"\npath = \"{name}.rs\"\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join(format!("{name}.rs")), LISTING_SOURCE).unwrap();
    }
    root
}

/// A reader has opened a page with these listings.
fn create_runner_with_open_page(
    root: &Path,
    listings: &[&str],
    limits: Limits,
) -> Runner {
    let runner = create_runner_for_book(root, limits);
    let listings = listings.iter().map(|name| name.to_string()).collect();
    runner.set_open_page(OpenPage { listings });
    runner
}

fn listing_job(listing_name: &str) -> Job {
    Job {
        listing: listing_name.to_owned(),
        ..create_job(LISTING_SOURCE)
    }
}

/// Whether cargo has built a listing.
fn is_built(root: &Path, listing_name: &str) -> bool {
    root.join("target/debug/examples")
        .join(listing_name)
        .is_file()
}

#[track_caller]
fn wait_until(condition: impl Fn() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < TIMEOUT, "it does not happen");
        sleep(Duration::from_millis(5));
    }
}

fn limits_without_background_builds() -> Limits {
    Limits {
        background: BackgroundLimits {
            max_time: Duration::ZERO,
            min_free_disk_mb: 0,
        },
        ..Limits::default()
    }
}

#[test]
fn the_chapter_of_the_open_page_is_built_first() {
    let root = create_book();
    let root = root.path();
    let runner = create_runner_with_open_page(root, &["c"], Limits::default());
    wait_until(|| is_built(root, "c"));
    let built = ["a", "b"].map(|name| is_built(root, name));
    assert_eq!(built, [false, false]);
    // The rest follows in its order.
    wait_until(|| is_built(root, "b"));
    assert!(is_built(root, "a"));
    wait_until(|| *runner.subscribe().borrow() == RunnerState::Ready);
}

#[test]
fn a_chapter_not_built_in_the_background_is_built_when_a_run_needs_it() {
    let full_disk = Limits {
        background: BackgroundLimits {
            max_time: Duration::from_secs(60),
            min_free_disk_mb: u64::MAX,
        },
        ..Limits::default()
    };
    for limits in [limits_without_background_builds(), full_disk] {
        let root = create_book();
        let root = root.path();
        let runner = create_runner_with_open_page(root, &["b"], limits);
        wait_until(|| *runner.subscribe().borrow() == RunnerState::Ready);
        sleep(Duration::from_millis(300));
        let built = ["a", "b", "c"].map(|name| is_built(root, name));
        assert_eq!(built, [false, true, false]);
        ActiveRun::start(&runner, listing_job("a"))
            .finish()
            .assert_exited(0);
        assert!(is_built(root, "a"));
        assert!(!is_built(root, "c"));
    }
}

#[test]
fn the_book_is_built_in_its_order_where_no_page_is_open() {
    let root = create_book();
    let root = root.path();
    let runner =
        create_runner_for_book(root, limits_without_background_builds());
    wait_until(|| is_built(root, "a"));
    let built = ["b", "c"].map(|name| is_built(root, name));
    assert_eq!(built, [false, false]);
    wait_until(|| *runner.subscribe().borrow() == RunnerState::Ready);
    assert!(is_built(root, "c"));
}

/// Cargo leaves the processors to others, which its niceness says.
#[cfg(target_os = "linux")]
#[test]
fn builds_that_no_reader_waits_for_have_a_low_priority() {
    for (listings, expected) in [(&["a"][..], 0), (&[][..], 10)] {
        let root = create_book();
        let chapter = root.path().join("listings/ch01-a");
        // Cargo runs this for the first chapter.
        let script = "fn main() {\n    \
            let stat = std::fs::read_to_string(\"/proc/self/stat\").unwrap();\n    \
            let nice = stat.rsplit_once(')').unwrap().1.split_whitespace().nth(16);\n    \
            std::fs::write(\"nice\", nice.unwrap()).unwrap();\n}\n";
        fs::write(chapter.join("build.rs"), script).unwrap();
        let _runner = create_runner_with_open_page(
            root.path(),
            listings,
            Limits::default(),
        );
        let file = chapter.join("nice");
        let nice = || fs::read_to_string(&file).unwrap_or_default();
        wait_until(|| !nice().is_empty());
        let test_niceness = own_niceness();
        assert_eq!(nice().parse::<i32>().unwrap(), test_niceness + expected);
    }
}

#[cfg(target_os = "linux")]
fn own_niceness() -> i32 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields = stat.rsplit_once(')').unwrap().1;
    fields.split_whitespace().nth(16).unwrap().parse().unwrap()
}
