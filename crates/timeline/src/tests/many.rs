//! Runs with very much in them.

use super::*;

/// So many tasks, spawned on the same line by the root, that end in turn.
fn script_of_many_tasks(count: u64) -> EventScript {
    let mut script = EventScript::new();
    script.add(1, place_event("tea.rs", 5));
    script
        .add(1, spawn_event(ROOT_TASK_ID, SpawnKind::Root))
        .as_task(ROOT_TASK_ID);
    for task in 2..2 + count {
        script.add(task, spawn_event(task, SpawnKind::Spawned));
    }
    for task in 2..2 + count {
        let now = 20_000 + 10 * task;
        script.as_task(task).add(now, poll_begin(task));
        script.add(now, task_end_event(task, TaskEnd::Returned));
        script.add(now, poll_end(task));
    }
    script
}

#[test]
fn forty_tasks_have_lanes_of_their_own() {
    let t = script_of_many_tasks(39).timeline();
    assert_eq!((t.tasks.len(), t.aggregates.len()), (40, 0));
}

#[test]
fn the_first_three_and_the_last_of_more_tasks_keep_lanes() {
    let t = script_of_many_tasks(1000).timeline();
    let ids: Vec<usize> = t.tasks.iter().map(|task| task.id).collect();
    assert_eq!(ids, [0, 1, 2, 3, 1000]);
    let aggregate = &t.aggregates[0];
    assert_eq!((aggregate.count, aggregate.done), (996, 996));
    assert_eq!((aggregate.line, aggregate.parent), (Some(5), Some(0)));
    assert_eq!(aggregate.start, (Ms(0.005), Ms(1.0)));
    assert_eq!(aggregate.end, Some((Ms(20.05), Ms(30.0))));
    assert_eq!(aggregate.alive.len(), 60);
    assert_eq!(aggregate.alive.last(), Some(&(Ms(30.0), 0)));
    let peak = aggregate
        .alive
        .iter()
        .map(|(_, alive)| *alive)
        .max()
        .unwrap();
    assert!((900..=996).contains(&peak), "{peak}");
    assert!(t.polls.iter().all(|poll| ids.contains(&poll.task)));
    assert!(serde_json::to_string(&t).unwrap().len() < 5000);
}

#[test]
fn children_of_aggregated_tasks_are_aggregated_too() {
    let mut script = EventScript::new();
    script.add(1, spawn_event(ROOT_TASK_ID, SpawnKind::Root));
    let place = |place, line| Event::Place {
        place,
        line,
        column: 1,
        file: "tea.rs",
    };
    script.add(2, place(5, 5)).add(2, place(9, 9));
    for pair in 0..50 {
        let task = 2 + 2 * pair;
        for (task, parent, place) in
            [(task, ROOT_TASK_ID, 5), (task + 1, task, 9)]
        {
            let spawn = Event::Spawn {
                spawned: task,
                kind: SpawnKind::Spawned,
                place: Some(place),
            };
            script.as_task(parent).add(9, spawn);
        }
    }
    let t = script.timeline();
    let aggregates: Vec<_> = t
        .aggregates
        .iter()
        .map(|g| (g.line, g.count, g.parent))
        .collect();
    assert_eq!(aggregates, [(Some(5), 46, Some(0)), (Some(9), 46, None)]);
}

#[test]
fn the_longest_of_many_polls_are_shown_with_a_note() {
    let mut script = EventScript::new();
    script.add(0, spawn_event(TASK_ID, SpawnKind::Spawned));
    for poll in 0..1000_u64 {
        let start = 1000 * poll;
        let stop = start + if poll % 100 == 50 { 500 } else { 20 };
        script.add(start, wake_event(TASK_ID, Cause::Direct, None));
        script
            .add(start, poll_begin(TASK_ID))
            .add(stop, poll_end(TASK_ID));
    }
    let t = script.timeline();
    assert_eq!((t.polls.len(), t.wakes.len()), (60, 60));
    let long = t.polls.iter().filter(|p| p.end.0 - p.start.0 > 0.4).count();
    assert_eq!(long, 10);
    assert_eq!(t.notes.len(), 1);
    assert!(t.notes[0].contains("polled 1000 times"), "{}", t.notes[0]);
}

#[test]
fn many_lines_of_one_origin_are_shown_together() {
    let mut script = EventScript::new();
    for now in 0..900 {
        script
            .on_thread(u32::from(now >= 450))
            .add(now, PRINT_EVENT);
    }
    let t = script.timeline();
    let prints = t.prints.iter().map(|p| (p.thread, p.newlines));
    let prints: Vec<_> = prints.collect();
    assert_eq!(prints, [(0, 450), (1, 450)]);
}

#[test]
fn a_note_counts_the_messages_if_there_are_many() {
    let mut script = EventScript::with_root();
    let object = 1;
    for index in 0..1000 {
        script
            .as_task(ROOT_TASK_ID)
            .add(index, Event::Sent { object, index });
        script
            .as_task(TASK_ID)
            .add(index, Event::Received { object, index });
    }
    let t = script.timeline();
    assert_eq!(t.messages.len(), 300);
    assert!(t.notes[0].contains("1000 messages"), "{:?}", t.notes);
}

/// One task that sleeps so often.
fn script_of_many_sleeps(sleep_count: u32) -> EventScript {
    let mut script = EventScript::new();
    script.add(1, spawn_event(TASK_ID, SpawnKind::Spawned));
    script.as_task(TASK_ID).add(1, poll_begin(TASK_ID));
    for wait in 1..=sleep_count {
        let now = 100 * u64::from(wait);
        script.add(now, waiting::begin_sleep(wait, wait));
        script.add(now, poll_end(TASK_ID));
        script.add(now + 50, Event::TimerFired { object: wait });
        script.add(now + 50, wake_event(TASK_ID, Cause::Timer, None));
        script.add(now + 50, poll_begin(TASK_ID));
        script.add(now + 50, waiting::ready_event(wait));
    }
    script
}

/// The page gets one ten times a second.
#[test]
fn a_document_of_20_000_events_stays_small() {
    for script in [
        script_of_many_tasks(20_000 / 4),
        script_of_many_sleeps(20_000 / 6),
    ] {
        let timeline = script.timeline();
        assert!(!timeline.polls.is_empty());
        let bytes = serde_json::to_string(&timeline).unwrap().len();
        assert!(bytes < 64_000, "{bytes} bytes");
    }
}
