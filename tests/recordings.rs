//! The recorded runs, which the static site replays, against what the
//! listings print, and the list of those that the public Playground can run.

use book::question::{self, Question};
use book_tests::tree::{find_files, has_directive, read_file};
use book_tests::{root, samples, update};
use catalogue::matching::{
    self, LineMatch, find_printed_numbers, match_line, number_pieces,
};
use catalogue::transcript::{Piece, Session, Unit};
use catalogue::{Catalogue, Listing, ListingKind};
use runner::recording::{Recording, VERSION};
use std::fs;

/// For a wait of a few milliseconds, a busy system adds more than 5 %.
const MAX_EXTRA_DELAY_MS: f64 = 10.0;

fn load_catalogue() -> Catalogue {
    Catalogue::load(root()).unwrap()
}

fn read_recording(listing: &Listing) -> Recording {
    let path = root().join(listing.recording_path());
    let text = fs::read_to_string(&path).unwrap_or_else(|error| {
        panic!(
            "`{}`: {error}; run `cargo run -- record {}`",
            listing.recording_path().display(),
            listing.name
        )
    });
    serde_json::from_str(&text).unwrap()
}

fn recorded_listings(catalogue: &Catalogue) -> impl Iterator<Item = &Listing> {
    catalogue
        .listings()
        .filter(|l| l.kind == ListingKind::Runs && !l.limits.terminal_only)
}

#[test]
fn every_listing_has_a_recording_of_what_it_prints() {
    let catalogue = load_catalogue();
    for listing in recorded_listings(&catalogue) {
        let recording = read_recording(listing);
        let session = &catalogue.transcript(listing).unwrap().sessions[0];
        assert_eq!(recording.v, VERSION);
        assert_eq!(recording.exit_code, session.status, "{}", listing.name);
        if let Err(fault) = matching::compare(session, &recording.stdout()) {
            panic!(
                "the recording of `{}` is stale; `cargo run -- record {}`\n{}",
                listing.name, listing.name, fault
            );
        }
    }
}

/// The footer of a page names the versions with which its runs were recorded.
#[test]
fn every_recording_names_the_versions_that_it_was_made_with() {
    let catalogue = load_catalogue();
    let without_versions: Vec<&str> = recorded_listings(&catalogue)
        .filter(|listing| read_recording(listing).versions.is_none())
        .map(|listing| listing.name.as_str())
        .collect();
    assert!(
        without_versions.is_empty(),
        "these recordings name no versions; make them again: \
         `cargo run -- record {}`",
        without_versions.join(" ")
    );
}

/// A page says what was measured in its sentences, from the `.out` file, and
/// replays the recorded run. `SNAPSHOTS=overwrite` takes the numbers of the run.
#[test]
fn a_recorded_run_does_not_contradict_the_sentences_about_it() {
    let catalogue = load_catalogue();
    for listing in recorded_listings(&catalogue) {
        let printed = read_recording(listing).stdout();
        let mut sessions = catalogue.transcript(listing).unwrap().sessions;
        let file = listing.transcript_path();
        if update::is_requested() {
            sessions[0] = samples::with_numbers_of_run(&printed, &sessions[0]);
            let text: String =
                sessions.iter().map(update::session_text).collect();
            let path = root().join(&file);
            // Another test may just be reading it.
            if fs::read_to_string(&path).unwrap() != text {
                fs::write(path, text).unwrap();
            }
        }
        let faults = samples::find_contradictions(&sessions[0], &printed);
        assert!(
            faults.is_empty(),
            "the recording of `{}` contradicts `{}`; record it again with \
             nothing else at work, then take its numbers: \
             `SNAPSHOTS=overwrite cargo test --workspace --test recordings`\n{}",
            listing.name,
            file.display(),
            faults.join("\n")
        );
    }
}

/// What the page replays is nearer to the ideal than a test can demand of a
/// busy machine.
#[test]
fn a_recorded_run_is_within_5_percent_of_its_ideal_times() {
    let catalogue = load_catalogue();
    let mut count = 0;
    for listing in recorded_listings(&catalogue) {
        let printed = read_recording(listing).stdout();
        let transcript = catalogue.transcript(listing).unwrap();
        for time in compare_times(&transcript.sessions[0], &printed) {
            let ComparedTime { ideal, real, unit } = time;
            let slack = MAX_EXTRA_DELAY_MS / 1000.0 * unit.units_per_second();
            assert!(
                real <= ideal * 1.05 + slack,
                "`{}` was recorded on a busy machine: {real} for {ideal} {}; \
                 `cargo run -- record {}`",
                listing.name,
                unit.as_str(),
                listing.name
            );
            count += 1;
        }
    }
    assert!(count >= 100, "{count} times");
}

/// A time that a session expects, and the one that was printed in its place.
struct ComparedTime {
    ideal: f64,
    real: f64,
    unit: Unit,
}

/// Finds the times of a session, each with the one that was printed for it.
fn compare_times(session: &Session, printed: &str) -> Vec<ComparedTime> {
    let mut lines: Vec<&str> = printed.lines().collect();
    let mut times = Vec::new();
    for pattern in session.patterns() {
        let fits = |line: &&str| match_line(pattern, line) == LineMatch::Fits;
        let Some(place) = lines.iter().position(fits) else {
            continue;
        };
        let line = lines.remove(place);
        let printed = find_printed_numbers(pattern, line).unwrap_or_default();
        for (piece, real) in number_pieces(pattern).zip(printed) {
            if let Piece::Time { number, unit } = piece {
                let parse = |number: &str| number.replace(',', "").parse();
                let [ideal, real] =
                    [number, real].map(|number| parse(number).unwrap());
                let unit = *unit;
                times.push(ComparedTime { ideal, real, unit });
            }
        }
    }
    times
}

#[test]
fn every_recording_belongs_to_a_listing() {
    let catalogue = load_catalogue();
    let known: Vec<_> =
        catalogue.listings().map(Listing::recording_path).collect();
    let folders = catalogue.packages.iter().map(|p| {
        let folder = root().join("listings").join(&p.slug);
        (format!("listings/{}", p.slug), folder)
    });
    let examples = ("examples".to_owned(), root().join("examples"));
    for (name, folder) in folders.chain([examples]) {
        for entry in fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().file_name().into_string().unwrap();
            let path = std::path::Path::new(&name).join(&file);
            assert!(
                !file.ends_with(".run.json") || known.contains(&path),
                "`{}` has no listing beside it",
                path.display()
            );
        }
    }
}

#[test]
fn every_question_is_asked_and_its_answer_proved_by_the_recording() {
    let catalogue = load_catalogue();
    let chapters: String = find_files("src", "md")
        .iter()
        .map(|file| read_file(file))
        .collect();
    let ending = ".predict.toml";
    let questions = ["listings", "examples", "unstable"]
        .into_iter()
        .flat_map(|folder| find_files(folder, "toml"))
        .filter(|file| file.to_str().unwrap().ends_with(ending));
    let mut count = 0;
    for file in questions {
        let path = file.to_str().unwrap();
        let name = file.file_name().unwrap().to_str().unwrap();
        let name = name.strip_suffix(ending).unwrap();
        let listing = catalogue.find(name).unwrap();
        assert_eq!(file, question::path(listing), "`{path}` has no listing");
        if let Err(error) = Question::load(root(), listing) {
            panic!("{error}");
        }
        assert!(
            has_directive(&chapters, "predict", name),
            "no chapter asks `{path}`: {{{{#predict {name}}}}}"
        );
        count += 1;
    }
    assert!(count >= 3, "{count} questions");
}
