//! The recorded runs, which the static site replays, against what the
//! listings print, and the list of those that the public Playground can run.

use book::question::{self, Question};
use book_tests::tree::{files, is_named, read};
use book_tests::{root, samples, update};
use catalogue::matching;
use catalogue::transcript::{Piece, Unit};
use catalogue::{Catalogue, Kind, Listing};
use runner::recording::{Recording, VERSION};
use std::fs;

/// Of what takes a few milliseconds, 5 % are less than a system's whims.
const SLACK_MS: f64 = 10.0;

fn catalogue() -> Catalogue {
    Catalogue::load(root()).unwrap()
}

fn recording(listing: &Listing) -> Recording {
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

fn recorded(catalogue: &Catalogue) -> impl Iterator<Item = &Listing> {
    catalogue
        .listings()
        .filter(|l| l.kind == Kind::Runs && !l.limits.terminal_only)
}

#[test]
fn every_listing_has_a_recording_of_what_it_prints() {
    let catalogue = catalogue();
    for listing in recorded(&catalogue) {
        let recording = recording(listing);
        let session = &catalogue.transcript(listing).unwrap().sessions[0];
        assert_eq!(recording.v, VERSION);
        assert_eq!(recording.code, session.status, "{}", listing.name);
        if let Err(fault) = matching::compare(session, &recording.stdout()) {
            panic!(
                "the recording of `{}` is stale; `cargo run -- record {}`\n{}",
                listing.name, listing.name, fault.text
            );
        }
    }
}

/// A page says what was measured in its sentences, from the `.out` file, and
/// replays the recorded run. `SNAPSHOTS=overwrite` takes the numbers of the run.
#[test]
fn a_recorded_run_does_not_contradict_the_sentences_about_it() {
    let catalogue = catalogue();
    for listing in recorded(&catalogue) {
        let printed = recording(listing).stdout();
        let mut sessions = catalogue.transcript(listing).unwrap().sessions;
        let file = listing.transcript_path();
        if update::is_requested() {
            sessions[0] = samples::taken_from(&printed, &sessions[0]);
            let text: String =
                sessions.iter().map(update::session_text).collect();
            let path = root().join(&file);
            // Another test may just be reading it.
            if fs::read_to_string(&path).unwrap() != text {
                fs::write(path, text).unwrap();
            }
        }
        let faults = samples::contradictions(&sessions[0], &printed);
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
    let catalogue = catalogue();
    for listing in recorded(&catalogue) {
        let printed = recording(listing).stdout();
        let transcript = catalogue.transcript(listing).unwrap();
        let mut pieces =
            transcript.patterns().flat_map(|p| &p.pieces).peekable();
        let mut ideal: Vec<Option<(f64, f64)>> = Vec::new();
        while let Some(piece) = pieces.next() {
            match piece {
                // A measured time has no ideal.
                Piece::Measured { number, .. } => {
                    if let Some(Piece::Text(text)) = pieces.peek()
                        && is_unit(text.split_whitespace().next())
                        && text.starts_with(' ')
                        && number.contains('.')
                    {
                        ideal.push(None);
                    }
                }
                Piece::Time { number, unit } => {
                    let time_tolerance = match unit {
                        Unit::Milliseconds => SLACK_MS,
                        Unit::Seconds | Unit::SecondsInFull => {
                            SLACK_MS / 1000.0
                        }
                    };
                    let number = number.parse().unwrap();
                    ideal.push(Some((number, time_tolerance)));
                }
                _ => {}
            }
        }
        for (ideal, real) in ideal.iter().zip(times_in(&printed)) {
            let Some((ideal, time_tolerance)) = ideal else {
                continue;
            };
            assert!(
                real <= ideal * 1.05 + time_tolerance,
                "`{}` was recorded on a busy machine: {real} for {ideal}; \
                 `cargo run -- record {}`",
                listing.name,
                listing.name
            );
        }
    }
}

/// Decimal numbers that a unit of time follows.
fn times_in(printed: &str) -> impl Iterator<Item = f64> {
    let tokens: Vec<&str> = printed.split_whitespace().collect();
    let times: Vec<f64> = tokens
        .windows(2)
        .filter(|pair| pair[0].contains('.') && is_unit(Some(pair[1])))
        .filter_map(|pair| pair[0].parse().ok())
        .collect();
    times.into_iter()
}

fn is_unit(word: Option<&str>) -> bool {
    let word = word.unwrap_or_default().trim_end_matches([',', ':', '.']);
    ["s", "seconds", "ms"].contains(&word)
}

#[test]
fn every_recording_belongs_to_a_listing() {
    let catalogue = catalogue();
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
    let catalogue = catalogue();
    let chapters: String =
        files("src", "md").iter().map(|file| read(file)).collect();
    let ending = ".predict.toml";
    let questions = [files("listings", "toml"), files("examples", "toml")]
        .concat()
        .into_iter()
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
            is_named(&chapters, "predict", name),
            "no chapter asks `{path}`: {{{{#predict {name}}}}}"
        );
        count += 1;
    }
    assert!(count >= 3, "{count} questions");
}
