//! What happened when a reader ran the listing with a task's change.

use super::task::{Expected, TryTask};
use crate::matching;
use crate::transcript::Session;
use serde::Deserialize;

/// A program that is stopped sooner might have ended by itself.
const MIN_HANG_MS: f64 = 2000.0;

/// A run or a failed compilation, as the page has seen it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Outcome {
    /// Command-line arguments of the run.
    #[serde(default)]
    pub args: Vec<String>,
    #[serde(rename = "how")]
    pub run_end: RunEnd,
    /// The exit status, if it has one.
    pub code: Option<i32>,
    /// Milliseconds from the start to the end.
    pub ms: Option<f64>,
    pub stdout: String,
    pub stderr: String,
    /// The compiler's errors, as rustc prints them.
    #[serde(default)]
    pub errors: Vec<String>,
}

/// How a run ended, as the runner reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunEnd {
    Exit,
    Signal,
    Stopped,
    Limit,
    NotCompiled,
    Failed,
}

impl TryTask {
    /// Whether that is what the task says will happen.
    pub fn fits(&self, outcome: &Outcome) -> bool {
        if self.arguments != outcome.args {
            return false;
        }
        let prints = |session: &Option<Session>| {
            session
                .as_ref()
                .is_none_or(|session| matches_session(session, &outcome.stdout))
        };
        let exited = outcome.run_end == RunEnd::Exit;
        match &self.expected {
            Expected::Prints(session) => {
                exited
                    && outcome.code == Some(session.status)
                    && matches_session(session, &outcome.stdout)
            }
            Expected::CompileError(error) => {
                outcome.run_end == RunEnd::NotCompiled
                    && outcome
                        .errors
                        .iter()
                        .any(|text| contains_error(text, error))
            }
            Expected::Hangs(session) => {
                let is_killed =
                    matches!(outcome.run_end, RunEnd::Stopped | RunEnd::Limit);
                let ms = outcome.ms.unwrap_or_default();
                is_killed && ms >= MIN_HANG_MS && prints(session)
            }
            Expected::Panics {
                message,
                prints: session,
                exit,
            } => {
                exited
                    && outcome.code == Some(*exit)
                    && outcome.stderr.contains("panicked at")
                    && outcome.stderr.contains(message)
                    && prints(session)
            }
        }
    }
}

fn matches_session(session: &Session, stdout: &str) -> bool {
    matching::compare(session, stdout).is_ok()
}

/// Whether the compiler's messages have the code `E0382`, or the text.
pub fn contains_error(messages: &str, error: &str) -> bool {
    let is_code = error.len() == 5
        && error.starts_with('E')
        && error[1..].bytes().all(|byte| byte.is_ascii_digit());
    if is_code {
        messages.contains(&format!("error[{error}]"))
    } else {
        messages.contains(error)
    }
}
