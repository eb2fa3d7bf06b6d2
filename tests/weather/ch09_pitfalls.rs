//! The weather service of chapter 9: healthy without `--fault`, and each fault
//! has the symptom that its page shows.
#[path = "at_once.rs"]
mod at_once;
#[cfg(unix)]
#[path = "bad_clients.rs"]
mod bad_clients;
#[path = "draining.rs"]
mod draining;
#[path = "fake_server.rs"]
pub mod fake_server;
#[path = "program.rs"]
pub mod program;
#[path = "protocol_contract.rs"]
mod protocol_contract;
#[path = "retrying.rs"]
mod retrying;

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::Path;

use book_tests::retry::check_with_attempts;
use catalogue::matching;
use catalogue::transcript::{Pattern, Piece};

use self::program::{Exit, start_weather};
use super::parallel::check_each;

const COMMAND_LINE: &str = "$ cargo run --example ch09_pitfalls -- ";

/// What a run prints, line by line.
struct RunOutput {
    exit: Exit,
}

impl RunOutput {
    #[track_caller]
    fn run(arguments: &str) -> RunOutput {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let arguments = [&["--port", "0"], &arguments[..]].concat();
        let exit = start_weather(&arguments).wait_for_exit_and_streams();
        RunOutput { exit }
    }

    /// Runs the service, and expects that all clients get an answer.
    #[track_caller]
    fn run_with_success(arguments: &str) -> RunOutput {
        let log = RunOutput::run(arguments);
        assert_eq!(log.exit.code, 0, "{log}");
        log
    }

    /// Runs the service, and expects that a client gets no answer.
    #[track_caller]
    fn run_with_failure(arguments: &str) -> RunOutput {
        let log = RunOutput::run(arguments);
        assert_eq!(log.exit.code, 1, "{log}");
        log
    }

    fn lines(&self) -> impl Iterator<Item = &String> {
        self.exit.stdout.iter().chain(&self.exit.stderr)
    }

    /// The number that follows `before` in one of the lines.
    #[track_caller]
    fn number_after(&self, before: &str) -> f64 {
        let rest = self.lines().find_map(|line| {
            let (_, rest) = line.split_once(before)?;
            Some(rest.trim_start())
        });
        let rest = rest.unwrap_or_else(|| panic!("no `{before}` in {self}"));
        let number = rest.split(' ').next().unwrap();
        number.parse().unwrap_or_else(|_| panic!("{rest}"))
    }

    fn has_line_with(&self, line_part: &str) -> bool {
        self.lines().any(|line| line.contains(line_part))
    }

    fn count_lines_with(&self, line_part: &str) -> usize {
        self.lines().filter(|line| line.contains(line_part)).count()
    }
}

impl Display for RunOutput {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        writeln!(f, "exit code {}", self.exit.code)?;
        self.lines().try_for_each(|line| writeln!(f, "{line}"))
    }
}

const TOTAL_LABEL: &str = "requests in ";
const PAUSE_LABEL: &str = "Longest pause of the clock: ";
const CALLS_LABEL: &str = "Most calls at once: ";
const RECORDED_LABEL: &str = "Requests recorded: ";
const TASKS_LABEL: &str = "Tasks alive: ";
const STATION_LABEL: &str = "Station stopped after ";

#[test]
fn a_healthy_run_has_none_of_the_symptoms() {
    let log = RunOutput::run_with_success("--delay 1");
    assert!((1.0..1.9).contains(&log.number_after(TOTAL_LABEL)), "{log}");
    assert_eq!(log.number_after(RECORDED_LABEL), 5.0, "{log}");
    assert_eq!(log.number_after(CALLS_LABEL), 5.0, "{log}");
    assert!(log.number_after(PAUSE_LABEL) < 0.5, "{log}");
    assert!(log.number_after(STATION_LABEL) < 0.5, "{log}");
    assert_eq!(log.number_after(TASKS_LABEL), 1.0, "{log}");
    assert!(log.has_line_with("with 5 answers sent"), "{log}");
}

#[test]
fn fault_1_makes_the_requests_wait_for_a_lock() {
    let log = RunOutput::run_with_success("--fault 1 --delay 1");
    assert!((5.0..5.9).contains(&log.number_after(TOTAL_LABEL)), "{log}");
    assert_eq!(log.number_after(CALLS_LABEL), 1.0, "{log}");
    assert!(log.number_after(PAUSE_LABEL) < 0.5, "{log}");
}

