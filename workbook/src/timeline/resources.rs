//! What tasks share or wait for: timers, locks, channels.

use super::clock::At;
use super::levels::Levels;
use super::raw::Line;
use super::tasks::Tasks;
use super::waits::{Length, Wait};
use serde_json::Value;
use std::collections::HashMap;

/// Where tokio makes the timer of an interval, which waits for it.
const INTERVAL: &str = "src/time/interval.rs";

#[derive(Debug, Default)]
pub struct Resources {
    known: HashMap<u64, Resource>,
    pub levels: Levels,
}

#[derive(Debug)]
struct Resource {
    on: &'static str,
    line: Option<u32>,
    length: Option<Length>,
    /// It belongs to another one, which tells all that matters.
    is_inner: bool,
    waiting: Vec<Waiting>,
    level: Option<usize>,
}

#[derive(Debug)]
struct Waiting {
    operation: Option<u64>,
    task: usize,
    /// Its number among the task's waits.
    wait: usize,
    /// The last other task that gave something to the resource.
    by: Option<(At, usize)>,
}

impl Resources {
    pub fn begin(&mut self, line: &Line<'_>, learners: &str) {
        let Some(number) = line.res else { return };
        let owner = line.parent.and_then(|parent| self.known.get(&parent));
        let is_inner = (line.internal && owner.is_some())
            || (owner.is_some_and(|owner| owner.on == "interval"))
            || line.is_in(INTERVAL);
        let on = match owner {
            Some(owner) if line.internal => owner.on,
            _ => name(line),
        };
        let at_line = match owner {
            Some(owner) if line.internal => owner.line,
            _ => line.line_in(learners),
        };
        let level = ["semaphore", "channel"].contains(&on);
        let resource = Resource {
            on,
            line: at_line,
            length: line.ms.map(Length::Exact),
            is_inner,
            waiting: Vec::new(),
            // The inner one of a semaphore counts its permits.
            level: (level && line.internal)
                .then(|| self.levels.begin(on, at_line)),
        };
        self.known.insert(number, resource);
    }

    /// Somebody asked whether it is ready.
    pub fn asked(
        &mut self,
        line: &Line<'_>,
        at: At,
        task: usize,
        tasks: &mut Tasks,
    ) {
        let Some(resource) = self.find(line).filter(|r| !r.is_inner) else {
            return;
        };
        let open = resource.waiting.iter().position(|waiting| {
            waiting.task == task && waiting.operation == line.wait
        });
        match (open, line.ready) {
            (None, false) => resource.wait(line.wait, at, task, tasks),
            (Some(open), true) => {
                let waiting = resource.waiting.swap_remove(open);
                waiting.end(at, true, tasks);
            }
            _ => {}
        }
    }

    /// An operation on it is over, ready or not.
    pub fn wait_end(&mut self, line: &Line<'_>, at: At, tasks: &mut Tasks) {
        let (Some(operation), Some(resource)) = (line.wait, self.find(line))
        else {
            return;
        };
        let open = resource
            .waiting
            .iter()
            .position(|waiting| waiting.operation == Some(operation));
        if let Some(open) = open {
            let waiting = resource.waiting.swap_remove(open);
            waiting.end(at, false, tasks);
        }
    }

    /// It is gone.
    pub fn end(&mut self, line: &Line<'_>, at: At, tasks: &mut Tasks) {
        let gone = line.res.and_then(|number| self.known.remove(&number));
        for waiting in gone.into_iter().flat_map(|gone| gone.waiting) {
            waiting.end(at, false, tasks);
        }
    }

    /// Something about it has changed.
    pub fn changed(&mut self, line: &Line<'_>, at: At, by: Option<usize>) {
        let Some(resource) = self.find(line) else {
            return;
        };
        if let Some(by) = by.filter(|_| gives(line)) {
            let others = resource.waiting.iter_mut();
            for waiting in others.filter(|waiting| waiting.task != by) {
                waiting.by = Some((at, by));
            }
        }
        match (line.field.as_deref(), &line.value, resource.level) {
            (Some("duration"), Value::Number(ticks), _)
                if !matches!(resource.length, Some(Length::Exact(_))) =>
            {
                resource.length = ticks.as_u64().map(Length::Ticks);
            }
            (Some("permits"), Value::Number(n), Some(level)) => {
                let n = n.as_i64().unwrap_or(0);
                self.levels.change(level, at, n, line.op.as_deref());
            }
            _ => {}
        }
    }

    fn find(&mut self, line: &Line<'_>) -> Option<&mut Resource> {
        self.known.get_mut(&line.res?)
    }
}

impl Resource {
    fn wait(
        &mut self,
        operation: Option<u64>,
        at: At,
        task: usize,
        tasks: &mut Tasks,
    ) {
        let Some(waiter) = tasks.get_mut(task) else {
            return;
        };
        self.waiting.push(Waiting {
            operation,
            task,
            wait: waiter.waits.len(),
            by: None,
        });
        waiter.waits.push(Wait {
            on: self.on,
            ms: self.length,
            line: self.line,
            start: at,
            end: None,
            by: None,
        });
    }
}

impl Waiting {
    fn end(self, at: At, ready: bool, tasks: &mut Tasks) {
        let task = tasks.get_mut(self.task);
        if let Some(wait) = task.and_then(|t| t.waits.get_mut(self.wait))
            && wait.end.is_none()
        {
            wait.end = Some((at, ready));
            wait.by = self.by;
        }
    }
}

/// Whether a change is one that others wait for.
fn gives(line: &Line<'_>) -> bool {
    match (line.field.as_deref(), line.op.as_deref(), &line.value) {
        (Some("permits"), op, _) => op == Some("add"),
        (Some("locked" | "write_locked"), _, value) => {
            *value == Value::Bool(false)
        }
        (Some("duration"), ..) => false,
        _ => true,
    }
}

fn name(line: &Line<'_>) -> &'static str {
    let told = line.known_as.as_deref().and_then(known_name);
    told.unwrap_or(match line.concrete.as_deref() {
        Some("Sleep") => "sleep",
        Some("Interval") => "interval",
        // That of a bounded channel has no owner.
        Some("Semaphore") if line.internal => "channel",
        Some("Semaphore") => "semaphore",
        Some("Mutex") => "mutex",
        Some("RwLock") => "rwlock",
        Some("Barrier") => "barrier",
        Some("Sender|Receiver") => "oneshot",
        _ => "unknown",
    })
}

fn known_name(told: &str) -> Option<&'static str> {
    ["sleep", "timeout", "interval", "channel"]
        .into_iter()
        .find(|name| *name == told)
}
