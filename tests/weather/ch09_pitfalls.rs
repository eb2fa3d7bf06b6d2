//! The weather service of chapter 9: healthy without `--fault`, and each fault
//! has the symptom that its page shows.
#[path = "at_once.rs"]
mod at_once;
#[path = "contract.rs"]
mod contract;
#[path = "draining.rs"]
mod draining;
#[path = "fake_server.rs"]
pub mod fake_server;
#[path = "program.rs"]
pub mod program;
#[path = "retrying.rs"]
mod retrying;

use std::fs;
use std::path::Path;

use self::program::weather;

const COMMAND: &str = "$ cargo run --example ch09_pitfalls -- ";

/// What a run prints, line by line.
struct Log {
    lines: Vec<String>,
}

impl Log {
    #[track_caller]
    fn of(arguments: &str) -> Log {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let arguments = [&["--port", "0"], &arguments[..]].concat();
        let (_, lines) = weather(&arguments).wait_for_exit();
        let lines = lines.lines().map(str::to_owned).collect();
        Log { lines }
    }

    /// The number that follows `before` in one of the lines.
    #[track_caller]
    fn number(&self, before: &str) -> f64 {
        let rest = self.lines.iter().find_map(|line| {
            let (_, rest) = line.split_once(before)?;
            Some(rest.trim_start())
        });
        let rest = rest.unwrap_or_else(|| panic!("no `{before}` in {self}"));
        let number = rest.split(' ').next().unwrap();
        number.parse().unwrap_or_else(|_| panic!("{rest}"))
    }

    fn has(&self, part: &str) -> bool {
        self.lines.iter().any(|line| line.contains(part))
    }

    fn count(&self, part: &str) -> usize {
        self.lines.iter().filter(|line| line.contains(part)).count()
    }
}

impl std::fmt::Display for Log {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.lines
            .iter()
            .try_for_each(|line| writeln!(f, "\n{line}"))
    }
}

const TOTAL: &str = "requests in ";
const PAUSE: &str = "Longest pause of the clock: ";
const CALLS: &str = "Most calls at once: ";
const RECORDED: &str = "Requests recorded: ";
const TASKS: &str = "Tasks alive: ";
const STATION: &str = "Station stopped after ";

#[test]
fn a_healthy_run_has_none_of_the_symptoms() {
    let log = Log::of("--delay 1");
    assert!((1.0..2.0).contains(&log.number(TOTAL)), "{log}");
    assert_eq!(log.number(RECORDED), 5.0, "{log}");
    assert_eq!(log.number(CALLS), 5.0, "{log}");
    assert!(log.number(PAUSE) < 1.0, "{log}");
    assert!(log.number(STATION) < 1.0, "{log}");
    assert_eq!(log.number(TASKS), 1.0, "{log}");
    assert!(log.has("with 5 answers sent"), "{log}");
}

#[test]
fn fault_1_makes_the_requests_wait_for_a_lock() {
    let log = Log::of("--fault 1 --delay 1");
    assert!(log.number(TOTAL) >= 5.0, "{log}");
    assert_eq!(log.number(CALLS), 1.0, "{log}");
    assert!(log.number(PAUSE) < 1.0, "{log}");
}

#[test]
fn fault_2_records_nothing() {
    let log = Log::of("--fault 2 --delay 0.2");
    assert_eq!(log.number(RECORDED), 0.0, "{log}");
    assert!(log.has("with 5 answers sent"), "{log}");
}

#[test]
fn fault_3_loses_the_first_half_of_a_request() {
    let log = Log::of("--fault 3 --halves 0.5 --delay 0.2 both London");
    assert!(
        log.has("expected struct Question at line 1 column 8"),
        "{log}"
    );
    let log = Log::of("--fault 3 --delay 0.2 both London");
    assert!(log.has("Received weather for London"), "{log}");
    let log = Log::of("--halves 0.5 --delay 0.2 both London");
    assert!(log.has("Received weather for London"), "{log}");
}

