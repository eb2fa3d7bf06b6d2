//! The text of a `NAME.try.toml` file, checked against its listing.

use super::task::{Edit, Expected, TryTask, command_of};
use crate::listing::{Listing, ListingKind};
use crate::transcript::{Session, Transcript};
use problem::SourceError;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::ops::Range;
use toml::Spanned;

/// A program that panics exits with this status.
const PANIC_EXIT_CODE: i32 = 101;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TryFile {
    #[serde(rename = "try")]
    tasks: Vec<Spanned<TaskTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TaskTable {
    id: Option<Spanned<String>>,
    task: String,
    #[serde(rename = "edit", default)]
    edits: Vec<EditTable>,
    #[serde(default)]
    args: Vec<String>,
    command: Option<Spanned<String>>,
    prints: Option<Spanned<String>>,
    error: Option<String>,
    hangs: Option<Spanned<bool>>,
    panics: Option<String>,
    exit: Option<Spanned<i32>>,
    #[serde(rename = "warns", default)]
    warnings: Vec<String>,
    why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditTable {
    find: Spanned<String>,
    #[serde(rename = "replace")]
    replacement: String,
}

/// Reads the tasks of `listing`, whose text is `listing_source`.
pub fn parse(
    file_text: &str,
    listing: &Listing,
    listing_source: &str,
) -> Result<Vec<TryTask>, SourceError> {
    let file: TryFile = toml::from_str(file_text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let message = error.message().trim().to_owned();
        error_at(
            file_text,
            start,
            message,
            "CONTRIBUTING.md shows a complete task",
        )
    })?;
    let reader = TaskReader {
        text: file_text,
        listing,
        source: listing_source,
        is_only_task: file.tasks.len() == 1,
    };
    let mut ids = BTreeSet::new();
    let mut tasks = Vec::with_capacity(file.tasks.len());
    for table in file.tasks {
        let start = table.span().start;
        let task = reader.read(start, table.into_inner())?;
        if !ids.insert(task.id.clone()) {
            let message =
                format!("has the id `{}` twice", reader.shown_id(&task));
            let help = "give each task an id of its own";
            return Err(error_at(file_text, start, message, help));
        }
        tasks.push(task);
    }
    if tasks.is_empty() {
        let message = "has no task".to_owned();
        return Err(error_at(file_text, 0, message, "add a `[[try]]` table"));
    }
    Ok(tasks)
}

fn error_at(
    file_text: &str,
    offset: usize,
    message: impl Into<String>,
    help: &str,
) -> SourceError {
    SourceError::new(message, help).at_line(line_of(file_text, offset))
}

/// The number of the line that holds this byte, counted from 1.
fn line_of(file_text: &str, offset: usize) -> usize {
    file_text[..offset.min(file_text.len())]
        .matches('\n')
        .count()
        + 1
}

struct TaskReader<'a> {
    text: &'a str,
    listing: &'a Listing,
    source: &'a str,
    is_only_task: bool,
}

