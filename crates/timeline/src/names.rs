//! The document's names for what a task waits for.

use super::facts::{Target, Wait};
use recorder_events::{DeferralReason, ObjectKind, Operation};

/// Returns the document's name for what a task waits for.
pub(super) fn target_name(
    wait: &Wait,
    kind: Option<ObjectKind>,
) -> &'static str {
    match wait.target {
        Target::Task(_) => return "task",
        Target::Others(DeferralReason::Budget) => return "budget",
        Target::Others(DeferralReason::Yield) => return "yield",
        Target::Unknown => return "unknown",
        Target::Object(_) => {}
    }
    let Some(kind) = kind else {
        return match wait.operation {
            Operation::Change => "watch",
            Operation::Notified => "notify",
            Operation::Elapse => "sleep",
            Operation::Ready => "io",
            Operation::Signal => "signal",
            _ => "unknown",
        };
    };
    match kind {
        ObjectKind::BoundedChannel | ObjectKind::UnboundedChannel => "channel",
        ObjectKind::Oneshot => "oneshot",
        ObjectKind::Watch => "watch",
        ObjectKind::Broadcast => "broadcast",
        ObjectKind::Notify => "notify",
        ObjectKind::Semaphore => "semaphore",
        ObjectKind::Mutex => "mutex",
        ObjectKind::RwLock => "rwlock",
        ObjectKind::Barrier => "barrier",
        ObjectKind::OnceCell => "oncecell",
        ObjectKind::Sleep => "sleep",
        ObjectKind::Timeout => "timeout",
        ObjectKind::Interval => "interval",
        ObjectKind::TcpListener => "tcplistener",
        ObjectKind::TcpStream => "tcpstream",
        ObjectKind::UdpSocket => "udpsocket",
        ObjectKind::UnixListener => "unixlistener",
        ObjectKind::UnixStream => "unixstream",
        ObjectKind::Io => "io",
        ObjectKind::Duplex => "duplex",
        ObjectKind::JoinSet => "joinset",
        ObjectKind::Process => "process",
    }
}

/// Returns what of it the task waits for, where there is a choice.
pub(super) fn operation_name(
    wait: &Wait,
    kind: Option<ObjectKind>,
) -> Option<&'static str> {
    if wait.is_connection {
        return Some("connect");
    }
    let is_listener = matches!(
        kind,
        Some(ObjectKind::TcpListener | ObjectKind::UnixListener)
    );
    match wait.operation {
        Operation::Receive => Some("receive"),
        Operation::Send => Some("send"),
        Operation::Close => Some("close"),
        Operation::Read if is_listener => Some("accept"),
        Operation::Read if kind == Some(ObjectKind::Process) => None,
        Operation::Read => Some("read"),
        Operation::Write => Some("write"),
        Operation::Elapse
        | Operation::Change
        | Operation::Notified
        | Operation::Acquire
        | Operation::Join
        | Operation::JoinNext
        | Operation::Ready
        | Operation::Signal => None,
    }
}
