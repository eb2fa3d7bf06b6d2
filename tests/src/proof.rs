//! Runs the sessions of a program, and compares what they print.

use crate::process::FinishedRun;
use crate::retry::with_attempts;
use crate::update;
use catalogue::matching::{self, Mismatch};
use catalogue::transcript::{Piece, Session, Transcript};
use std::fmt::Write;
use std::io;

/// Runs and compares each session. Reports all that is wrong with the first one
/// that fails. A busy machine can make a time late and change the order of two
/// lines, so a session that fails gets further attempts.
pub fn check_sessions(
    transcript: &Transcript,
    run: impl Fn(&Session) -> io::Result<FinishedRun>,
) -> Result<(), String> {
    transcript
        .sessions
        .iter()
        .try_for_each(|session| check_session(session, &run).map(|_| ()))
}

/// Runs each session, and returns the text of a `.out` file that is right.
pub fn correct_transcript(
    transcript: &Transcript,
    run: impl Fn(&Session) -> io::Result<FinishedRun>,
) -> Result<String, String> {
    let mut text = String::new();
    for session in &transcript.sessions {
        let mut last = None;
        let proved = check_session(session, |session| {
            let finished = run(session)?;
            last = Some(finished.clone());
            Ok(finished)
        });
        text += &match (proved, last) {
            (Ok(()), _) => update::session_text(session),
            (Err(fault), None) => return Err(fault),
            (Err(fault), Some(run)) => {
                let status = run.termination.code().ok_or(fault)?;
                update::corrected_session(session, status, &run.stdout)
            }
        };
    }
    Ok(text)
}

fn check_session(
    session: &Session,
    mut run: impl FnMut(&Session) -> io::Result<FinishedRun>,
) -> Result<(), String> {
    // A busy machine explains neither a hang nor another exit status.
    let attempt = || match run(session) {
        Err(error) => Ok(Err(error.to_string())),
        Ok(finished) => match check_status(session, &finished) {
            Err(fault) => Ok(Err(fault)),
            Ok(()) => check_output(session, &finished).map(Ok),
        },
    };
    let is_explained_by_load = |mismatch: &Mismatch| !mismatch.is_too_early;
    with_attempts(&session.command, is_explained_by_load, attempt)
        .unwrap_or_else(|mismatch| Err(mismatch.message))
        .map_err(|fault| format!("$ {}\n{fault}", session.command))
}

/// Checks the exit status before the output, because a failed program usually
/// explains on stderr why its output is incomplete.
fn check_status(session: &Session, run: &FinishedRun) -> Result<(), String> {
    if run.termination.code() == Some(session.status) {
        return Ok(());
    }
    let reason = format!("{}, not {}", run.termination, session.status);
    Err(append_output(reason, run))
}

fn check_output(session: &Session, run: &FinishedRun) -> Result<(), Mismatch> {
    matching::compare(session, &run.stdout).map_err(|mismatch| {
        match run.stderr.trim_end() {
            "" => mismatch,
            errors => Mismatch {
                message: format!("{mismatch}\nstderr:\n{errors}"),
                ..mismatch
            },
        }
    })
}

/// What a run has printed, each stream under its name.
pub fn describe_output(run: &FinishedRun) -> String {
    append_output(String::new(), run).trim_start().to_owned()
}

fn append_output(mut text: String, run: &FinishedRun) -> String {
    for (name, output) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        if !output.trim().is_empty() {
            let _ = write!(text, "\n{name}:\n{}", output.trim_end());
        }
    }
    text
}

/// In seconds. A load of ten thousand threads delayed other programs by less.
const MAX_LOAD_DELAY_SECONDS: f64 = 0.3;

