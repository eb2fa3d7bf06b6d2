//! What a thread knows of itself: its number, the tasks whose code runs on it,
//! and what the inserted calls have set for those that follow.

use recorder_events::{Cause, ObjectKind, Operation, TaskId};
use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Instant;

/// Deeper than tasks are nested; what lies above is not known.
const MAX_TASK_DEPTH: usize = 64;

/// Nothing here has a destructor, so it is there until the thread is gone.
pub struct Context {
    thread_number: Cell<Option<u32>>,
    task_stack: RefCell<TaskStack>,
    /// What causes the wakes that happen now.
    pub wake_cause: Cell<Option<WakeCause>>,
    /// The task that was woken last.
    pub last_woken: Cell<TaskId>,
    /// Where the code that runs now is awaited.
    pub await_place: Cell<Option<AwaitPlace>>,
    /// The address of the future that the program awaits.
    pub awaited_future_address: Cell<usize>,
    /// What the wait that is made next is for.
    pub next_wait_operation: Cell<Option<Operation>>,
    pub next_notified_target: Cell<u32>,
    /// While a signal is polled, the address of the future that the program
    /// awaits, or 0.
    pub signal_future_address: Cell<Option<usize>>,
    /// Whether what is polled now is a child process.
    pub is_polling_process: Cell<bool>,
    /// What the object that is made next is to the program.
    pub next_object_origin: Cell<Option<ObjectOrigin>>,
    /// The program's call that is creating sockets or starting a process now.
    pub io_creation_location: Cell<Option<&'static Location<'static>>>,
    /// The deadline of the timer that is started now.
    pub starting_timer_deadline: Cell<Option<Instant>>,
    /// How long the timer that is reset now is to take, in microseconds.
    pub reset_timer_us: Cell<u64>,
    /// The address of the interval whose timer is used now.
    pub interval_address: Cell<usize>,
    /// The channel that is used now.
    pub current_channel: Cell<u32>,
    pub is_next_root_hidden: Cell<bool>,
    /// How many roots run on this thread now, one within another.
    pub running_root_count: Cell<u32>,
    pub is_runtime_thread: Cell<bool>,
    pub clock_starts_paused: Cell<bool>,
    /// The task has used up tokio's cooperative budget in this poll.
    pub is_out_of_coop_budget: Cell<bool>,
}

/// Why tasks are woken on this thread now.
#[derive(Clone, Copy)]
pub struct WakeCause {
    pub cause: Cause,
    /// The object, or the task, that caused it; 0 for none.
    pub object_or_task: u64,
}

/// Where something is awaited.
#[derive(Clone, Copy)]
pub struct AwaitPlace {
    pub location: &'static Location<'static>,
    /// It polls futures of the program, whose own places say more.
    pub is_combinator: bool,
}

/// What the program makes.
#[derive(Clone, Copy)]
pub struct ObjectOrigin {
    pub kind: ObjectKind,
    pub location: &'static Location<'static>,
    pub size: Option<u64>,
}

/// What the inserted calls have set while a task is polled.
pub struct PollContext {
    await_place: Option<AwaitPlace>,
    wake_cause: Option<WakeCause>,
    awaited_future_address: usize,
    current_channel: u32,
    interval_address: usize,
    is_out_of_coop_budget: bool,
}

impl Context {
    pub fn take_poll_context(&self) -> PollContext {
        PollContext {
            await_place: self.await_place.take(),
            wake_cause: self.wake_cause.take(),
            awaited_future_address: self.awaited_future_address.take(),
            current_channel: self.current_channel.take(),
            interval_address: self.interval_address.take(),
            is_out_of_coop_budget: self.is_out_of_coop_budget.take(),
        }
    }

    pub fn restore_poll_context(&self, poll_context: PollContext) {
        self.await_place.set(poll_context.await_place);
        self.wake_cause.set(poll_context.wake_cause);
        self.awaited_future_address
            .set(poll_context.awaited_future_address);
        self.current_channel.set(poll_context.current_channel);
        self.interval_address.set(poll_context.interval_address);
        self.is_out_of_coop_budget
            .set(poll_context.is_out_of_coop_budget);
    }
}

struct TaskStack {
    ids: [TaskId; MAX_TASK_DEPTH],
    depth: usize,
}

/// Stands for code that belongs to no task.
const NO_TASK: TaskId = 0;

thread_local! {
    static CONTEXT: Context = const {
        Context {
            thread_number: Cell::new(None),
            task_stack: RefCell::new(TaskStack { ids: [NO_TASK; MAX_TASK_DEPTH], depth: 0 }),
            wake_cause: Cell::new(None),
            last_woken: Cell::new(0),
            await_place: Cell::new(None),
            awaited_future_address: Cell::new(0),
            next_wait_operation: Cell::new(None),
            next_notified_target: Cell::new(0),
            signal_future_address: Cell::new(None),
            is_polling_process: Cell::new(false),
            next_object_origin: Cell::new(None),
            io_creation_location: Cell::new(None),
            starting_timer_deadline: Cell::new(None),
            reset_timer_us: Cell::new(0),
            interval_address: Cell::new(0),
            current_channel: Cell::new(0),
            is_next_root_hidden: Cell::new(false),
            running_root_count: Cell::new(0),
            is_runtime_thread: Cell::new(false),
            clock_starts_paused: Cell::new(false),
            is_out_of_coop_budget: Cell::new(false),
        }
    };
}

#[inline]
pub fn with<R>(work: impl FnOnce(&Context) -> R) -> R {
    CONTEXT.with(work)
}

static NEXT_THREAD_NUMBER: AtomicU32 = AtomicU32::new(0);

/// A number for a thread that begins.
pub fn assign_thread_number() -> u32 {
    NEXT_THREAD_NUMBER.fetch_add(1, Relaxed)
}

/// This thread's number, once it has one.
pub fn thread_number() -> Option<u32> {
    with(|context| context.thread_number.get())
}

pub fn set_thread_number(number: u32) {
    with(|context| context.thread_number.set(Some(number)));
}

/// The task whose code runs on this thread.
#[inline]
pub fn current_task() -> Option<TaskId> {
    with(|context| {
        let tasks = context.task_stack.try_borrow().ok()?;
        let top = tasks.depth.min(MAX_TASK_DEPTH).checked_sub(1)?;
        Some(tasks.ids[top]).filter(|id| *id != NO_TASK)
    })
}

/// From here on, code of this task runs; of none if it is None.
pub fn push_task(task: Option<TaskId>) {
    with(|context| {
        if let Ok(mut tasks) = context.task_stack.try_borrow_mut() {
            let depth = tasks.depth;
            if let Some(id) = tasks.ids.get_mut(depth) {
                *id = task.unwrap_or(NO_TASK);
            }
            tasks.depth += 1;
        }
    });
}

pub fn pop_task() {
    with(|context| {
        if let Ok(mut tasks) = context.task_stack.try_borrow_mut() {
            tasks.depth = tasks.depth.saturating_sub(1);
        }
    });
}

/// Whether the thread belongs to a runtime and runs no task.
pub fn is_idle_runtime_thread() -> bool {
    let belongs = with(|context| {
        context.is_runtime_thread.get() || context.running_root_count.get() > 0
    });
    belongs && current_task().is_none()
}
