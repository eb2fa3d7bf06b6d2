//! Messages: when each is sent, and when it is received.

use crate::context;
use crate::record::{Flush, record};
use crate::switch::is_recording;
use recorder_events::Event;

/// While it lives, queues of this thread belong to a channel.
pub struct ChannelGuard(Option<u32>);

impl Drop for ChannelGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(before) = self.0 {
            context::with(|context| context.current_channel.set(before));
        }
    }
}

/// The queue that is used now is that of a channel.
#[inline(never)]
pub fn enter_channel(object: u32) -> ChannelGuard {
    if !is_recording() {
        return ChannelGuard(None);
    }
    let before =
        context::with(|context| context.current_channel.replace(object));
    ChannelGuard(Some(before))
}

/// The channel that is used now, or else `other`.
pub fn current_channel_or(other: impl FnOnce() -> u32) -> u32 {
    match current_channel() {
        0 => other(),
        channel => channel,
    }
}

#[inline(never)]
fn current_channel() -> u32 {
    context::with(|context| context.current_channel.get())
}

/// A message gets this place in the queue. It is recorded before another
/// thread can receive it.
#[inline(never)]
pub fn record_queue_push(index: usize) {
    if is_recording() {
        record_send(current_channel(), index as u64);
    }
}

/// The message at this place was received.
#[inline(never)]
pub fn record_queue_pop(index: usize) {
    if is_recording() {
        record_receive(current_channel(), index as u64);
    }
}

/// A message was sent, as the channel's so-and-so-many-th.
pub fn record_send(object: u32, index: u64) {
    if object > 0 {
        record(Event::Sent { object, index }, Flush::Buffered);
    }
}

/// A message was received.
pub fn record_receive(object: u32, index: u64) {
    if object > 0 {
        record(Event::Received { object, index }, Flush::Buffered);
    }
}

/// A receiver was too slow for so many messages.
pub fn record_lag(object: u32, missed_count: u64) {
    if object > 0 {
        record(
            Event::Lagged {
                object,
                missed: missed_count,
            },
            Flush::Buffered,
        );
    }
}