impl TaskReader<'_> {
    fn read(
        &self,
        table_start: usize,
        table: TaskTable,
    ) -> Result<TryTask, SourceError> {
        let id = self.check_id(table_start, table.id.as_ref())?;
        self.check_command(table_start, &table)?;
        if table.edits.is_empty() && table.args.is_empty() {
            return Err(self.error_at(
                table_start,
                "changes nothing",
                "add a `[[try.edit]]` with `find` and `replace`, or `args`",
            ));
        }
        Ok(TryTask {
            id,
            line: line_of(self.text, table_start),
            edits: self.read_edits(&table.edits)?,
            expected: self.read_expected(table_start, &table)?,
            task: table.task,
            arguments: table.args,
            command: table.command.map(Spanned::into_inner),
            warnings: table.warnings,
            why: table.why,
        })
    }

    fn error_at(
        &self,
        offset: usize,
        message: impl Into<String>,
        help: &str,
    ) -> SourceError {
        error_at(self.text, offset, message, help)
    }

    fn shown_id(&self, task: &TryTask) -> String {
        task.id.clone().unwrap_or_default()
    }

    fn check_id(
        &self,
        table_start: usize,
        id: Option<&Spanned<String>>,
    ) -> Result<Option<String>, SourceError> {
        let Some(id) = id else {
            if self.is_only_task {
                return Ok(None);
            }
            return Err(self.error_at(
                table_start,
                "has no `id`, and the listing has several tasks",
                "add `id = \"kebab-case\"`",
            ));
        };
        let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let is_kebab =
            |part: &str| !part.is_empty() && part.chars().all(is_part);
        if !id.get_ref().split('-').all(is_kebab) {
            let message = format!("`{}` is not an id", id.get_ref());
            let help = "write small letters, digits and hyphens";
            return Err(self.error_at(id.span().start, message, help));
        }
        Ok(Some(id.get_ref().clone()))
    }

    /// A program in `unstable/` may need flags, which its command names. The
    /// page runs all others, with arguments at most.
    fn check_command(
        &self,
        table_start: usize,
        table: &TaskTable,
    ) -> Result<(), SourceError> {
        let is_unstable = self.listing.kind == ListingKind::Unstable;
        match &table.command {
            None if is_unstable => Err(self.error_at(
                table_start,
                "has no `command`, and the listing is in `unstable/`",
                "write what a reader types in the listing's folder",
            )),
            Some(command) if !is_unstable => Err(self.error_at(
                command.span().start,
                "has a `command`, and the listing isn't in `unstable/`",
                "remove it; write arguments as `args`",
            )),
            Some(command) if !table.args.is_empty() => Err(self.error_at(
                command.span().start,
                "has a `command` and `args`",
                "write the arguments into the `command`",
            )),
            _ => Ok(()),
        }
    }

    /// The edits in the order of their places.
    fn read_edits(
        &self,
        tables: &[EditTable],
    ) -> Result<Vec<Edit>, SourceError> {
        let mut edits = Vec::with_capacity(tables.len());
        for table in tables {
            let edit = Edit {
                range: self.find_only_occurrence(&table.find)?,
                replacement: table.replacement.clone(),
            };
            edits.push((edit, table.find.span().start));
        }
        edits.sort_by_key(|(edit, _)| edit.range.start);
        for pair in edits.windows(2) {
            let [(first, _), (second, at)] = pair else {
                continue;
            };
            if first.range.end > second.range.start {
                return Err(self.error_at(
                    *at,
                    "changes what another edit changes too",
                    "make one edit of both",
                ));
            }
        }
        Ok(edits.into_iter().map(|(edit, _)| edit).collect())
    }

    /// Where the text occurs in the listing, if it occurs exactly once.
    fn find_only_occurrence(
        &self,
        find: &Spanned<String>,
    ) -> Result<Range<usize>, SourceError> {
        let wanted = find.get_ref().as_str();
        let file = self.listing.path.display();
        let places: Vec<usize> = match wanted {
            "" => Vec::new(),
            _ => self
                .source
                .match_indices(wanted)
                .map(|(at, _)| at)
                .collect(),
        };
        match places[..] {
            [at] => Ok(at..at + wanted.len()),
            [] => Err(self.error_at(
                find.span().start,
                format!("`find` doesn't occur in `{file}`: `{wanted}`"),
                "copy the text from the listing, without `ANCHOR` lines",
            )),
            _ => Err(self.error_at(
                find.span().start,
                format!(
                    "`find` occurs {} times in `{file}`: `{wanted}`",
                    places.len()
                ),
                "add enough of the text around it to make it unique",
            )),
        }
    }

    fn read_expected(
        &self,
        table_start: usize,
        table: &TaskTable,
    ) -> Result<Expected, SourceError> {
        let TaskTable {
            prints,
            error,
            hangs,
            panics,
            exit,
            args,
            command,
            ..
        } = table;
        if let Some(hangs) = hangs.as_ref().filter(|it| !it.get_ref()) {
            return Err(self.error_at(
                hangs.span().start,
                "`hangs = false` says nothing",
                "remove it, and write what the program `prints`",
            ));
        }
        if let Some(exit) = exit
            && (error.is_some() || hangs.is_some())
        {
            return Err(self.error_at(
                exit.span().start,
                "has an `exit` status, and the program doesn't end by itself",
                "remove `exit`",
            ));
        }
        let status = exit.as_ref().map(|exit| *exit.get_ref());
        let typed = match command {
            Some(command) => command.get_ref().clone(),
            None => command_of(self.listing, args),
        };
        let session = |status| {
            prints
                .as_ref()
                .map(|prints| self.read_session(prints, &typed, status))
                .transpose()
        };
        match (error, hangs, panics, prints) {
            (None, None, None, Some(prints)) => {
                let status = status.unwrap_or_default();
                self.read_session(prints, &typed, status)
                    .map(Expected::Prints)
            }
            (Some(error), None, None, None) => {
                Ok(Expected::CompileError(error.clone()))
            }
            (None, Some(_), None, _) => Ok(Expected::Hangs(session(0)?)),
            (None, None, Some(message), _) => {
                let exit = status.unwrap_or(PANIC_EXIT_CODE);
                Ok(Expected::Panics {
                    message: message.clone(),
                    prints: session(exit)?,
                    exit,
                })
            }
            _ => Err(self.error_at(
                table_start,
                "doesn't say what happens, or says several things",
                "write exactly one of `prints`, `error`, `hangs = true` and \
                 `panics`; only `hangs` and `panics` may have `prints` too",
            )),
        }
    }

    fn read_session(
        &self,
        prints: &Spanned<String>,
        command: &str,
        status: i32,
    ) -> Result<Session, SourceError> {
        let text = format!("$ {command}\n? {status}\n{}", prints.get_ref());
        let help = "write what the program prints as a `.out` file has it: \
                    CONTRIBUTING.md lists the forms";
        let sessions = Transcript::parse(&text).map_err(|error| {
            // The two lines above are not in the file.
            let start = line_of(self.text, prints.span().start);
            let line = error.line.unwrap_or_default().saturating_sub(2);
            error.at_line(start + line)
        })?;
        let [session] = &sessions.sessions[..] else {
            return Err(self.error_at(
                prints.span().start,
                "`prints` has a line that starts with `$ `",
                help,
            ));
        };
        Ok(session.clone())
    }
}
