//! How a check goes, in lines.

use crate::exercises::{Event, Exercise, Verdict};
use crate::runner::Diagnostic;
use crate::terminal::Paint;

/// Tells the events of one check.
#[derive(Debug)]
pub struct Report<'a> {
    exercise: &'a Exercise,
    paint: Paint,
    /// One line for all of it.
    is_brief: bool,
    /// The first thing that is wrong, for that line.
    first: Option<String>,
}

impl<'a> Report<'a> {
    pub fn new(exercise: &'a Exercise, paint: Paint) -> Self {
        Report {
            exercise,
            paint,
            is_brief: false,
            first: None,
        }
    }

    pub fn brief(exercise: &'a Exercise, paint: Paint) -> Self {
        Report {
            is_brief: true,
            ..Report::new(exercise, paint)
        }
    }

    pub fn tell(&mut self, event: Event) {
        if let Some(text) = self.text(event) {
            println!("{text}");
        }
    }

    fn text(&mut self, event: Event) -> Option<String> {
        match self.is_brief {
            true => self.brief_text(event),
            false => self.full_text(event),
        }
    }

    fn full_text(&self, event: Event) -> Option<String> {
        let paint = self.paint;
        Some(match event {
            Event::Compiling => {
                let file = self.exercise.path();
                format!("checking `{}`", file.display())
            }
            Event::Diagnostic(diagnostic) => self.with_path(diagnostic),
            Event::Started { .. } | Event::TestStarted { .. } => return None,
            Event::TestPassed { test, ms } => {
                let (ok, test) = (paint.good("ok  "), short(&test));
                format!("  {ok}  {test} {}", self.time(ms))
            }
            Event::TestFailed {
                test,
                ms,
                message,
                line,
                output,
            } => {
                let (fail, test) = (paint.bad("FAIL"), short(&test));
                let place = self.place(line);
                let message = indented(&message);
                let printed = self.printed(&output);
                format!(
                    "  {fail}  {test} {}\n{message}{place}{printed}",
                    self.time(ms)
                )
            }
            Event::Verdict { verdict, says, .. } => match verdict {
                Verdict::Solved => paint.good(&says),
                _ => paint.bad(&says),
            },
        })
    }

    fn brief_text(&mut self, event: Event) -> Option<String> {
        match event {
            Event::Diagnostic(diagnostic)
                if diagnostic.level.starts_with("error") =>
            {
                self.first.get_or_insert(diagnostic.message);
            }
            Event::TestFailed { message, .. } => {
                self.first.get_or_insert(message);
            }
            Event::Verdict { verdict, says, .. } => {
                let name = &self.exercise.name;
                let first = self.first.take();
                let first = first.as_deref().and_then(|f| f.lines().next());
                let first = first.map(|first| format!(" First: {first}"));
                let first = first.unwrap_or_default();
                return Some(match verdict {
                    Verdict::Solved => {
                        format!("{}  {name}", self.paint.good("ok  "))
                    }
                    _ => format!(
                        "{}  {name}: {says}{first}",
                        self.paint.bad("FAIL")
                    ),
                });
            }
            _ => {}
        }
        None
    }

    /// rustc knows the file by its name only; an editor wants its path.
    fn with_path(&self, diagnostic: Diagnostic) -> String {
        let path = self.exercise.path();
        let (path, name) = (path.display(), &self.exercise.name);
        let short = format!("--> {name}.rs:");
        let rendered = diagnostic.rendered.trim_end();
        let text = rendered.replace(&short, &format!("--> {path}:"));
        let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
        let head = match diagnostic.level.starts_with("error") {
            true => self.paint.bad(head),
            false => self.paint.bold(head),
        };
        format!("{head}\n{rest}\n")
    }

    fn place(&self, line: Option<usize>) -> String {
        let path = self.exercise.path();
        let place = line.map(|line| format!("{}:{line}", path.display()));
        let place = place.map(|place| format!("at {place}"));
        place.map_or_else(String::new, |place| {
            format!("\n        {}", self.paint.dim(&place))
        })
    }

    /// What the test printed, without the panic that is told already.
    fn printed(&self, output: &str) -> String {
        const LINES: usize = 20;
        let own = output.split("thread '").next().unwrap_or_default();
        let own: Vec<&str> = own.trim_end().lines().collect();
        if own.is_empty() {
            return String::new();
        }
        let mut text = "\n        it printed:".to_owned();
        for line in own.iter().take(LINES) {
            text += &format!("\n        | {line}");
        }
        if own.len() > LINES {
            text += &format!("\n        | … and {} more", own.len() - LINES);
        }
        self.paint.dim(&text)
    }

    fn time(&self, ms: f64) -> String {
        self.paint.dim(&format!("({:.2} s)", ms / 1000.0))
    }
}

/// `tests::a` is `a`.
fn short(test: &str) -> &str {
    test.strip_prefix("tests::").unwrap_or(test)
}

fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("        {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exercise() -> Exercise {
        Exercise {
            name: "side".to_owned(),
            dir: "ch01_x".to_owned(),
            hints: Vec::new(),
            fails: None,
        }
    }

    fn failed() -> Event {
        Event::TestFailed {
            test: "tests::both".to_owned(),
            ms: 120.0,
            message: "only one\n  left: 1".to_owned(),
            line: Some(30),
            output: "asked\nthread 'tests::both' (1) panicked".to_owned(),
        }
    }

    fn verdict(verdict: Verdict) -> Event {
        Event::Verdict {
            verdict,
            passed: 0,
            tests: 1,
            says: "Its test fails.".to_owned(),
        }
    }

    #[test]
    fn a_failure_has_its_words_its_place_and_its_output() {
        let exercise = exercise();
        let mut report = Report::new(&exercise, Paint::OFF);
        let path = exercise.path();
        assert_eq!(
            report.text(failed()).unwrap(),
            format!(
                "  FAIL  both (0.12 s)\n        only one\n          left: 1\n\
                 \x20       at {}:30\n        it printed:\n        | asked",
                path.display()
            )
        );
    }

    #[test]
    fn a_brief_report_is_one_line_with_the_first_fault() {
        let exercise = exercise();
        let mut report = Report::brief(&exercise, Paint::OFF);
        assert_eq!(report.text(failed()), None);
        assert_eq!(
            report.text(verdict(Verdict::Failed)).unwrap(),
            "FAIL  side: Its test fails. First: only one"
        );
        assert_eq!(
            report.text(verdict(Verdict::Solved)).unwrap(),
            "ok    side"
        );
    }

    #[test]
    fn an_error_of_the_compiler_names_the_learners_file() {
        let exercise = exercise();
        let mut report = Report::new(&exercise, Paint::OFF);
        let diagnostic = Diagnostic {
            level: "error".to_owned(),
            code: None,
            message: "no".to_owned(),
            rendered: "error: no\n --> side.rs:3:4\n".to_owned(),
            spans: Vec::new(),
        };
        let text = report.text(Event::Diagnostic(diagnostic)).unwrap();
        let place = format!(" --> {}:3:4", exercise.path().display());
        assert!(text.contains(&place), "{text}");
    }
}
