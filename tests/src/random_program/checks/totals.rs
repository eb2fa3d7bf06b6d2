//! Checks what a whole run has: its messages, lags, and ends of tasks.

use super::RunChecks;
use crate::random_program::report::ReportEntry;
use std::collections::BTreeMap;
use timeline::TaskOutcome;

impl RunChecks<'_> {
    pub(super) fn check_messages(&self) -> Result<(), String> {
        let mut balance: BTreeMap<_, i64> = BTreeMap::new();
        let number = |task: Option<usize>| self.history.timeline_number(task?);
        let mut message_count = 0;
        for line in &self.history.lines {
            if let ReportEntry::Message { sender, receiver } = line.entry {
                *balance
                    .entry((number(sender), number(receiver)))
                    .or_default() += 1;
                message_count += 1;
            }
        }
        let messages = &self.timeline.messages;
        // More are not all drawn.
        if message_count > 250 || messages.len() > 290 {
            return Ok(());
        }
        for message in messages.iter().filter(|m| m.received.is_some()) {
            *balance
                .entry((message.sender_task, message.receiver_task))
                .or_default() -= 1;
        }
        balance.retain(|_, count| *count != 0);
        if balance.is_empty() {
            return Ok(());
        }
        Err(format!(
            "messages from and to, received too often: {balance:?}"
        ))
    }

    pub(super) fn check_lags(&self) -> Result<(), String> {
        let mut missed: Vec<_> = Vec::new();
        for line in &self.history.lines {
            if let ReportEntry::MissedMessages { task, count } = line.entry {
                missed.push((self.history.timeline_number(task), count));
            }
        }
        let lags = &self.timeline.lags;
        let mut recorded: Vec<_> =
            lags.iter().map(|lag| (lag.task, lag.missed)).collect();
        missed.sort_unstable();
        recorded.sort_unstable();
        if recorded == missed {
            return Ok(());
        }
        Err(format!("missed messages: {missed:?}, not {recorded:?}"))
    }

    pub(super) fn check_task_ends(&self) -> Result<(), String> {
        for (task, (_, outcome)) in &self.history.task_ends {
            let number = self.history.timeline_number(*task);
            let found = self.timeline.tasks.iter();
            let mut found = found.filter(|t| Some(t.id) == number);
            let recorded = found.next().and_then(|task| task.outcome);
            let is_it = match outcome.as_str() {
                "done" => recorded == Some(TaskOutcome::Done),
                "panicked" => recorded == Some(TaskOutcome::Panicked),
                _ => recorded == Some(TaskOutcome::Cancelled),
            };
            if !is_it {
                return Err(format!("task {task} {outcome}, not {recorded:?}"));
            }
        }
        Ok(())
    }
}
