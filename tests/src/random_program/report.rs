//! What the interpreter reports, line by line, with the number of the record
//! that each line has in the recording.

use anyhow::{Context, Result, ensure};
use std::str::SplitWhitespace;
use timeline::RecordedPrint;

/// A line of the report.
#[derive(Debug)]
pub struct ReportLine {
    /// The number of its record.
    pub record_number: u32,
    pub thread: usize,
    /// The task that printed it, as the timeline has it.
    pub printing_task: Option<usize>,
    pub entry: ReportEntry,
}

/// Tasks have the plan's numbers.
#[derive(Debug)]
pub enum ReportEntry {
    TaskEnded {
        task: usize,
        outcome: String,
    },
    Action(Actor),
    PollBegin {
        wait: usize,
        actor: Actor,
    },
    PollEnd {
        wait: usize,
        is_ready: bool,
        has_budget: bool,
    },
    DropBegin {
        wait: usize,
        actor: Actor,
    },
    DropEnd {
        wait: usize,
    },
    /// The actor is `None` if the runtime did it.
    WakerUsed {
        wait: usize,
        actor: Option<Actor>,
    },
    Message {
        sender: Option<usize>,
        receiver: Option<usize>,
    },
    /// Messages of a broadcast channel that came too fast for the task.
    MissedMessages {
        task: usize,
        count: u64,
    },
    JoinSetMember {
        set: usize,
        task: usize,
    },
}

/// What a task does, or a thread if the task is None.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub task: Option<usize>,
    /// The name of an operation or an action.
    pub activity: String,
    pub object: usize,
}

/// Reads the report; its n-th line is the n-th print.
pub fn read_report(
    report: &str,
    prints: &[RecordedPrint],
) -> Result<Vec<ReportLine>> {
    let count = report.lines().count();
    let prints_count = prints.len();
    ensure!(
        count == prints_count,
        "{count} lines were printed, {prints_count} were recorded"
    );
    let lines = report.lines().zip(prints).map(|(line, print)| {
        let line_words = &mut line.split_whitespace();
        let entry =
            parse_entry(line_words).with_context(|| format!("`{line}`"))?;
        Ok(ReportLine {
            record_number: print.record_number,
            thread: print.thread,
            printing_task: print.task,
            entry,
        })
    });
    lines.collect()
}

fn parse_entry(line_words: &mut SplitWhitespace<'_>) -> Result<ReportEntry> {
    Ok(match next_word(line_words)? {
        "e" => ReportEntry::TaskEnded {
            task: parse_number(line_words)?,
            outcome: next_word(line_words)?.to_owned(),
        },
        "a" | "d" => ReportEntry::Action(parse_actor(line_words)?),
        ">" => ReportEntry::PollBegin {
            wait: parse_number(line_words)?,
            actor: parse_actor(line_words)?,
        },
        "<" => ReportEntry::PollEnd {
            wait: parse_number(line_words)?,
            is_ready: next_word(line_words)? == "ready",
            has_budget: next_word(line_words)? == "true",
        },
        "x" => ReportEntry::DropBegin {
            wait: parse_number(line_words)?,
            actor: parse_actor(line_words)?,
        },
        "y" => ReportEntry::DropEnd {
            wait: parse_number(line_words)?,
        },
        "w" => ReportEntry::WakerUsed {
            wait: parse_number(line_words)?,
            actor: match line_words.clone().next() {
                Some("none") => None,
                _ => Some(parse_actor(line_words)?),
            },
        },
        "m" => ReportEntry::Message {
            sender: parse_task(line_words)?,
            receiver: parse_task(line_words)?,
        },
        "l" => ReportEntry::MissedMessages {
            task: parse_number(line_words)?,
            count: next_word(line_words)?.parse()?,
        },
        "c" => ReportEntry::JoinSetMember {
            set: parse_number(line_words)?,
            task: parse_number(line_words)?,
        },
        other => anyhow::bail!("`{other}` is no kind of line"),
    })
}

fn parse_actor(line_words: &mut SplitWhitespace<'_>) -> Result<Actor> {
    Ok(Actor {
        task: parse_task(line_words)?,
        activity: next_word(line_words)?.to_owned(),
        object: parse_number(line_words)?,
    })
}

fn parse_task(line_words: &mut SplitWhitespace<'_>) -> Result<Option<usize>> {
    match next_word(line_words)? {
        "-" => Ok(None),
        number => Ok(Some(number.parse()?)),
    }
}

fn parse_number(line_words: &mut SplitWhitespace<'_>) -> Result<usize> {
    Ok(next_word(line_words)?.parse()?)
}

fn next_word<'a>(line_words: &mut SplitWhitespace<'a>) -> Result<&'a str> {
    line_words.next().context("the line is too short")
}
