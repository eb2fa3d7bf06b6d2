//! The names that a plan and its timeline have for the same things.

use timeline::WakeReason;

/// What the timeline may call what an operation waits for. Of timers that end
/// together it says only that they are timers.
pub fn target_names(operation: &str) -> &'static [&'static str] {
    match operation {
        "Receive" | "Send" | "SenderClosed" | "ReceiveUnbounded"
        | "ReceiveMany" | "UnboundedClosed" => &["channel"],
        "OneshotReceive" | "OneshotClosed" => &["oneshot"],
        "WatchChanged" | "WatchClosed" => &["watch"],
        "BroadcastReceive" => &["broadcast"],
        // Tokio-util makes these of a `Notify`.
        "Notified" | "TrackerWait" | "Cancelled" => &["notify"],
        "Acquire" | "AcquireTwo" => &["semaphore"],
        "Lock" => &["mutex"],
        "ReadLock" | "WriteLock" => &["rwlock"],
        "Barrier" => &["barrier"],
        "InitCell" => &["oncecell", "sleep"],
        "Join" => &["task"],
        "JoinNext" => &["joinset"],
        "Sleep" | "SleepReset" => &["sleep"],
        "Timeout" => &["timeout", "sleep"],
        "Limited" => &["timeout", "sleep", "task"],
        "Tick" => &["interval", "sleep"],
        "Accept" => &["tcplistener"],
        "Connect" | "TcpRead" | "TcpReadable" | "TcpWrite" => &["tcpstream"],
        "UdpReceive" => &["udpsocket"],
        "UnixRead" => &["unixstream"],
        "DuplexRead" | "DuplexWrite" => &["duplex"],
        "Signal" => &["signal"],
        "ChildProcess" => &["process"],
        "File" => &["task"],
        _ => &[],
    }
}

/// What the timeline may call what an actor does.
pub fn possible_reasons(operation_name: &str) -> &'static [WakeReason] {
    match operation_name {
        // In a channel that the receiver has closed, the last one that gives
        // up its place is what the receiver waits for.
        "Send" => &[WakeReason::Send, WakeReason::Close],
        "TrySend" | "SendUnbounded" | "SendMany" | "OneshotSend"
        | "WatchSend" | "BroadcastSend" | "DuplexWrite" | "Barrier" => {
            &[WakeReason::Send]
        }
        "TryReceive" => &[WakeReason::Receive, WakeReason::Retry],
        "Receive" | "DuplexRead" => &[WakeReason::Receive],
        "DropSender"
        | "DropReceiver"
        | "CloseReceiver"
        | "DropUnboundedSender"
        | "DropUnboundedReceiver"
        | "DropOneshotSender"
        | "DropOneshotReceiver"
        | "DropWatchSender"
        | "DropWatchReceiver"
        | "DropBroadcastSender"
        | "CloseSemaphore"
        | "DuplexShutdown"
        | "InitCell" => &[WakeReason::Close],
        "NotifyOne" | "NotifyWaiters" | "DropNotified" | "Cancel"
        | "DropTrackerToken" => &[WakeReason::Notify],
        "Release" | "AddPermit" | "DropAcquire" | "DropAcquireTwo"
        | "DropLock" | "DropReadLock" | "DropWriteLock" | "DropInitCell"
        | "DropSend" => &[WakeReason::Release],
        "Abort" => &[WakeReason::Abort],
        _ => &[],
    }
}
