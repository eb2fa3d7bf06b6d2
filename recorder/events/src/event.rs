//! The events, and the record that each is written in.

use crate::codes::{
    Call, Cause, DeferralReason, Direction, ObjectKind, Operation, Outcome,
    SpawnKind, TaskEnd, WakeState,
};
use crate::encoding::Field;

/// A task: twice tokio's own id, or an odd number for what `block_on` runs.
pub type TaskId = u64;

/// An event, with when and where it happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Record<'a> {
    /// Microseconds since the record before.
    pub delta_us: u64,
    /// Threads are numbered from 0, the main thread.
    pub thread: u32,
    /// The task whose code ran on the thread.
    pub task: Option<TaskId>,
    pub event: Event<'a>,
}

macro_rules! events {
    ($($(#[$doc:meta])* $code:literal $name:ident {
        $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)?
    })*) => {
        /// What happened. Objects, waits and places are numbered from 1.
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub enum Event<'a> {
            $($(#[$doc])* $name { $($(#[$field_doc])* $field: $type),* },)*
        }

        impl<'a> Event<'a> {
            #[inline]
            fn code(&self) -> u8 {
                match self {
                    $(Event::$name { .. } => $code,)*
                }
            }

            #[inline]
            fn write(self, to: &mut Vec<u8>) {
                match self {
                    $(Event::$name { $($field),* } => { $(Field::write($field, to);)* })*
                }
            }

            fn read(code: u8, from: &mut &'a [u8]) -> Option<Self> {
                Some(match code {
                    $($code => Event::$name { $($field: <$type as Field<'a>>::read(from)?),* },)*
                    _ => return None,
                })
            }
        }
    };
}

events! {
    /// A thread begins, made by another one.
    1 ThreadBegin { parent: Option<u32> }
    2 ThreadName { name: &'a str }
    /// The thread turns out to be one of a runtime's workers.
    3 ThreadIsWorker {}
    4 ThreadEnd {}
    /// A runtime's thread has nothing to do.
    5 Park {}
    /// It goes on. The event loop found so many events; 0 means a timer.
    6 Unpark { events: Option<u32> }
    /// The thread waits in the system, where it can poll nothing.
    7 Block { call: Call }
    8 Unblock {}
    /// A number for a line of a source file.
    9 Place { place: u32, line: u32, column: u32, file: &'a str }

    /// A task was made.
    10 Spawn { spawned: TaskId, kind: SpawnKind, place: Option<u32> }
    11 PollBegin { polled: TaskId }
    12 PollEnd { polled: TaskId, is_ready: bool }
    /// The task's result is there: nothing more happens in it.
    13 TaskEnd { ended: TaskId, how: TaskEnd }
    /// `object` caused it, or a task where `cause` is a join or a local task.
    14 Wake { woken: TaskId, cause: Cause, object: Option<u64>, state: WakeState }
    /// The task asked to be polled again after the others.
    15 Defer { why: DeferralReason }

    /// An object was made, or is met for the first time. `size` is a capacity,
    /// a number of permits, or the microseconds of a timer.
    20 Object { object: u32, kind: ObjectKind, place: Option<u32>, size: Option<u64> }
    /// What a socket is connected to or listens on.
    21 Socket { object: u32, kind: ObjectKind, name: &'a str }
    /// The next wait for writing on it is the wait for its connection.
    22 Connecting { object: u32 }
    /// A poll found something not ready. `target` is an object, or a task
    /// where `operation` is a join.
    24 WaitBegin { wait: u32, operation: Operation, target: u64, place: Option<u32> }
    25 WaitEnd { wait: u32, outcome: Outcome }
    26 TimerFired { object: u32 }
    /// The timer now has so many microseconds to go.
    27 TimerReset { object: u32, micros: u64, place: Option<u32> }
    /// A value entered a channel, as its so-and-so-many-th.
    28 Sent { object: u32, index: u64 }
    29 Received { object: u32, index: u64 }
    /// A receiver was too slow and has missed so many messages.
    30 Lagged { object: u32, missed: u64 }
    /// So many permits are free.
    31 Permits { object: u32, free: u64 }

    40 Print { to: Direction, newlines: u64 }
    41 Panic { line: u32, file: &'a str }
    /// Tokio's clock stands still from here on; true if it never ran.
    42 ClockPaused { from_start: bool }
    43 ClockAdvanced { micros: u64 }
    44 ClockResumed {}
    /// So many records were written: nothing follows.
    45 Cut {}
    /// The program ends by itself.
    46 End {}
}

impl Record<'_> {
    /// Appends the record.
    #[inline]
    pub fn write(&self, buffer: &mut Vec<u8>) {
        let start = buffer.len();
        buffer.push(0);
        buffer.push(self.event.code());
        self.delta_us.write(buffer);
        self.thread.write(buffer);
        self.task.write(buffer);
        self.event.write(buffer);
        // No record is longer than a text and some numbers.
        buffer[start] = (buffer.len() - start - 1) as u8;
    }
}

impl<'a> Record<'a> {
    /// Reads what follows the length. None if it is no record that this
    /// version knows.
    pub(crate) fn read(mut body: &'a [u8]) -> Option<Self> {
        let from = &mut body;
        let code = *from.split_off_first()?;
        let record = Record {
            delta_us: Field::read(from)?,
            thread: Field::read(from)?,
            task: Field::read(from)?,
            event: Event::read(code, from)?,
        };
        from.is_empty().then_some(record)
    }
}