#[test]
fn fault_2_records_nothing() {
    let log = RunOutput::run_with_success("--fault 2 --delay 0.2");
    assert_eq!(log.number_after(RECORDED_LABEL), 0.0, "{log}");
    assert!(log.has_line_with("with 5 answers sent"), "{log}");
}

#[test]
fn fault_3_loses_the_first_half_of_a_request() {
    let log = RunOutput::run_with_failure(
        "--fault 3 --halves 0.5 --delay 0.2 both London",
    );
    assert!(
        log.has_line_with("expected struct Question at line 1 column 8"),
        "{log}"
    );
    let log = RunOutput::run_with_success("--fault 3 --delay 0.2 both London");
    assert!(log.has_line_with("Received weather for London"), "{log}");
    let log =
        RunOutput::run_with_success("--halves 0.5 --delay 0.2 both London");
    assert!(log.has_line_with("Received weather for London"), "{log}");
}

#[test]
fn fault_4_stops_the_clock() {
    let log = RunOutput::run_with_success("--fault 4 --delay 0.6");
    // Five calls to the station, and the wait for the last satellite.
    assert!((3.6..4.1).contains(&log.number_after(TOTAL_LABEL)), "{log}");
    assert!((2.9..3.5).contains(&log.number_after(PAUSE_LABEL)), "{log}");
    assert_eq!(log.number_after(CALLS_LABEL), 5.0, "{log}");
}

#[test]
fn fault_5_hides_the_reason() {
    let arguments = "--delay 0.2 --attempts 1 both London Atlantis";
    let log = RunOutput::run_with_failure(&format!("--fault 5 {arguments}"));
    assert!(log.has_line_with("with 2 answers sent"), "{log}");
    assert!(!log.has_line_with("no station"), "{log}");
    let log = RunOutput::run_with_failure(arguments);
    assert!(log.has_line_with("with 1 answers sent"), "{log}");
    // The client is told why, and the server's log has it, too.
    assert_eq!(
        log.count_lines_with("there is no station in Atlantis"),
        2,
        "{log}"
    );
}

#[test]
fn fault_6_leaves_a_task_for_each_request() {
    let log = RunOutput::run_with_success("--fault 6 --delay 0.2");
    assert_eq!(log.number_after(TASKS_LABEL), 6.0, "{log}");
}

#[test]
fn fault_7_panics_in_each_request() {
    let log = RunOutput::run_with_failure("--fault 7 --attempts 1 --delay 0.2");
    let panic = "Cannot start a runtime from within a runtime";
    assert_eq!(log.count_lines_with(panic), 5, "{log}");
    assert!(log.has_line_with("with 0 answers sent"), "{log}");
    // Each call ends in its first poll, before the next one begins.
    assert_eq!(log.number_after(CALLS_LABEL), 1.0, "{log}");
}

#[test]
fn fault_8_overloads_the_upstream() {
    let cities = "both London Paris Rome Oslo Lima Cairo Delhi Quito";
    let log =
        RunOutput::run_with_failure(&format!("--fault 8 --delay 1 {cities}"));
    assert_eq!(log.number_after(CALLS_LABEL), 8.0, "{log}");
    assert!(log.has_line_with("error: 3 of 8 requests failed"), "{log}");
    let log = RunOutput::run_with_success(&format!("--delay 1 {cities}"));
    assert_eq!(log.number_after(CALLS_LABEL), 5.0, "{log}");
    assert!(log.has_line_with("with 8 answers sent"), "{log}");
    assert!((2.0..2.9).contains(&log.number_after(TOTAL_LABEL)), "{log}");
}

#[test]
fn fault_9_asks_one_after_the_other() {
    let log = RunOutput::run_with_success("--fault 9 --delay 1");
    assert!((2.0..2.9).contains(&log.number_after(TOTAL_LABEL)), "{log}");
    assert_eq!(log.number_after(CALLS_LABEL), 5.0, "{log}");
    assert!(log.number_after(PAUSE_LABEL) < 0.5, "{log}");
}

#[test]
fn fault_10_stops_late() {
    let log = RunOutput::run_with_success("--fault 10 --delay 0.2");
    // The station sleeps for 3 s, and is asked to stop after about 0.2 s.
    assert!(
        (2.0..3.0).contains(&log.number_after(STATION_LABEL)),
        "{log}"
    );
}

