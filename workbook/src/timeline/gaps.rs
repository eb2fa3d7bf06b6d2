//! Waits without a name: between a poll that left nothing that we know of,
//! and the wake.

use super::clock::At;
use super::document::How;
use super::rows::WakeKind;
use super::tasks::Task;
use super::waits::Wait;
use super::wakes::Woken;

/// The nameless waits of a task: the long ones, and those for another task,
/// whose end says what they were for.
pub fn of(task: &Task, wakes: &[Woken]) -> Vec<Wait> {
    let polls = task.real_polls();
    let mut named = Named::new(&task.waits);
    let mut found = Vec::new();
    for (i, poll) in polls.iter().enumerate() {
        let Some(from) = poll.end else { break };
        if named.any_at(from) {
            continue;
        }
        let to = match polls.get(i + 1) {
            Some(next) => Some((next.start, true)),
            None => match task.end() {
                Some(end) if end.how != How::Cancelled => break,
                end => end.map(|end| (end.at, false)),
            },
        };
        match woken_after(i, from, wakes) {
            Before::InPoll => {}
            Before::Gap(at, kind) => {
                let wait = unknown(from, Some((at, true)));
                if kind == WakeKind::End || wait.is_long() {
                    found.push(wait);
                }
            }
            Before::Never => {
                found.extend(Some(unknown(from, to)).filter(Wait::is_long));
            }
        }
    }
    found
}

fn unknown(start: At, end: Option<(At, bool)>) -> Wait {
    Wait {
        on: "unknown",
        ms: None,
        line: None,
        start,
        end,
        by: None,
    }
}

/// When the task was first woken after its poll had begun.
enum Before {
    /// While it was polled, or by itself: it did not have to wait.
    InPoll,
    Gap(At, WakeKind),
    Never,
}

fn woken_after(poll: usize, end: At, wakes: &[Woken]) -> Before {
    let first = wakes.partition_point(|wake| wake.poll <= poll);
    match wakes.get(first).filter(|wake| wake.poll == poll + 1) {
        None => Before::Never,
        Some(wake) if wake.at.is_before(end) => Before::InPoll,
        Some(wake) if wake.kind == WakeKind::Itself => Before::InPoll,
        Some(wake) => Before::Gap(wake.at, wake.kind),
    }
}

/// The waits with a name, walked through once.
struct Named<'a> {
    rest: std::slice::Iter<'a, Wait>,
    open: Vec<&'a Wait>,
}

impl<'a> Named<'a> {
    fn new(waits: &'a [Wait]) -> Self {
        Named {
            rest: waits.iter(),
            open: Vec::new(),
        }
    }

    /// Whether there is one at this moment, which only goes forward.
    fn any_at(&mut self, at: At) -> bool {
        while let Some(wait) = self.rest.as_slice().first()
            && wait.start.is_before(at)
        {
            self.open.push(wait);
            self.rest.next();
        }
        self.open
            .retain(|wait| wait.end.is_none_or(|(end, _)| at.is_before(end)));
        !self.open.is_empty()
    }
}
