//! The report of a check, line by line.

use crate::terminal::{
    BOLD_STYLE, DIM_STYLE, FAILURE_STYLE, SUCCESS_STYLE, styled,
};
use anstream::stdout;
use exercises::{CheckEvent, Exercise, Verdict};
use std::io::{self, Write};
use toolchain::Diagnostic;

/// Prints the events of one check.
#[derive(Debug)]
pub struct Report<'a> {
    exercise: &'a Exercise,
    detail: Detail,
    /// The first failure, for a brief report.
    first_failure: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Every diagnostic and every test.
    Full,
    /// One line for the whole check.
    Brief,
}

impl<'a> Report<'a> {
    pub fn new(exercise: &'a Exercise) -> Self {
        Report {
            exercise,
            detail: Detail::Full,
            first_failure: None,
        }
    }

    pub fn brief(exercise: &'a Exercise) -> Self {
        Report {
            detail: Detail::Brief,
            ..Report::new(exercise)
        }
    }

    pub fn print(&mut self, event: CheckEvent) -> io::Result<()> {
        match self.render(event) {
            Some(text) => writeln!(stdout(), "{text}"),
            None => Ok(()),
        }
    }

    fn render(&mut self, event: CheckEvent) -> Option<String> {
        match self.detail {
            Detail::Full => self.render_full(event),
            Detail::Brief => self.render_brief(event),
        }
    }

    fn render_full(&self, event: CheckEvent) -> Option<String> {
        Some(match event {
            CheckEvent::Compiling => {
                let file = self.exercise.path();
                format!("checking `{}`", file.display())
            }
            CheckEvent::Diagnostic(diagnostic) => {
                self.render_diagnostic(diagnostic)
            }
            CheckEvent::Preparing { .. }
            | CheckEvent::Started { .. }
            | CheckEvent::TestStarted { .. } => return None,
            CheckEvent::TestPassed { test, ms } => {
                let (ok, test) =
                    (styled(SUCCESS_STYLE, "ok  "), short_test_name(&test));
                format!("  {ok}  {test} {}", render_time(ms))
            }
            CheckEvent::TestFailed {
                test,
                ms,
                message,
                line,
                output,
            } => {
                let (fail, test) =
                    (styled(FAILURE_STYLE, "FAIL"), short_test_name(&test));
                let place = self.render_location(line);
                let message = indent(&message);
                let printed = render_output(&output);
                format!(
                    "  {fail}  {test} {}\n{message}{place}{printed}",
                    render_time(ms)
                )
            }
            CheckEvent::Verdict {
                verdict, message, ..
            } => match verdict {
                Verdict::Solved => styled(SUCCESS_STYLE, &message),
                _ => styled(FAILURE_STYLE, &message),
            },
        })
    }

    fn render_brief(&mut self, event: CheckEvent) -> Option<String> {
        match event {
            CheckEvent::Diagnostic(diagnostic)
                if diagnostic.level.starts_with("error") =>
            {
                self.first_failure.get_or_insert(diagnostic.message);
            }
            CheckEvent::TestFailed { message, .. } => {
                self.first_failure.get_or_insert(message);
            }
            CheckEvent::Verdict {
                verdict, message, ..
            } => {
                let name = &self.exercise.name;
                if verdict == Verdict::Solved {
                    return Some(format!(
                        "{}  {name}",
                        styled(SUCCESS_STYLE, "ok  ")
                    ));
                }
                let first = self.first_failure.take().unwrap_or_default();
                let first = match first.lines().next() {
                    Some(line) => format!(" First: {line}"),
                    None => String::new(),
                };
                let fail = styled(FAILURE_STYLE, "FAIL");
                return Some(format!("{fail}  {name}: {message}{first}"));
            }
            _ => {}
        }
        None
    }

    /// Renders the compiler's message with the path of the learner's file,
    /// of which rustc knows the name only.
    fn render_diagnostic(&self, diagnostic: Diagnostic) -> String {
        let path = self.exercise.path();
        let (path, name) = (path.display(), &self.exercise.name);
        let short = format!("--> {name}.rs:");
        let rendered = diagnostic.rendered.trim_end();
        let text = rendered.replace(&short, &format!("--> {path}:"));
        let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let style = if diagnostic.level.starts_with("error") {
            FAILURE_STYLE
        } else {
            BOLD_STYLE
        };
        format!("{}\n{rest}\n", styled(style, head))
    }

