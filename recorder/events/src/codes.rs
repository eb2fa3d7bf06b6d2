//! What events name: each is one byte in a record.

/// A name that is written as one byte.
pub trait Code: Sized {
    fn code(self) -> u8;
    fn from_code(code: u8) -> Option<Self>;
}

macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$item_doc])* $item),* }

        impl Code for $name {
            fn code(self) -> u8 {
                self as u8
            }

            fn from_code(code: u8) -> Option<Self> {
                const ALL: &[$name] = &[$($name::$item),*];
                ALL.get(usize::from(code)).copied()
            }
        }
    };
}

codes! {
    /// How a task was spawned, and so what polls it.
    SpawnKind {
        /// A runtime's scheduler.
        Spawned,
        /// A `LocalSet`.
        Local,
        /// A thread for blocking work, which calls a function once.
        Blocking,
        /// `block_on`, which runs `main`, for instance.
        Root,
        /// A thread of tokio's own, such as a worker: not a task to a reader.
        Internal,
    }
}

codes! {
    /// How a task ended.
    TaskEnd { Returned, Panicked, Cancelled }
}

codes! {
    /// What a task waits for, or what it shares with others.
    ObjectKind {
        BoundedChannel,
        UnboundedChannel,
        Oneshot,
        Watch,
        Broadcast,
        Notify,
        Semaphore,
        Mutex,
        RwLock,
        Barrier,
        OnceCell,
        Sleep,
        Timeout,
        Interval,
        TcpListener,
        TcpStream,
        UdpSocket,
        UnixListener,
        UnixStream,
        /// Another file or socket that the event loop watches.
        Io,
        Duplex,
        JoinSet,
        /// A child process.
        Process,
    }
}

codes! {
    /// What a task wants of the object that it waits for.
    Operation {
        /// The deadline of a timer.
        Elapse,
        /// A message, or the end of the channel.
        Receive,
        /// Room for a message.
        Send,
        /// The other side of a channel to go away.
        Close,
        /// A new value in a `watch` channel, or the last task at a barrier.
        Change,
        /// A notification.
        Notified,
        /// Permits of a semaphore, a mutex, or a cell that is being set.
        Acquire,
        /// A lock for reading, or data to read.
        Read,
        /// A lock for writing, or room to write.
        Write,
        /// The end of a task.
        Join,
        /// The end of any task of a set.
        JoinNext,
        /// Any of what a socket can become ready for.
        Ready,
        /// A signal to the process.
        Signal,
    }
}

codes! {
    /// How a wait ended.
    Outcome { Ready, Dropped }
}

codes! {
    /// Why a task was woken.
    Cause {
        /// A waker was used by code that tokio does not contain.
        Direct,
        /// A message was sent.
        Send,
        /// A message was received, so there is room for another.
        Receive,
        /// The last sender or receiver is gone, or closed the channel.
        Close,
        /// A `Notify` was used.
        Notify,
        /// Another task that was notified was dropped and passed it on.
        PassOn,
        /// A permit or a lock was released.
        Release,
        /// A timer fired.
        Timer,
        /// A file or socket became ready.
        Io,
        /// The task that it waits for ended.
        Join,
        /// It asked to be polled again after the others.
        Deferred,
        /// It was aborted.
        Abort,
        /// A task of the `LocalSet` that it polls is ready.
        Local,
        /// The process received a signal.
        Signal,
        /// The runtime or the task tries again what it could not finish.
        Retry,
    }
}

codes! {
    /// Why a task asks to be polled again after the others.
    DeferralReason {
        /// It had used up its budget of operations.
        Budget,
        /// It called `yield_now`.
        Yield,
    }
}

codes! {
    /// What a woken task was doing.
    WakeState {
        /// It waited, and is now in a queue.
        Waiting,
        /// It was being polled, and will be polled again.
        Running,
        /// It was woken already.
        Woken,
        /// It had ended.
        Ended,
        /// Tokio does not say, as for the future of `block_on`.
        Unknown,
    }
}

codes! {
    /// A call of the system in which a thread waits.
    Call { Sleep, Read, Receive, Accept, Connect, Poll, Join, Process, Thread, Timed }
}

codes! {
    /// Where a program prints.
    Direction { Stdout, Stderr }
}
