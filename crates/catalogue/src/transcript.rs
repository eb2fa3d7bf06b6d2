//! What a listing prints: the `.out` file beside it.
//!
//! ```text
//! $ cargo run --example weather
//! Listening on port [..8000]
//! [any order]
//! London after 0.50 s
//! Paris after 0.50 s
//! [end]
//! Each took [kb~1.2] KB
//! ```
//!
//! | form | matches | the reader sees |
//! |---|---|---|
//! | `$ COMMAND` | starts a session; arguments follow ` -- ` | |
//! | `? STATUS` | the exit status, where it is not 0 | |
//! | `...` alone | any number of lines | `...` |
//! | `[..]`, `[..SAMPLE]` | any text within the line | `..`, the sample |
//! | `[~1.2]`, `[NAME~1.2]` | a number within a factor of 10 | `1.2` |
//! | `3.50 s` (`seconds`, `ms`) | that time, or up to 25 % more | `3.50 s` |
//! | `[any order]` … `[end]` | these lines, in any order | the lines |

mod pattern;

pub use pattern::{Pattern, Piece, Unit};

use problem::SourceError;

/// All that a `.out` file says: at least one session.
#[derive(Debug, Clone, PartialEq)]
pub struct Transcript {
    pub sessions: Vec<Session>,
}

/// One run of the program.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// What the reader types.
    pub command: String,
    /// The exit status that the run must end with.
    pub status: i32,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    Line(Pattern),
    /// `...`: any number of lines, also none.
    AnyLines,
    /// Lines between `[any order]` and `[end]`.
    AnyOrder(Vec<Pattern>),
}

impl Transcript {
    pub fn parse(file_text: &str) -> Result<Self, SourceError> {
        let mut sessions: Vec<Session> = Vec::new();
        let mut open_block: Option<usize> = None;
        for (i, line) in file_text.lines().enumerate() {
            let number = i + 1;
            if let Some(command) = line.strip_prefix("$ ") {
                sessions.push(Session::new(command));
                continue;
            }
            let Some(session) = sessions.last_mut() else {
                return Err(error_at(
                    number,
                    "the first line is not a command",
                    "start with `$ cargo run --example NAME`",
                ));
            };
            match line {
                "[any order]" => {
                    open_block = Some(number);
                    session.items.push(Item::AnyOrder(Vec::new()));
                }
                "[end]" if open_block.take().is_none() => {
                    return Err(error_at(
                        number,
                        "`[end]` without `[any order]`",
                        "remove it, or say above where the free order starts",
                    ));
                }
                "[end]" => {}
                _ => session.add(line, number, open_block.is_some())?,
            }
        }
        if let Some(line) = open_block {
            return Err(error_at(
                line,
                "`[any order]` never ends",
                "add a line `[end]`",
            ));
        }
        if sessions.is_empty() {
            return Err(error_at(
                1,
                "the file is empty",
                "start with `$ cargo run --example NAME`",
            ));
        }
        Ok(Transcript { sessions })
    }

    /// The measured number that `[NAME~NUMBER]` names, as it is written.
    pub fn named_number(&self, value_name: &str) -> Option<&str> {
        self.named_numbers()
            .find(|(n, _)| *n == value_name)
            .map(|(_, v)| v)
    }

    /// All measured numbers that have a name, with their texts.
    pub fn named_numbers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.patterns().flat_map(Pattern::named_numbers)
    }

    /// All printed lines, without `...`, in the order in which they stand.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.sessions.iter().flat_map(Session::patterns)
    }
}

impl Session {
    fn new(command: &str) -> Self {
        Session {
            command: command.trim().to_owned(),
            status: 0,
            items: Vec::new(),
        }
    }

    /// The program's own arguments: what stands after ` -- `.
    pub fn arguments(&self) -> Vec<String> {
        match self.command.split_once(" -- ") {
            Some((_, rest)) => {
                rest.split_whitespace().map(str::to_owned).collect()
            }
            None => Vec::new(),
        }
    }

    /// All printed lines, without `...`, in the order in which they stand.
    pub fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        self.items.iter().flat_map(|item| match item {
            Item::Line(line) => std::slice::from_ref(line),
            Item::AnyLines => &[],
            Item::AnyOrder(lines) => lines,
        })
    }

    /// What the reader is shown: samples in the place of wildcards.
    pub fn reader_text(&self) -> String {
        let mut text = String::new();
        for item in &self.items {
            match item {
                Item::AnyLines => text.push_str("...\n"),
                Item::Line(line) => text.push_str(&(line.sample() + "\n")),
                Item::AnyOrder(lines) => {
                    for line in lines {
                        text.push_str(&(line.sample() + "\n"));
                    }
                }
            }
        }
        text
    }

    /// Whether `reader_text` has a mark for text that differs from run to run.
    pub fn has_unknown_text(&self) -> bool {
        self.patterns().any(Pattern::has_unknown_text)
    }

    fn add(
        &mut self,
        line: &str,
        line_number: usize,
        in_block: bool,
    ) -> Result<(), SourceError> {
        if self.items.is_empty()
            && let Some(status) = line.strip_prefix("? ")
        {
            self.status = status.trim().parse().map_err(|_| {
                error_at(
                    line_number,
                    &format!("`{status}` is not an exit status"),
                    "write a number, such as `? 1`",
                )
            })?;
        } else if in_block
            && let Some(Item::AnyOrder(lines)) = self.items.last_mut()
        {
            lines.push(Pattern::parse(line));
        } else if line == "..." {
            self.items.push(Item::AnyLines);
        } else {
            self.items.push(Item::Line(Pattern::parse(line)));
        }
        Ok(())
    }
}

fn error_at(line: usize, message: &str, help: &str) -> SourceError {
    SourceError::new(message, help).at_line(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_have_a_command_a_status_and_lines() {
        let text = "$ cargo run --example w -- --port 1\n? 2\nbusy\n...\n";
        let transcript = Transcript::parse(text).unwrap();
        let session = &transcript.sessions[0];
        assert_eq!(session.arguments(), ["--port", "1"]);
        assert_eq!(session.status, 2);
        assert_eq!(session.reader_text(), "busy\n...\n");
    }

    #[test]
    fn the_reader_sees_samples_and_no_marks() {
        let text = "$ x\n[any order]\nport [..8000]\n[kb~1.2] KB\n[end]\n";
        let transcript = Transcript::parse(text).unwrap();
        assert_eq!(transcript.sessions[0].reader_text(), "port 8000\n1.2 KB\n");
        assert_eq!(transcript.named_number("kb"), Some("1.2"));
        assert_eq!(transcript.named_number("mb"), None);
    }

    /// A program may print the same character as the mark.
    #[test]
    fn only_a_wildcard_without_a_sample_is_unknown_text() {
        let has_unknown_text = |line: &str| {
            let text = format!("$ x\n{line}\n");
            let transcript = Transcript::parse(&text).unwrap();
            transcript.sessions[0].has_unknown_text()
        };
        assert!(has_unknown_text("at [..]"));
        assert!(has_unknown_text("[any order]\nat [..]\n[end]"));
        assert!(!has_unknown_text("wait \u{2026}"));
        assert!(!has_unknown_text("at [..7]"));
    }

    #[test]
    fn a_parse_error_has_its_line_number() {
        let line = |text| Transcript::parse(text).unwrap_err().line.unwrap();
        assert_eq!(line("hello\n"), 1);
        assert_eq!(line("$ x\n[any order]\na\n"), 2);
        assert_eq!(line("$ x\na\n[end]\n"), 3);
        assert_eq!(line("$ x\n? one\n"), 2);
    }
}
