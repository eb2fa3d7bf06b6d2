//! Messages: from the task that sent each to the one that received it, and
//! how many were waiting in the channel.

use super::clock::{Clock, Moment};
use super::document::{CountHistory, Message};
use super::facts::Object;
use super::objects::Objects;
use super::thin;
use recorder_events::ObjectKind;
use std::collections::HashMap;

/// The most messages that are drawn; more arrows would hide each other.
const MAX_MESSAGES: usize = 300;
/// A reader can't tell more values apart.
const MAX_VALUES_PER_QUEUE: usize = 120;

#[derive(Debug, Default)]
pub struct Messages {
    messages: Vec<SentMessage>,
    /// By channel and index; the place in `messages`.
    index_by_number: HashMap<(u32, u64), usize>,
    channels: Vec<Channel>,
    channel_index_by_object: HashMap<u32, usize>,
}

#[derive(Debug, Clone, Copy)]
struct SentMessage {
    channel: u32,
    sent: Moment,
    sender_task: Option<usize>,
    receipt: Option<Receipt>,
}

/// When a message was received, and by which task.
#[derive(Debug, Clone, Copy)]
struct Receipt {
    time: Moment,
    receiver_task: Option<usize>,
}

#[derive(Debug)]
struct Channel {
    object: u32,
    queue_length: i64,
    length_history: Vec<(u64, i64)>,
}

impl Messages {
    pub fn add_sent(
        &mut self,
        channel: u32,
        index: u64,
        time: Moment,
        sender_task: Option<usize>,
    ) {
        self.index_by_number
            .insert((channel, index), self.messages.len());
        self.messages.push(SentMessage {
            channel,
            sent: time,
            sender_task,
            receipt: None,
        });
        self.change_queue_length(channel, time, 1);
    }

    /// Each receiver of a broadcast takes a message of its own.
    pub fn add_received(
        &mut self,
        channel: u32,
        index: u64,
        time: Moment,
        receiver_task: Option<usize>,
    ) {
        let Some(number) = self.index_by_number.get(&(channel, index)).copied()
        else {
            return;
        };
        let message = self.messages[number];
        let receipt = Some(Receipt {
            time,
            receiver_task,
        });
        if message.receipt.is_some() {
            self.messages.push(SentMessage { receipt, ..message });
        } else {
            self.messages[number].receipt = receipt;
            self.change_queue_length(channel, time, -1);
        }
    }

    fn change_queue_length(&mut self, object: u32, time: Moment, change: i64) {
        let next = self.channels.len();
        let number =
            *self.channel_index_by_object.entry(object).or_insert(next);
        if number == next {
            self.channels.push(Channel {
                object,
                queue_length: 0,
                length_history: Vec::new(),
            });
        }
        let channel = &mut self.channels[number];
        channel.queue_length += change;
        match channel.length_history.last_mut() {
            Some((us, last)) if *us == time.us => *last = channel.queue_length,
            _ => channel.length_history.push((time.us, channel.queue_length)),
        }
    }

    /// The messages between the tasks that are shown, in the order in which
    /// they were sent, and how many there are in all.
    pub fn to_rows(
        &self,
        objects: &Objects,
        clock: &Clock,
        is_shown: impl Fn(usize) -> bool,
    ) -> (Vec<Message>, usize) {
        let shown = |task: Option<usize>| task.is_none_or(&is_shown);
        let mut messages: Vec<&SentMessage> = self
            .messages
            .iter()
            .filter(|m| shown(m.sender_task))
            .filter(|m| {
                m.receipt.is_none_or(|receipt| shown(receipt.receiver_task))
            })
            .collect();
        messages.sort_by_key(|message| message.sent.seq);
        let count = messages.len();
        let kept = thin::pick_evenly(&messages, MAX_MESSAGES);
        let rows = kept.map(|message| {
            let sent = clock.to_ms(message.sent.us);
            Message {
                sent,
                sender_task: message.sender_task,
                // A receiver on another thread may be seen a moment sooner.
                received: message.receipt.map(|receipt| {
                    clock.to_ms(receipt.time.us.max(message.sent.us))
                }),
                receiver_task: message
                    .receipt
                    .and_then(|receipt| receipt.receiver_task),
                line: objects.get(message.channel).and_then(|o| o.line),
            }
        });
        (rows.collect(), count)
    }

    /// The length of each queue in which messages have waited.
    pub fn queue_length_rows(
        &self,
        objects: &Objects,
        clock: &Clock,
    ) -> Vec<CountHistory> {
        let queues = self.channels.iter().filter_map(|channel| {
            let object = objects.get(channel.object)?;
            is_queue(object).then_some((channel, object))
        });
        queues
            .map(|(channel, object)| CountHistory {
                object_kind: "queue".to_owned(),
                line: object.line,
                size: object.size_or_duration_us.filter(|_| is_bounded(object)),
                values: thin::pick_evenly(
                    &channel.length_history,
                    MAX_VALUES_PER_QUEUE,
                )
                .map(|(us, length)| (clock.to_ms(*us), (*length).max(0)))
                .collect(),
            })
            .collect()
    }
}

fn is_queue(object: &Object) -> bool {
    is_bounded(object) || object.kind == Some(ObjectKind::UnboundedChannel)
}

fn is_bounded(object: &Object) -> bool {
    object.kind == Some(ObjectKind::BoundedChannel)
}
