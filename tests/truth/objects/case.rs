//! A wait for an object, and what the timeline must say about it.

use timeline::{WakeKind, WakeReason};

/// A case is a function of the program. The object is made in the line that
/// ends with `// made`, and awaited in the one that ends with `// waits`.
pub struct WaitCase {
    pub name: &'static str,
    /// Makes the object.
    pub setup: &'static str,
    /// What the task awaits.
    pub wait: &'static str,
    /// What `main` does 10 ms later.
    pub action: &'static str,
    pub expected: ExpectedWait,
}

pub struct ExpectedWait {
    pub target_kind: &'static str,
    pub operation: Option<&'static str>,
    pub kind: WakeKind,
    pub why: Option<WakeReason>,
}

pub const fn ended_by_main(
    target_kind: &'static str,
    operation: Option<&'static str>,
    why: WakeReason,
) -> ExpectedWait {
    ExpectedWait {
        target_kind,
        operation,
        kind: WakeKind::Task,
        why: Some(why),
    }
}

pub const fn ended_by(
    target_kind: &'static str,
    operation: Option<&'static str>,
    kind: WakeKind,
) -> ExpectedWait {
    ExpectedWait {
        target_kind,
        operation,
        kind,
        why: None,
    }
}

pub const ENDED_BY_SIGNAL: ExpectedWait = ExpectedWait {
    target_kind: "signal",
    operation: None,
    kind: WakeKind::Io,
    why: Some(WakeReason::Signal),
};