/// Whether another program could spoil what this one measures: a number is
/// measured, or a time may be late by less than [`MAX_LOAD_DELAY_SECONDS`]
/// only.
pub fn needs_quiet(transcript: &Transcript) -> bool {
    transcript
        .patterns()
        .flat_map(matching::number_pieces)
        .any(|piece| match piece {
            Piece::Time { number, unit } => {
                matching::time_tolerance_seconds(number, *unit)
                    < MAX_LOAD_DELAY_SECONDS
            }
            _ => true,
        })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::process;
    use std::cell::Cell;
    use std::process::Command;
    use std::time::Duration;

    fn parse_transcript(expected: &str) -> Transcript {
        let text = format!("$ cargo run --example x\n{expected}");
        Transcript::parse(&text).unwrap()
    }

    fn run_shell(script: &str) -> io::Result<FinishedRun> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        process::run_with_time_limit(&mut command, Duration::from_millis(500))
    }

    #[track_caller]
    fn assert_fails(expected: &str, script: &str, message: &str) {
        let fault =
            check_sessions(&parse_transcript(expected), |_| run_shell(script));
        let fault = fault.unwrap_err();
        assert!(fault.contains(message), "{fault}");
    }

    #[test]
    fn a_right_run_is_proved() {
        let right = parse_transcript("? 3\nsunny\n");
        assert_eq!(
            check_sessions(&right, |_| run_shell("echo sunny; exit 3")),
            Ok(())
        );
    }

    #[test]
    fn a_wrong_line_a_missing_line_and_a_wrong_time_fail() {
        assert_fails("sunny\n", "echo rainy", "- sunny\n+ rainy");
        assert_fails("a\nsunny\n", "echo a", "line 2: is missing");
        assert_fails("2.00 s\n", "echo 1.99 s", "1.99 s is less than 2.00 s");
        assert_fails("2.00 s\n", "echo 2.51 s", "2.51 s is more than 2.50 s");
    }

    #[test]
    fn a_wrong_status_fails_with_what_the_program_said() {
        assert_fails("", "echo alas >&2; exit 3", "exit status: 3, not 0");
        assert_fails("", "echo alas >&2; exit 3", "stderr:\nalas");
        assert_fails("? 3\n", "exit 0", "exit status: 0, not 3");
        assert_fails("", "kill -9 $$", "not 0");
    }

    #[test]
    fn a_hang_fails_with_what_was_printed_so_far() {
        assert_fails(
            "a\n",
            "echo a; sleep 30",
            "was still running after 500ms",
        );
        assert_fails("a\n", "echo a; sleep 30", "stdout:\na");
    }

    #[test]
    fn every_session_is_run() {
        let two = parse_transcript("a\n$ cargo run --example x -- two\nb\n");
        let echo_argument = |session: &Session| {
            run_shell(if session.arguments().is_empty() {
                "echo a"
            } else {
                "echo b"
            })
        };
        assert_eq!(check_sessions(&two, echo_argument), Ok(()));
        assert!(check_sessions(&two, |_| run_shell("echo a")).is_err());
    }

    #[test]
    fn a_run_that_fails_gets_further_attempts() {
        let tries = |first: &'static str, then: &'static str| {
            let count = Cell::new(0);
            let result = check_sessions(&parse_transcript("1.00 s\n"), |_| {
                count.set(count.get() + 1);
                run_shell(if count.get() == 1 { first } else { then })
            });
            (result.is_ok(), count.get())
        };
        assert_eq!(tries("echo 9.00 s", "echo 1.00 s"), (true, 2));
        assert_eq!(tries("echo other", "echo 1.00 s"), (true, 2));
        assert_eq!(tries("echo other", "echo other"), (false, 4));
        assert_eq!(tries("exit 1", "echo 1.00 s"), (false, 1));
        assert_eq!(tries("echo 0.99 s", "echo 1.00 s"), (false, 1));
    }

    #[test]
    fn only_what_fails_is_corrected() {
        let two =
            parse_transcript("port [..1]\n$ cargo run --example x -- two\nb\n");
        let text = correct_transcript(&two, |session| {
            run_shell(if session.arguments().is_empty() {
                "echo port 2"
            } else {
                "echo c; exit 1"
            })
        });
        assert_eq!(
            text.unwrap(),
            "$ cargo run --example x\nport [..1]\n\
             $ cargo run --example x -- two\n? 1\nc\n"
        );
    }

    #[test]
    fn a_hang_is_not_corrected() {
        assert!(
            correct_transcript(&parse_transcript("a\n"), |_| run_shell(
                "sleep 30"
            ))
            .is_err()
        );
    }

    #[test]
    fn short_times_and_measured_numbers_need_quiet() {
        assert!(needs_quiet(&parse_transcript("0.50 s\n")));
        assert!(needs_quiet(&parse_transcript("[~5] KB\n")));
        assert!(!needs_quiet(&parse_transcript("10.00 seconds\n")));
        assert!(!needs_quiet(&parse_transcript("sunny\n")));
    }
}