#[test]
fn there_are_no_other_faults() {
    for number in ["0", "11", "-1", "one"] {
        let log = RunOutput::run(&format!("--fault={number}"));
        assert_eq!(log.exit.code, 2, "{log}");
        assert!(
            log.has_line_with("the faults have the numbers 1 to 10"),
            "{log}"
        );
    }
}

#[test]
fn each_log_on_the_pages_is_what_the_service_prints() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/ch09-pitfalls");
    let mut blocks = Vec::new();
    for page in ["slow", "answers", "leftovers"] {
        let page = folder.join(format!("find-the-bug-{page}.md"));
        let page = fs::read_to_string(page).unwrap();
        for block in page.split("```") {
            let command = block.split_once(COMMAND_LINE);
            blocks.extend(command.map(|(_, block)| block.to_owned()));
        }
    }
    assert_eq!(blocks.len(), 10);
    // The services sleep most of the time, so they delay each other little.
    check_each(&blocks, |block| {
        check_with_attempts("a log of chapter 9", || check_log(block));
    });
}

/// Runs the command in the first line, and expects the lines after it.
#[track_caller]
fn check_log(block: &str) {
    let (arguments, shown) = block.split_once('\n').unwrap();
    let log = RunOutput::run(arguments);
    assert_shows(&log, shown);
    let fails = shown.contains("error: ");
    assert_eq!(log.exit.code, i32::from(fails), "{log}");
}

/// Checks that each shown line was printed, in the same order. Lines that
/// follow each other without `...` have nothing between them. The page mixes
/// stdout and stderr, whose lines may come in either order.
#[track_caller]
fn assert_shows(log: &RunOutput, shown: &str) {
    let mut stdout = UnmatchedLines::new(&log.exit.stdout);
    let mut stderr = UnmatchedLines::new(&log.exit.stderr);
    let mut after_gap = false;
    for line in shown.lines() {
        if line == "..." {
            after_gap = true;
            continue;
        }
        let gap = if after_gap {
            SkippedLines::Any
        } else {
            SkippedLines::None
        };
        let found = stdout.skip_to(line, gap) || stderr.skip_to(line, gap);
        assert!(found, "`{line}` isn't there, or not in its place: {log}");
        after_gap = false;
    }
    let is_end = after_gap || stdout.is_at_end() || stderr.is_at_end();
    assert!(is_end, "the page lacks `...` at its end: {log}");
}

/// What may stand before the next line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SkippedLines {
    Any,
    None,
}

/// The lines of a stream that no shown line has matched so far.
struct UnmatchedLines<'a> {
    lines: &'a [String],
}

impl<'a> UnmatchedLines<'a> {
    fn new(lines: &'a [String]) -> Self {
        UnmatchedLines { lines }
    }

    /// Skips the next line that agrees with `shown`, and all before it. If
    /// there's none, it stays where it is.
    fn skip_to(&mut self, shown: &str, gap: SkippedLines) -> bool {
        let limit = match gap {
            SkippedLines::Any => self.lines.len(),
            SkippedLines::None => self.lines.len().min(1),
        };
        let candidates = &self.lines[..limit];
        match candidates.iter().position(|line| agrees_with(shown, line)) {
            Some(index) => {
                self.lines = &self.lines[index + 1..];
                true
            }
            None => false,
        }
    }

    fn is_at_end(&self) -> bool {
        self.lines.is_empty()
    }
}

/// Whether a line has the same words. A time may be a little shorter than the
/// page says, and longer by as much as in a `.out` file.
fn agrees_with(shown: &str, printed: &str) -> bool {
    let shown = Pattern::parse(shown);
    let Some(printed) = matching::find_printed_numbers(&shown, printed) else {
        return false;
    };
    let mut times = matching::number_pieces(&shown).zip(printed);
    times.all(|(piece, printed)| {
        let Piece::Time { number, unit } = piece else {
            return false;
        };
        let tolerance = matching::time_tolerance_seconds(number, *unit);
        let shown: f64 = number.parse().unwrap();
        let printed: f64 = printed.parse().unwrap();
        (shown - 0.1..=shown + tolerance).contains(&printed)
    })
}
