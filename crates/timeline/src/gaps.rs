//! Waits that no event reports: between a poll that left nothing that is
//! known, and the next one.

use super::clock::Moment;
use super::document::TaskOutcome;
use super::facts::{Poll, Target, Task, Wait, WaitEnd};
use super::wakes::EffectiveWake;
use recorder_events::{Operation, Outcome};

/// What is shorter is not worth a wait without a name.
const MIN_UNNAMED_WAIT_US: u64 = 200;

/// The waits of a task for its turn after others, and the long ones for
/// something unknown.
pub fn find_unnamed_waits(task: &Task, wakes: &[EffectiveWake]) -> Vec<Wait> {
    let mut named = NamedWaits::new(&task.waits);
    let mut found = Vec::new();
    for (i, poll) in task.polls.iter().enumerate() {
        let Some(from) = poll.end else { break };
        if named.any_open_at(from) {
            continue;
        }
        let end = match task.polls.get(i + 1) {
            Some(next) => Some(WaitEnd {
                time: next.start,
                outcome: Outcome::Ready,
            }),
            None => match task.end {
                Some(end) if end.outcome != TaskOutcome::Cancelled => break,
                end => end.map(|end| WaitEnd {
                    time: end.time,
                    outcome: Outcome::Dropped,
                }),
            },
        };
        let is_woken = is_woken_within(poll, i, wakes);
        if let Some(why) = poll.deferral_reason.filter(|_| !is_woken) {
            found.push(unnamed_wait(Target::Others(why), from, end));
        } else if !is_woken {
            let wait = unnamed_wait(Target::Unknown, from, end);
            found.extend(Some(wait).filter(is_long));
        }
    }
    found
}

fn unnamed_wait(target: Target, start: Moment, end: Option<WaitEnd>) -> Wait {
    Wait {
        target,
        operation: Operation::Ready,
        line: None,
        is_connection: false,
        timer_us: None,
        sole_wait_since: None,
        start,
        end,
    }
}

fn is_long(wait: &Wait) -> bool {
    wait.end
        .is_none_or(|end| end.time.us_since(wait.start) >= MIN_UNNAMED_WAIT_US)
}

/// Whether the task was woken while it was polled: it did not have to wait. A
/// task outside of any scheduler that asks to wait for others wakes itself.
fn is_woken_within(
    poll: &Poll,
    task_index: usize,
    wakes: &[EffectiveWake],
) -> bool {
    let first =
        wakes.partition_point(|wake| wake.next_poll_index <= task_index);
    let wake = wakes.get(first);
    let wake = wake.filter(|wake| !wake.is_deferral());
    wake.is_some_and(|w| poll.end.is_none_or(|end| w.time.is_before(end)))
}

/// The waits with a name, walked through once.
struct NamedWaits<'a> {
    rest: std::slice::Iter<'a, Wait>,
    open: Vec<&'a Wait>,
}

impl<'a> NamedWaits<'a> {
    fn new(waits: &'a [Wait]) -> Self {
        NamedWaits {
            rest: waits.iter(),
            open: Vec::new(),
        }
    }

    /// Whether there is one at this moment, which only goes forward.
    fn any_open_at(&mut self, at: Moment) -> bool {
        while let Some(wait) = self.rest.as_slice().first()
            && wait.start.is_before(at)
        {
            self.open.push(wait);
            self.rest.next();
        }
        self.open.retain(|wait| wait.is_open_at(at));
        !self.open.is_empty()
    }
}
