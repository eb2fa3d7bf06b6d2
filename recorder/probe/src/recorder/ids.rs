//! The ids that the probe gives to spans: a kind and a number in one.
//!
//! Tokio passes them back with each wake, so they must say what they mean
//! without a look into memory that may be gone.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Nothing,
    /// A future that the runtime polls.
    Task,
    /// A function on a thread of its own (`spawn_blocking`).
    Blocking,
    /// One of the runtime's worker threads, which tokio makes alike.
    Worker,
    /// A timer, a lock, a channel.
    Resource,
    /// One use of a resource that may have to wait.
    Wait,
    /// The polls of that use.
    WaitPoll,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpanId(u64);

const KINDS: [Kind; 7] = [
    Kind::Nothing,
    Kind::Task,
    Kind::Blocking,
    Kind::Worker,
    Kind::Resource,
    Kind::Wait,
    Kind::WaitPoll,
];

impl SpanId {
    pub const NOTHING: Self = Self(0);

    pub fn new(kind: Kind, number: u32) -> Self {
        Self(u64::from(number) << 3 | kind as u64)
    }

    pub fn kind(self) -> Kind {
        let kind = KINDS.get((self.0 & 7) as usize);
        kind.copied().unwrap_or(Kind::Nothing)
    }

    pub fn number(self) -> u32 {
        u32::try_from(self.0 >> 3).unwrap_or(0)
    }

    pub fn number_and_kind(self) -> u64 {
        self.0
    }
}

impl From<u64> for SpanId {
    fn from(id: u64) -> Self {
        Self(id)
    }
}