#[test]
fn fault_4_stops_the_clock() {
    let log = Log::of("--fault 4 --delay 0.6");
    assert!(log.number(TOTAL) >= 3.0, "{log}");
    assert!(log.number(PAUSE) >= 0.6, "{log}");
}

#[test]
fn fault_5_hides_the_reason() {
    let arguments = "--delay 0.2 --attempts 1 both London Atlantis";
    let log = Log::of(&format!("--fault 5 {arguments}"));
    assert!(log.has("with 2 answers sent"), "{log}");
    assert!(!log.has("no station"), "{log}");
    let log = Log::of(arguments);
    assert!(log.has("with 1 answers sent"), "{log}");
    // The client is told why, and the server's log has it, too.
    assert_eq!(log.count("there is no station in Atlantis"), 2, "{log}");
}

#[test]
fn fault_6_leaves_a_task_for_each_request() {
    let log = Log::of("--fault 6 --delay 0.2");
    assert_eq!(log.number(TASKS), 6.0, "{log}");
}

#[test]
fn fault_7_panics_in_each_request() {
    let log = Log::of("--fault 7 --attempts 1 --delay 0.2");
    let panic = "Cannot start a runtime from within a runtime";
    assert_eq!(log.count(panic), 5, "{log}");
    assert!(log.has("with 0 answers sent"), "{log}");
}

#[test]
fn fault_8_overloads_the_upstream() {
    let cities = "both London Paris Rome Oslo Lima Cairo Delhi Quito";
    let log = Log::of(&format!("--fault 8 --delay 1 {cities}"));
    assert_eq!(log.number(CALLS), 8.0, "{log}");
    assert!(log.has("error: 3 of 8 requests failed"), "{log}");
    let log = Log::of(&format!("--delay 1 {cities}"));
    assert_eq!(log.number(CALLS), 5.0, "{log}");
    assert!(log.has("with 8 answers sent"), "{log}");
    assert!(log.number(TOTAL) >= 2.0, "{log}");
}

#[test]
fn fault_9_asks_one_after_the_other() {
    let log = Log::of("--fault 9 --delay 1");
    assert!(log.number(TOTAL) >= 2.0, "{log}");
    assert_eq!(log.number(CALLS), 5.0, "{log}");
    assert!(log.number(PAUSE) < 1.0, "{log}");
}

#[test]
fn fault_10_stops_late() {
    let log = Log::of("--fault 10 --delay 0.2");
    // The station sleeps for 3 s, and is asked to stop long before.
    assert!(log.number(STATION) >= 1.0, "{log}");
}

#[test]
fn each_log_on_the_pages_is_what_the_service_prints() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/ch09-pitfalls");
    let mut faults = 0;
    for page in ["slow", "answers", "leftovers"] {
        let page = folder.join(format!("find-the-bug-{page}.md"));
        let page = fs::read_to_string(page).unwrap();
        for block in page.split("```").filter(|b| b.contains(COMMAND)) {
            let block = block.split_once(COMMAND).unwrap().1;
            let (arguments, lines) = block.split_once('\n').unwrap();
            let log = Log::of(arguments);
            let shown = lines.lines().filter(|line| *line != "...");
            for line in shown {
                let found = log.lines.iter().any(|l| agree(line, l));
                assert!(found, "`{line}` is not in {log}");
            }
            faults += 1;
        }
    }
    assert_eq!(faults, 10);
}

/// Whether a line has the same words. A time may be longer than the page says,
/// but not shorter.
fn agree(shown: &str, printed: &str) -> bool {
    let (shown, printed): (Vec<_>, Vec<_>) =
        (shown.split(' ').collect(), printed.split(' ').collect());
    shown.len() == printed.len()
        && shown.iter().zip(&printed).all(|(shown, printed)| {
            let is_time = shown.contains('.');
            match (shown.parse::<f64>(), printed.parse::<f64>()) {
                (Ok(least), Ok(time)) if is_time => {
                    (least * 0.9 - 0.05..least * 1.5 + 1.0).contains(&time)
                }
                _ => shown == printed,
            }
        })
}