    fn render_location(&self, line: Option<usize>) -> String {
        let Some(line) = line else {
            return String::new();
        };
        let place = format!("at {}:{line}", self.exercise.path().display());
        format!("\n        {}", styled(DIM_STYLE, &place))
    }
}

/// Renders what the test printed, without its panic, which is the message.
fn render_output(output: &str) -> String {
    const MAX_OUTPUT_LINES: usize = 20;
    let printed = output.split("thread '").next().unwrap_or_default();
    let printed: Vec<&str> = printed.trim_end().lines().collect();
    if printed.is_empty() {
        return String::new();
    }
    let mut text = "\n        it printed:".to_owned();
    for line in printed.iter().take(MAX_OUTPUT_LINES) {
        text += &format!("\n        | {line}");
    }
    if printed.len() > MAX_OUTPUT_LINES {
        text += &format!(
            "\n        | … and {} more",
            printed.len() - MAX_OUTPUT_LINES
        );
    }
    styled(DIM_STYLE, &text)
}

fn render_time(ms: f64) -> String {
    styled(DIM_STYLE, &format!("({:.2} s)", ms / 1000.0))
}

/// `tests::a` is `a`.
fn short_test_name(test: &str) -> &str {
    test.strip_prefix("tests::").unwrap_or(test)
}

fn indent(text: &str) -> String {
    let lines = text.lines().map(|line| format!("        {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample_exercise() -> Exercise {
        Exercise {
            name: "side".to_owned(),
            dir: "ch01_x".to_owned(),
            hints: Vec::new(),
            shipped_failure: None,
        }
    }

    fn render_plain(
        report: &mut Report<'_>,
        event: CheckEvent,
    ) -> Option<String> {
        let text = report.render(event)?;
        Some(anstream::adapter::strip_str(&text).to_string())
    }

    fn failed_event() -> CheckEvent {
        CheckEvent::TestFailed {
            test: "tests::both".to_owned(),
            ms: 120.0,
            message: "only one\n  left: 1".to_owned(),
            line: Some(30),
            output: "asked\nthread 'tests::both' (1) panicked".to_owned(),
        }
    }

    fn verdict_event(verdict: Verdict) -> CheckEvent {
        CheckEvent::Verdict {
            verdict,
            passed: 0,
            tests: 1,
            message: "Its test fails.".to_owned(),
        }
    }

    #[test]
    fn a_failed_test_is_printed_with_message_location_and_output() {
        let exercise = sample_exercise();
        let mut report = Report::new(&exercise);
        let path = exercise.path();
        assert_eq!(
            render_plain(&mut report, failed_event()).unwrap(),
            format!(
                "  FAIL  both (0.12 s)\n        only one\n          left: 1\n\
                 \x20       at {}:30\n        it printed:\n        | asked",
                path.display()
            )
        );
    }

    #[test]
    fn a_brief_report_is_one_line_with_the_first_failure() {
        let exercise = sample_exercise();
        let mut report = Report::brief(&exercise);
        assert_eq!(render_plain(&mut report, failed_event()), None);
        assert_eq!(
            render_plain(&mut report, verdict_event(Verdict::Failed)).unwrap(),
            "FAIL  side: Its test fails. First: only one"
        );
        assert_eq!(
            render_plain(&mut report, verdict_event(Verdict::Solved)).unwrap(),
            "ok    side"
        );
    }

    #[test]
    fn an_error_of_the_compiler_names_the_learners_file() {
        let exercise = sample_exercise();
        let mut report = Report::new(&exercise);
        let diagnostic = Diagnostic {
            level: "error".to_owned(),
            code: None,
            message: "no".to_owned(),
            rendered: "error: no\n --> side.rs:3:4\n".to_owned(),
            spans: Vec::new(),
            fixes: Vec::new(),
        };
        let text =
            render_plain(&mut report, CheckEvent::Diagnostic(diagnostic))
                .unwrap();
        let place = format!(" --> {}:3:4", exercise.path().display());
        assert!(text.contains(&place), "{text}");
    }
}
