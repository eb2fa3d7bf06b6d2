//! A program's sessions, each run and judged.

use crate::matching::{self, Mismatch};
use crate::process::Finished;
use crate::update;
use std::fmt::Write;
use std::io;
use workbook::transcript::{Piece, Session, Transcript};

/// What is wrong with a run, in words for the person who reads the test.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    text: String,
    /// Only a time or a measured number is wrong.
    only_number: bool,
}

/// Runs each session and compares; says all that is wrong with the first
/// that fails. A wrong time or number gets one second try.
pub fn prove(
    transcript: &Transcript,
    run: impl Fn(&Session) -> io::Result<Finished>,
) -> Result<(), String> {
    transcript
        .sessions
        .iter()
        .try_for_each(|session| prove_session(session, &run).map(|_| ()))
}

/// As [`prove`], but gives the text of a `.out` file that is right.
pub fn corrected(
    transcript: &Transcript,
    run: impl Fn(&Session) -> io::Result<Finished>,
) -> Result<String, String> {
    let mut text = String::new();
    for session in &transcript.sessions {
        let mut last = None;
        let proved = prove_session(session, |session| {
            let finished = run(session)?;
            last = Some(finished.clone());
            Ok(finished)
        });
        text += &match (proved, last) {
            (Ok(()), _) => update::written(session),
            (Err(fault), None) => return Err(fault),
            (Err(fault), Some(run)) => {
                let status = run.end.code().ok_or(fault)?;
                update::rewritten(session, status, &run.stdout)
            }
        };
    }
    Ok(text)
}

fn prove_session(
    session: &Session,
    mut run: impl FnMut(&Session) -> io::Result<Finished>,
) -> Result<(), String> {
    let mut attempt = || {
        let finished = run(session).map_err(|error| Fault {
            text: error.to_string(),
            only_number: false,
        })?;
        judge(session, &finished)
    };
    let proved = match attempt() {
        Err(fault) if fault.only_number => attempt(),
        other => other,
    };
    proved.map_err(|fault| format!("$ {}\n{}", session.command, fault.text))
}

/// Judges the end first: what a program that failed did not print is told
/// by what it says on stderr.
pub fn judge(session: &Session, run: &Finished) -> Result<(), Fault> {
    if run.end.code() != Some(session.status) {
        let reason = format!("{}, not {}", run.end, session.status);
        return Err(Fault {
            text: with_output(reason, run),
            only_number: false,
        });
    }
    matching::compare(session, &run.stdout).map_err(
        |Mismatch { text, only_number }| Fault {
            text: match run.stderr.trim_end() {
                "" => text,
                errors => format!("{text}\nstderr:\n{errors}"),
            },
            only_number,
        },
    )
}

fn with_output(mut text: String, run: &Finished) -> String {
    for (name, output) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        if !output.trim().is_empty() {
            let _ = write!(text, "\n{name}:\n{}", output.trim_end());
        }
    }
    text
}

/// Seconds by which ten thousand threads delay nobody, as far as seen.
const LITTLE: f64 = 0.3;

/// Whether another program at work could spoil what this one measures: a
/// time may be late by little only, or a number is measured.
pub fn needs_quiet(transcript: &Transcript) -> bool {
    transcript
        .patterns()
        .flat_map(matching::number_pieces)
        .any(|piece| match piece {
            Piece::Time { number, unit } => {
                matching::slack(number, *unit) < LITTLE
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

    fn transcript(expected: &str) -> Transcript {
        let text = format!("$ cargo run --example x\n{expected}");
        Transcript::parse(&text).unwrap()
    }

    fn shell(script: &str) -> io::Result<Finished> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        process::run(&mut command, Duration::from_millis(500))
    }

    #[track_caller]
    fn fails(expected: &str, script: &str, words: &str) {
        let fault = prove(&transcript(expected), |_| shell(script));
        let fault = fault.unwrap_err();
        assert!(fault.contains(words), "{fault}");
    }

    #[test]
    fn a_right_run_is_proved() {
        let right = transcript("? 3\nsunny\n");
        assert_eq!(prove(&right, |_| shell("echo sunny; exit 3")), Ok(()));
    }

    #[test]
    fn a_wrong_line_a_missing_line_and_a_wrong_time_fail() {
        fails("sunny\n", "echo rainy", "- sunny\n+ rainy");
        fails("a\nsunny\n", "echo a", "line 2: is missing");
        fails("2.00 s\n", "echo 1.99 s", "1.99 s is less than 2.00 s");
        fails("2.00 s\n", "echo 2.51 s", "2.51 s is more than 2.50 s");
    }

    #[test]
    fn a_wrong_status_fails_with_what_the_program_said() {
        fails("", "echo alas >&2; exit 3", "exit status: 3, not 0");
        fails("", "echo alas >&2; exit 3", "stderr:\nalas");
        fails("? 3\n", "exit 0", "exit status: 0, not 3");
        fails("", "kill -9 $$", "not 0");
    }

    #[test]
    fn a_hang_fails_with_what_was_printed_so_far() {
        fails("a\n", "echo a; sleep 30", "was still running after 500ms");
        fails("a\n", "echo a; sleep 30", "stdout:\na");
    }

    #[test]
    fn every_session_is_run() {
        let two = transcript("a\n$ cargo run --example x -- two\nb\n");
        let both = |session: &Session| {
            shell(if session.arguments().is_empty() {
                "echo a"
            } else {
                "echo b"
            })
        };
        assert_eq!(prove(&two, both), Ok(()));
        assert!(prove(&two, |_| shell("echo a")).is_err());
    }

    #[test]
    fn a_late_run_gets_a_second_try_and_a_wrong_line_none() {
        let tries = |first: &'static str, expected| {
            let count = Cell::new(0);
            let result = prove(&transcript(expected), |_| {
                count.set(count.get() + 1);
                shell(if count.get() == 1 {
                    first
                } else {
                    "echo 1.00 s"
                })
            });
            (result.is_ok(), count.get())
        };
        assert_eq!(tries("echo 9.00 s", "1.00 s\n"), (true, 2));
        assert_eq!(tries("echo other", "1.00 s\n"), (false, 1));
        assert_eq!(tries("echo 9.00 s", "0.10 s\n"), (false, 2));
    }

    #[test]
    fn only_what_fails_is_corrected() {
        let two = transcript("port [..1]\n$ cargo run --example x -- two\nb\n");
        let text = corrected(&two, |session| {
            shell(if session.arguments().is_empty() {
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
        assert!(corrected(&transcript("a\n"), |_| shell("sleep 30")).is_err());
    }

    #[test]
    fn short_times_and_measured_numbers_need_quiet() {
        assert!(needs_quiet(&transcript("0.50 s\n")));
        assert!(needs_quiet(&transcript("[~5] KB\n")));
        assert!(!needs_quiet(&transcript("10.00 seconds\n")));
        assert!(!needs_quiet(&transcript("sunny\n")));
    }
}
