//! Threads: their rests, their calls, and what they are.

use super::*;
use recorder_events::Call;

fn unpark_event(event_count: u32) -> Event<'static> {
    let event_count = Some(event_count);
    Event::Unpark {
        events: event_count,
    }
}

#[test]
fn parks_without_a_poll_between_them_are_joined() {
    let mut script = EventScript::with_root();
    script
        .add(10, poll_end(ROOT_TASK_ID))
        .add(100, Event::Park {});
    script.add(200, unpark_event(0)).add(210, Event::Park {});
    script
        .add(400, unpark_event(0))
        .add(410, poll_begin(ROOT_TASK_ID));
    script
        .add(420, poll_end(ROOT_TASK_ID))
        .add(430, Event::Park {});
    let parks = script.timeline().parks;
    let parks: Vec<_> = parks.iter().map(|p| (p.start, p.end)).collect();
    assert_eq!(parks, [(Ms(0.1), Ms(0.4)), (Ms(0.43), Ms(10.0))]);
}

#[test]
fn a_park_is_not_joined_to_the_next_after_an_event_or_a_print() {
    let mut script = EventScript::new();
    script.add(100, Event::Park {}).add(400, unpark_event(1));
    script.add(410, Event::Park {}).add(700, unpark_event(0));
    script.add(705, PRINT_EVENT).add(710, Event::Park {});
    let parks = script.timeline().parks;
    let starts: Vec<_> = parks.iter().map(|park| park.start).collect();
    assert_eq!(starts, [Ms(0.1), Ms(0.41), Ms(0.71)]);
}

#[test]
fn a_cut_ends_open_polls_and_calls() {
    let mut script = EventScript::with_root();
    let call = Call::Read;
    script
        .add(20, Event::Block { call })
        .add(3000, Event::Cut {});
    let t = script.timeline();
    assert_eq!(t.end, Ms(10.0));
    assert_eq!(t.polls, [poll(0, Ms(0.002), Ms(3.0))]);
    assert_eq!(t.blocks[0].end, None);
}

#[test]
fn only_what_blocks_for_long_is_shown() {
    let mut script = EventScript::with_root();
    for (start, end, call) in [(10, 100, Call::Read), (200, 900, Call::Sleep)] {
        script.add(start, Event::Block { call });
        script.add(end, Event::Unblock {});
    }
    let blocks = script.timeline().blocks;
    assert_eq!(blocks.len(), 1);
    let block = &blocks[0];
    assert_eq!((block.thread, block.task), (0, Some(0)));
    assert_eq!((block.start, block.end), (Ms(0.2), Some(Ms(0.9))));
    assert_eq!(block.what, "sleep");
}

#[test]
fn workers_are_threads_and_no_tasks() {
    let mut script = EventScript::new();
    script
        .add(1, spawn_event(9, SpawnKind::Internal))
        .on_thread(1);
    script.add(2, Event::ThreadBegin { parent: Some(0) });
    let name = "tokio-rt-worker";
    script.add(3, Event::ThreadName { name });
    script.add(4, Event::ThreadIsWorker {}).as_task(9);
    script.add(5, poll_begin(9));
    let t = script.timeline();
    assert!(t.tasks.is_empty() && t.polls.is_empty());
    assert_eq!(t.threads[0].name, "main");
    let worker = &t.threads[1];
    assert_eq!(&*worker.name, name);
    assert_eq!((worker.worker, worker.parent), (true, Some(0)));
}
