//! Threads: when they were there, blocked, or had nothing to do.

use super::clock::{At, Clock};
use super::document;
use super::raw::{Line, THREADS};
use super::rows::{Block, Park};

/// What is shorter is not told as blocked, or as parked: any call takes time.
const BLOCKED_US: u64 = 200;

#[derive(Debug, Default)]
pub struct Threads {
    all: Vec<Thread>,
    blocks: Vec<Blocked>,
    parks: Vec<(usize, At, Option<At>)>,
}

#[derive(Debug, Default)]
struct Thread {
    name: String,
    worker: bool,
    by: Option<usize>,
    start: Option<At>,
    end: Option<At>,
    /// The place of the call in which it waits.
    blocked: Option<usize>,
    /// The place of its last park, as long as nothing was done after it.
    parked: Option<usize>,
    /// The task that it left last, if it did nothing else since, and when by
    /// the machine's clock.
    left: Option<(usize, u64)>,
}

#[derive(Debug)]
struct Blocked {
    thread: usize,
    task: Option<usize>,
    start: At,
    end: Option<At>,
    what: String,
    /// By the machine's clock, also where tokio's is paused.
    since: u64,
    is_long: bool,
}

impl Threads {
    /// A thread begins, or more is known of it.
    pub fn told(&mut self, line: &Line<'_>, at: At) {
        let Some(thread) = self.get(line.th) else {
            return;
        };
        if let Some(name) = line.name.as_deref() {
            thread.name = name.to_owned();
        }
        thread.worker |= line.worker;
        thread.start.get_or_insert(at);
        let by = line.by.and_then(|by| usize::try_from(by).ok());
        thread.by = thread.by.or(by.filter(|by| *by < THREADS));
    }

    pub fn ended(&mut self, thread: usize, at: At) {
        if let Some(thread) = self.get(thread) {
            thread.end = Some(at);
        }
    }

    /// A turn in a task begins; true if it follows at once on the last one
    /// in the same task.
    pub fn enters(&mut self, thread: usize, task: usize, real: u64) -> bool {
        let Some(thread) = self.get(thread) else {
            return false;
        };
        thread.parked = None;
        thread.left.take().is_some_and(|(last, when)| {
            last == task && real.saturating_sub(when) < 1000
        })
    }

    pub fn leaves(&mut self, thread: usize, task: usize, real: u64) {
        if let Some(thread) = self.get(thread) {
            thread.left = Some((task, real));
        }
    }

    pub fn blocks(&mut self, line: &Line<'_>, at: At, task: Option<usize>) {
        let next = self.blocks.len();
        let Some(thread) = self.get(line.th) else {
            return;
        };
        thread.blocked = Some(next);
        self.blocks.push(Blocked {
            thread: line.th,
            task,
            start: at,
            end: None,
            what: line.what.as_deref().unwrap_or("unknown").to_owned(),
            since: line.t,
            is_long: false,
        });
    }

    pub fn unblocks(&mut self, line: &Line<'_>, at: At) {
        let last = self.get(line.th).and_then(|t| t.blocked.take());
        if let Some(block) = last.and_then(|last| self.blocks.get_mut(last)) {
            block.end = Some(at);
            block.is_long = line.t.saturating_sub(block.since) >= BLOCKED_US;
        }
    }

    /// Tokio's timers wake the loop now and then on a long sleep: parks with
    /// nothing between them are one.
    pub fn parks(&mut self, thread: usize, at: At) {
        let next = self.parks.len();
        let Some(parking) = self.get(thread) else {
            return;
        };
        parking.left = None;
        match parking.parked {
            Some(last) => self.parks[last].2 = None,
            None => {
                parking.parked = Some(next);
                self.parks.push((thread, at, None));
            }
        }
    }

    /// Because of so many events: none means that only the time was up.
    pub fn unparks(&mut self, thread: usize, at: At, events: u64) {
        let Some(thread) = self.get(thread) else {
            return;
        };
        let last = match events {
            0 => thread.parked,
            _ => thread.parked.take(),
        };
        if let Some(last) = last {
            self.parks[last].2 = Some(at);
        }
    }

    /// The thread does something that can be seen, on a loop whose polls
    /// cannot.
    pub fn acts(&mut self, thread: usize) {
        if let Some(thread) = self.get(thread) {
            thread.parked = None;
        }
    }

    fn get(&mut self, thread: usize) -> Option<&mut Thread> {
        if thread >= self.all.len() {
            self.all.resize_with(thread + 1, Thread::default);
        }
        self.all.get_mut(thread)
    }

    pub fn document(&self, clock: &Clock) -> Vec<document::Thread> {
        let threads = self.all.iter().enumerate();
        threads
            .map(|(number, thread)| document::Thread {
                name: match (number, thread.name.is_empty()) {
                    (0, true) => "main".to_owned(),
                    _ => thread.name.clone(),
                },
                worker: thread.worker,
                by: thread.by,
                // The first is there from the start to the end.
                start: thread
                    .start
                    .filter(|_| number > 0)
                    .map(|at| clock.ms(at.us)),
                end: thread.end.map(|at| clock.ms(at.us)),
            })
            .collect()
    }

    pub fn blocked(&self, clock: &Clock) -> Vec<Block> {
        let long = self.blocks.iter().filter(|b| b.is_long || b.end.is_none());
        long.map(|block| Block {
            thread: block.thread,
            task: block.task,
            start: clock.ms(block.start.us),
            end: block.end.map(|at| clock.ms(at.us)),
            what: block.what.clone(),
            calls: 1,
        })
        .collect()
    }

    pub fn parked(&self, clock: &Clock, now: super::Ms) -> Vec<Park> {
        let all = self.parks.iter().map(|(thread, start, end)| {
            let end = end.map_or(now, |at| clock.ms(at.us));
            (*thread, clock.ms(start.us), end)
        });
        let shortest = BLOCKED_US as f64 / 1000.0;
        all.filter(|(_, start, end)| end.0 - start.0 >= shortest)
            .collect()
    }
}
