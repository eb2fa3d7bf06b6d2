//! Waits: from a poll that finds something not ready to the one that finds it
//! ready, or to the end of the future that waits.

use crate::address_map::AddressMap;
use crate::context;
use crate::objects;
use crate::record::Flush;
use crate::reentrancy::{InProbeGuard, run_in_probe};
use crate::switch::is_recording;
use crate::tasks::task_id;
use recorder_events::{Event, ObjectKind, Operation, Outcome, TaskId};
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};
use std::task::Poll;

static LAST_WAIT_NUMBER: AtomicU32 = AtomicU32::new(0);
/// The waits that go on, by what waits: mostly the address of a future.
static OPEN_WAITS: AddressMap<OpenWait> = AddressMap::new();
/// How many of them have a key of this hash: most futures that are polled or
/// dropped have never waited, and need no look into the map.
static OPEN_WAIT_COUNTS: [AtomicU8; 4096] = [const { AtomicU8::new(0) }; 4096];

#[derive(Clone, Copy)]
struct OpenWait {
    number: u32,
    task: Option<TaskId>,
    operation: Operation,
    target: u64,
}

/// Polls what a task can wait for. `key` identifies the wait.
pub fn poll<T>(
    operation: Operation,
    key: usize,
    target: impl FnOnce() -> u64,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    let result = poll();
    if is_recording() {
        if result.is_pending() {
            begin_wait(operation, key, target());
        } else {
            end_wait(key, Outcome::Ready);
        }
    }
    result
}

/// The future that waits with this key is dropped.
#[inline(never)]
pub fn end_dropped_wait(key: usize) {
    if is_recording() {
        end_wait(key, Outcome::Dropped);
    }
}

#[inline(never)]
fn begin_wait(operation: Operation, key: usize, target: u64) {
    // Whether it is ready was not even asked.
    if context::with(|context| context.is_out_of_coop_budget.take()) {
        return;
    }
    run_in_probe(|in_probe| {
        let task = context::current_task();
        let mut open = OPEN_WAITS.lock();
        let before = open.get(&key).copied();
        if let Some(before) = before {
            let same = (before.task, before.operation, before.target);
            if same == (task, operation, target) {
                return;
            }
        }
        let wait = LAST_WAIT_NUMBER.fetch_add(1, Relaxed) + 1;
        let new = OpenWait {
            number: wait,
            task,
            operation,
            target,
        };
        open.insert(key, new);
        drop(open);
        match before {
            Some(before) => before.record_end(in_probe, Outcome::Dropped),
            None => change_open_wait_count(key, |n| n.saturating_add(1)),
        }
        let place = in_probe.await_place_number();
        let event = Event::WaitBegin {
            wait,
            operation,
            target,
            place,
        };
        in_probe.record(event, Flush::Buffered);
    });
}

#[inline(never)]
pub fn end_wait(key: usize, outcome: Outcome) {
    if open_wait_count(key).load(Relaxed) == 0 {
        return;
    }
    run_in_probe(|in_probe| {
        let open = OPEN_WAITS.lock().remove(&key);
        if let Some(open) = open {
            // A counter that was full once stays so.
            change_open_wait_count(
                key,
                |n| if n == u8::MAX { n } else { n - 1 },
            );
            open.record_end(in_probe, outcome);
        }
    });
}

impl OpenWait {
    fn record_end(self, in_probe: &InProbeGuard, outcome: Outcome) {
        let wait = self.number;
        in_probe.record(Event::WaitEnd { wait, outcome }, Flush::Buffered);
    }
}

fn open_wait_count(key: usize) -> &'static AtomicU8 {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    &OPEN_WAIT_COUNTS[mixed % OPEN_WAIT_COUNTS.len()]
}

fn change_open_wait_count(key: usize, change: impl Fn(u8) -> u8) {
    let _ = open_wait_count(key)
        .fetch_update(Relaxed, Relaxed, |n| Some(change(n)));
}

/// Keys that are no addresses are odd.
#[inline(never)]
fn key_without_address(number: u64, kind: usize) -> usize {
    (number as usize) << 3 | kind << 1 | 1
}

/// Polls a join handle; there is one for each task.
pub fn poll_join<T>(id: u64, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
    let key = key_without_address(id, 0);
    self::poll(Operation::Join, key, || task_id(id), poll)
}

/// A join handle is dropped.
pub fn end_dropped_join(id: u64) {
    end_dropped_wait(key_without_address(id, 0));
}

/// Polls a `JoinSet` for its next result.
pub fn poll_join_set<T>(
    set_address: usize,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    let target = || objects::object_number_at(ObjectKind::JoinSet, set_address);
    self::poll(
        Operation::JoinNext,
        awaited_key_or(set_address),
        target,
        poll,
    )
}

/// Polls the only receiver of a channel.
pub fn poll_receive<T>(object: u32, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
    let key = awaited_key_or(key_without_address(object.into(), 1));
    self::poll(Operation::Receive, key, || object.into(), poll)
}

/// Polls the sender of a oneshot channel for the end of its receiver.
pub fn poll_close<T>(object: u32, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
    let key = awaited_key_or(key_without_address(object.into(), 1));
    self::poll(Operation::Close, key, || object.into(), poll)
}

/// The sender of a oneshot channel is dropped.
pub fn end_dropped_sender(object: u32) {
    end_dropped_wait(key_without_address(object.into(), 1));
}

/// Polls one direction of a socket.
pub fn poll_io<T>(
    operation: Operation,
    object: u32,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    let kind = if operation == Operation::Read { 2 } else { 3 };
    let own_key = key_without_address(object.into(), kind);
    let key = if is_recording() && context::with(|c| c.is_polling_process.get())
    {
        awaited_key_or(own_key)
    } else {
        own_key
    };
    self::poll(operation, key, || object.into(), poll)
}

/// While it lives, what is polled is a child process.
pub struct ProcessPollGuard(Option<bool>);

/// The address of the future that awaits the process is the key of the wait,
/// because that future can be dropped while the process lives on.
#[inline(never)]
pub fn enter_process_poll() -> ProcessPollGuard {
    if !is_recording() {
        return ProcessPollGuard(None);
    }
    ProcessPollGuard(Some(context::with(|context| {
        context.is_polling_process.replace(true)
    })))
}

impl Drop for ProcessPollGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            context::with(|context| context.is_polling_process.set(before));
        }
    }
}

/// Polls one end of a pipe in memory, which is at this address.
pub fn poll_pipe<T>(
    operation: Operation,
    pipe_address: usize,
    poll: impl FnOnce() -> Poll<T>,
) -> Poll<T> {
    let key = pipe_address + usize::from(operation == Operation::Write);
    let target = || objects::object_number_at(ObjectKind::Duplex, pipe_address);
    self::poll(operation, key, target, poll)
}

/// The future that the program awaits, which says when it is dropped, or else
/// another key.
#[inline(never)]
fn awaited_key_or(key: usize) -> usize {
    let awaited = context::with(|context| context.awaited_future_address.get());
    if awaited > 0 { awaited } else { key }
}

/// The wait that is made next is this to the program.
#[inline(never)]
pub fn set_next_wait_operation(operation: Operation) {
    if is_recording() {
        context::with(|context| {
            context.next_wait_operation.set(Some(operation))
        });
    }
}

/// What the wait that is being made is for.
#[inline(never)]
pub fn take_next_wait_operation(default: Operation) -> Operation {
    if !is_recording() {
        return default;
    }
    context::with(|context| context.next_wait_operation.take())
        .unwrap_or(default)
}
