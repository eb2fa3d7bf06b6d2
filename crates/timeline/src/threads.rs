//! Threads: when they were there, blocked, or had nothing to do.

use super::clock::{Clock, Moment};
use super::document;
use super::ms::Ms;
use super::rows::{Block, Park};
use recorder_events::Call;

/// More threads than a machine can run; higher numbers are ignored.
const MAX_THREADS: usize = 20_000;
/// What is shorter is not shown as blocked, or as parked: any call takes time.
const MIN_BLOCKED_US: u64 = 200;

#[derive(Debug, Default)]
pub struct Threads {
    threads: Vec<Thread>,
    blocks: Vec<Blocked>,
    parks: Vec<Parked>,
}

#[derive(Debug, Default)]
struct Thread {
    name: String,
    is_worker: bool,
    /// How many futures `block_on` runs on it.
    running_block_on_count: usize,
    /// The thread that made it.
    parent: Option<usize>,
    start: Option<Moment>,
    end: Option<Moment>,
    /// The place of the call in which it waits.
    open_block: Option<usize>,
    /// The place of its last park, as long as nothing was done after it.
    last_park: Option<usize>,
}

#[derive(Debug)]
struct Blocked {
    thread: usize,
    task: Option<usize>,
    start: Moment,
    end: Option<Moment>,
    call: Call,
    /// By the machine's clock, also where tokio's is paused.
    real_start_us: u64,
    is_long_enough_to_show: bool,
}

#[derive(Debug)]
struct Parked {
    thread: usize,
    start: Moment,
    end: Option<Moment>,
}

impl Threads {
    pub fn begin_thread(
        &mut self,
        thread: usize,
        parent: Option<u32>,
        time: Moment,
    ) {
        if let Some(thread) = self.get_or_add(thread) {
            thread.start.get_or_insert(time);
            let parent = parent.and_then(|parent| usize::try_from(parent).ok());
            thread.parent = thread
                .parent
                .or(parent.filter(|parent| *parent < MAX_THREADS));
        }
    }

    pub fn name_thread(&mut self, thread: usize, name: &str) {
        if let Some(thread) = self.get_or_add(thread) {
            thread.name = name.to_owned();
        }
    }

    pub fn mark_as_worker(&mut self, thread: usize) {
        if let Some(thread) = self.get_or_add(thread) {
            thread.is_worker = true;
        }
    }

    pub fn begin_block_on(&mut self, thread: usize) {
        if let Some(thread) = self.get_or_add(thread) {
            thread.running_block_on_count += 1;
        }
    }

    pub fn end_block_on(&mut self, thread: usize) {
        if let Some(thread) = self.get_or_add(thread) {
            thread.running_block_on_count =
                thread.running_block_on_count.saturating_sub(1);
        }
    }

    /// Whether a runtime's own code may run on it.
    pub fn belongs_to_runtime(&self, thread: usize) -> bool {
        let thread = self.threads.get(thread);
        thread.is_some_and(|t| t.is_worker || t.running_block_on_count > 0)
    }

    pub fn end_thread(&mut self, thread: usize, time: Moment) {
        if let Some(thread) = self.get_or_add(thread) {
            thread.end = Some(time);
        }
    }

    pub fn begin_call(
        &mut self,
        thread: usize,
        time: Moment,
        real_us: u64,
        task: Option<usize>,
        call: Call,
    ) {
        let next = self.blocks.len();
        let Some(blocked) = self.get_or_add(thread) else {
            return;
        };
        blocked.open_block = Some(next);
        self.blocks.push(Blocked {
            thread,
            task,
            start: time,
            end: None,
            call,
            real_start_us: real_us,
            is_long_enough_to_show: false,
        });
    }

    pub fn end_call(&mut self, thread: usize, time: Moment, real_us: u64) {
        let last = self.get_or_add(thread).and_then(|t| t.open_block.take());
        if let Some(block) = last.and_then(|last| self.blocks.get_mut(last)) {
            block.end = Some(time);
            block.is_long_enough_to_show =
                real_us.saturating_sub(block.real_start_us) >= MIN_BLOCKED_US;
        }
    }

    /// Tokio's timers wake the loop now and then on a long sleep: parks with
    /// nothing between them are one.
    pub fn begin_park(&mut self, thread: usize, time: Moment) {
        let next = self.parks.len();
        let Some(parking) = self.get_or_add(thread) else {
            return;
        };
        match parking.last_park {
            Some(last) => self.parks[last].end = None,
            None => {
                parking.last_park = Some(next);
                self.parks.push(Parked {
                    thread,
                    start: time,
                    end: None,
                });
            }
        }
    }

    /// Ends a park because of so many events; without any, only its time was up.
    pub fn end_park(
        &mut self,
        thread: usize,
        time: Moment,
        events: Option<u32>,
    ) {
        let Some(thread) = self.get_or_add(thread) else {
            return;
        };
        let last = match events {
            None | Some(0) => thread.last_park,
            Some(_) => thread.last_park.take(),
        };
        if let Some(last) = last {
            self.parks[last].end = Some(time);
        }
    }

    /// Records that the thread did something, which ends its park.
    pub fn note_activity(&mut self, thread: usize) {
        if let Some(thread) = self.get_or_add(thread) {
            thread.last_park = None;
        }
    }

    fn get_or_add(&mut self, thread: usize) -> Option<&mut Thread> {
        if thread >= MAX_THREADS {
            return None;
        }
        if thread >= self.threads.len() {
            self.threads.resize_with(thread + 1, Thread::default);
        }
        self.threads.get_mut(thread)
    }

    pub fn to_rows(&self, clock: &Clock) -> Vec<document::Thread> {
        let threads = self.threads.iter().enumerate();
        threads
            .map(|(number, thread)| document::Thread {
                name: match (number, thread.name.is_empty()) {
                    (0, true) => "main".to_owned(),
                    _ => thread.name.clone(),
                },
                worker: thread.is_worker,
                parent: thread.parent,
                // The first is there from the start to the end.
                start: thread
                    .start
                    .filter(|_| number > 0)
                    .map(|time| clock.to_ms(time.us)),
                end: thread.end.map(|time| clock.to_ms(time.us)),
            })
            .collect()
    }

    pub fn block_rows(&self, clock: &Clock) -> Vec<Block> {
        let long = self
            .blocks
            .iter()
            .filter(|b| b.is_long_enough_to_show || b.end.is_none());
        long.map(|block| Block {
            thread: block.thread,
            task: block.task,
            start: clock.to_ms(block.start.us),
            end: block.end.map(|time| clock.to_ms(time.us)),
            what: call_name(block.call).to_owned(),
            call_count: 1,
        })
        .collect()
    }

    pub fn park_rows(&self, clock: &Clock, now: Ms) -> Vec<Park> {
        let parks = self.parks.iter().map(|park| Park {
            thread: park.thread,
            start: clock.to_ms(park.start.us),
            end: park.end.map_or(now, |time| clock.to_ms(time.us)),
        });
        let shortest = MIN_BLOCKED_US as f64 / 1000.0;
        parks
            .filter(|park| park.end.0 - park.start.0 >= shortest)
            .collect()
    }
}

fn call_name(call: Call) -> &'static str {
    match call {
        Call::Sleep => "sleep",
        Call::Read => "read",
        Call::Receive => "recv",
        Call::Accept => "accept",
        Call::Connect => "connect",
        Call::Poll => "poll",
        Call::Join => "join",
        Call::Process => "process",
        Call::Thread => "thread",
        Call::Timed => "timed",
    }
}
