//! A random program as data: what each of its tasks does, step by step.
//!
//! Shared by the generator and by `tests/truth/interpreter.rs`, which runs it.

use serde::{Deserialize, Serialize};

/// A program. There are two objects of each kind; a number of an object that
/// is too high names one of them, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub flavor: Flavor,
    /// The tasks of the program but `main` belong to a `LocalSet`.
    pub uses_local_set: bool,
    /// The steps of each task, of `main` first.
    pub tasks: Vec<Vec<Step>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Flavor {
    /// `current_thread` with a paused clock.
    Paused,
    CurrentThread,
    /// A `LocalRuntime`, whose tasks need not be `Send`.
    LocalRuntime,
    MultiThread,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    Wait(Wait),
    Action(Action, usize),
    /// A blocking function that the task awaits.
    Blocking(Vec<(Action, usize)>),
    /// A thread that nothing waits for.
    Thread(Vec<(Action, usize)>),
    /// A thread with a runtime of its own, whose root does this. Not where the
    /// clock is paused, since that is the clock of one runtime.
    Runtime(Vec<Step>),
    /// New tasks in a `JoinSet`, until all have ended.
    JoinSet(Vec<Vec<Step>>),
    Panic,
    /// Something that panics when the task's future is dropped, or ends.
    PanicOnDrop,
}

/// What a task awaits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wait {
    On(Operation, usize),
    /// At most so many milliseconds.
    Timeout(u64, Box<Wait>),
    /// The first of the two.
    Select(Box<Wait>, Box<Wait>),
    /// Both.
    Join(Box<Wait>, Box<Wait>),
    /// All of them, in a `FuturesUnordered`.
    Unordered(Vec<Wait>),
}

/// What does not end before something happens.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
)]
pub enum Operation {
    Receive,
    Send,
    SenderClosed,
    ReceiveUnbounded,
    /// Until a hundred and fifty messages were received, or the channel ends.
    ReceiveMany,
    UnboundedClosed,
    OneshotReceive,
    OneshotClosed,
    WatchChanged,
    WatchClosed,
    BroadcastReceive,
    Notified,
    Acquire,
    AcquireTwo,
    Lock,
    ReadLock,
    WriteLock,
    Barrier,
    InitCell,
    Join,
    TrackerWait,
    Cancelled,
    Sleep,
    SleepReset,
    Tick,
    Accept,
    Connect,
    TcpRead,
    TcpReadable,
    TcpWrite,
    UdpReceive,
    UnixRead,
    DuplexRead,
    DuplexWrite,
    Signal,
    ChildProcess,
    /// Tokio asks for a file's metadata on a thread for blocking work.
    File,
    Yield,
    /// Uses up the budget twice.
    UseUpBudget,
}

/// What happens at once.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
)]
pub enum Action {
    TrySend,
    TryReceive,
    DropSender,
    DropReceiver,
    CloseReceiver,
    SendUnbounded,
    /// A hundred and fifty messages.
    SendMany,
    DropUnboundedSender,
    DropUnboundedReceiver,
    OneshotSend,
    DropOneshotSender,
    DropOneshotReceiver,
    WatchSend,
    DropWatchSender,
    DropWatchReceiver,
    BroadcastSend,
    DropBroadcastSender,
    DropBroadcastReceiver,
    NotifyOne,
    NotifyWaiters,
    AddPermit,
    CloseSemaphore,
    /// Gives back the first of the locks and permits that the task holds.
    Release,
    DropTrackerToken,
    Cancel,
    TcpWriteNow,
    TcpShutdown,
    TcpDrop,
    UdpSend,
    UnixWriteNow,
    UnixShutdown,
    DuplexShutdown,
    RaiseSignal,
    Abort,
    /// A millisecond in which the thread is busy.
    Work,
}

impl Plan {
    /// The text that the interpreter takes as its argument.
    pub fn to_argument(&self) -> String {
        serde_json::to_string(self).expect("a plan has no maps")
    }

    pub fn from_argument(text: &str) -> Self {
        serde_json::from_str(text).expect("it is a plan")
    }
}
