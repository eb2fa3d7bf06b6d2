//! Messages, and how many of them, or of permits, there are.

use super::waiting::object_event;
use super::*;

#[test]
fn messages_have_a_sender_a_receiver_and_a_queue_length() {
    let mut script = EventScript::with_root();
    let kind = ObjectKind::BoundedChannel;
    script
        .add(5, object_event(3, kind, Some(2)))
        .as_task(ROOT_TASK_ID);
    let object = 3;
    script.add(10, Event::Sent { object, index: 0 });
    script.add(20, Event::Sent { object, index: 1 });
    script
        .as_task(TASK_ID)
        .add(30, Event::Received { object, index: 0 });
    let t = script.timeline();
    let first = &t.messages[0];
    assert_eq!((first.sent, first.sender_task), (Ms(0.01), Some(0)));
    assert_eq!(
        (first.received, first.receiver_task),
        (Some(Ms(0.03)), Some(1))
    );
    assert_eq!(first.line, Some(LINE_NUMBER));
    assert_eq!(t.messages[1].received, None);
    let queue = &t.levels[0];
    assert_eq!((&*queue.object_kind, queue.size), ("queue", Some(2)));
    let values = [(Ms(0.01), 1), (Ms(0.02), 2), (Ms(0.03), 1)];
    assert_eq!(queue.values, values);
}

/// Each receiver of a broadcast gets each message.
#[test]
fn a_message_may_be_received_more_than_once() {
    let mut script = EventScript::with_root();
    script.add(5, object_event(3, ObjectKind::Broadcast, Some(8)));
    let (object, index) = (3, 0);
    script.add(10, Event::Sent { object, index });
    script.add(20, Event::Received { object, index });
    script
        .as_task(TASK_ID)
        .add(30, Event::Received { object, index });
    let t = script.timeline();
    let receivers: Vec<_> =
        t.messages.iter().map(|m| m.receiver_task).collect();
    assert_eq!(receivers, [Some(0), Some(1)]);
    assert_eq!(t.levels, []);
}

#[test]
fn the_free_permits_of_a_semaphore_are_recorded_over_time() {
    let mut script = EventScript::with_root();
    let object = 3;
    script.add(5, object_event(object, ObjectKind::Semaphore, Some(1)));
    for (now, free) in [(22, 1), (950, 0), (960, 1), (970, 1)] {
        script.add(now, Event::Permits { object, free });
    }
    let t = script.timeline();
    let level = &t.levels[0];
    assert_eq!(
        (&*level.object_kind, level.line),
        ("semaphore", Some(LINE_NUMBER))
    );
    let values = [(Ms(0.022), 1), (Ms(0.95), 0), (Ms(0.96), 1)];
    assert_eq!(level.values, values);
}
