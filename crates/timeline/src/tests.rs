//! The model, on events written by hand. What real programs give is in
//! `tests/timeline/`.

use super::{
    Ms, Panic, Poll, TaskKind, TaskOutcome, Timeline, TimelineBuilder,
};
use super::{WaitOutcome, WakeKind, WakeReason};
use recorder_events::{Cause, Direction, Event, ObjectKind, Operation};
use recorder_events::{Record, SpawnKind, TaskEnd, WakeState};

mod comparing;
mod many;
mod messages;
mod threads;
mod waiting;
mod waking;

/// The number of the root in the recording, and of the task that it spawns.
const ROOT_TASK_ID: u64 = 1;
const TASK_ID: u64 = 2;
/// The place of the spawn, at line 7 of the learner's file.
const PLACE_NUMBER: u32 = 1;
const LINE_NUMBER: u32 = 7;

/// Returns the row of a poll on the first thread.
fn poll(task: usize, start: Ms, end: Ms) -> Poll {
    Poll {
        task,
        thread: 0,
        start,
        end,
    }
}

/// A recording that is made event by event.
struct EventScript {
    builder: TimelineBuilder,
    now_us: u64,
    thread: u32,
    task: Option<u64>,
}

impl EventScript {
    fn new() -> EventScript {
        EventScript {
            builder: TimelineBuilder::new("tea.rs"),
            now_us: 0,
            thread: 0,
            task: None,
        }
    }

    /// A root that is polled since 2 µs and has spawned a task.
    fn with_root() -> EventScript {
        let mut script = EventScript::new();
        script.add(1, spawn_event(ROOT_TASK_ID, SpawnKind::Root));
        script
            .as_task(ROOT_TASK_ID)
            .add(2, poll_begin(ROOT_TASK_ID));
        script.add(2, place_event("tea.rs", LINE_NUMBER));
        script.add(3, spawn_event(TASK_ID, SpawnKind::Spawned));
        script
    }

    /// What follows happens on this thread.
    fn on_thread(&mut self, thread: u32) -> &mut EventScript {
        self.thread = thread;
        self
    }

    /// What follows is done by this task.
    fn as_task(&mut self, task: u64) -> &mut EventScript {
        self.task = Some(task);
        self
    }

    /// What follows is done by no task.
    fn as_no_task(&mut self) -> &mut EventScript {
        self.task = None;
        self
    }

    /// An event at so many microseconds.
    fn add(&mut self, now_us: u64, event: Event<'_>) -> &mut EventScript {
        self.builder.apply_record(&Record {
            delta_us: now_us.saturating_sub(self.now_us),
            thread: self.thread,
            task: self.task,
            event,
        });
        self.now_us = now_us;
        self
    }

    fn timeline(&self) -> Timeline {
        self.builder.to_timeline(10.0)
    }
}

fn spawn_event(spawned: u64, kind: SpawnKind) -> Event<'static> {
    let place = Some(PLACE_NUMBER);
    Event::Spawn {
        spawned,
        kind,
        place,
    }
}

fn place_event(file: &str, line: u32) -> Event<'_> {
    Event::Place {
        place: PLACE_NUMBER,
        line,
        column: 1,
        file,
    }
}

fn poll_begin(polled: u64) -> Event<'static> {
    Event::PollBegin { polled }
}

fn poll_end(polled: u64) -> Event<'static> {
    let is_ready = false;
    Event::PollEnd { polled, is_ready }
}

fn task_end_event(task: u64, how: TaskEnd) -> Event<'static> {
    Event::TaskEnd { ended: task, how }
}

fn wake_event(woken: u64, cause: Cause, object: Option<u64>) -> Event<'static> {
    Event::Wake {
        woken,
        cause,
        object,
        state: WakeState::Waiting,
    }
}

const PRINT_EVENT: Event<'static> = Event::Print {
    to: Direction::Stdout,
    newlines: 1,
};

#[test]
fn a_task_has_its_polls_its_line_and_its_end() {
    let mut script = EventScript::with_root();
    script.add(100, poll_end(ROOT_TASK_ID)).as_task(TASK_ID);
    script
        .add(110, poll_begin(TASK_ID))
        .add(140, poll_end(TASK_ID));
    script.add(150, poll_begin(TASK_ID));
    script.add(160, task_end_event(TASK_ID, TaskEnd::Returned));
    script.add(170, poll_end(TASK_ID));
    let t = script.timeline();
    let polls: Vec<_> = t.polls.iter().filter(|p| p.task == 1).collect();
    let expected = [poll(1, Ms(0.11), Ms(0.14)), poll(1, Ms(0.15), Ms(0.16))];
    assert_eq!(polls, expected.iter().collect::<Vec<_>>());
    let task = &t.tasks[1];
    assert_eq!(
        (task.end, task.outcome),
        (Some(Ms(0.16)), Some(TaskOutcome::Done))
    );
    assert_eq!((task.line, task.parent), (Some(LINE_NUMBER), Some(0)));
    assert_eq!((t.tasks[0].line, t.tasks[0].outcome), (None, None));
}

#[test]
fn only_lines_of_the_learners_file_count() {
    for (file, line) in [
        ("tea.rs", Some(7)),
        ("listings/ch01/tea.rs", Some(7)),
        (r"listings\ch01\tea.rs", Some(7)),
        ("tokio/src/task/spawn.rs", None),
        ("not_tea.rs", None),
    ] {
        let mut script = EventScript::new();
        script.add(1, place_event(file, 7));
        script.add(2, spawn_event(TASK_ID, SpawnKind::Spawned));
        assert_eq!(script.timeline().tasks[0].line, line, "{file}");
    }
}

#[test]
fn each_task_end_has_its_outcome() {
    for (end, how) in [
        (TaskEnd::Returned, TaskOutcome::Done),
        (TaskEnd::Panicked, TaskOutcome::Panicked),
        (TaskEnd::Cancelled, TaskOutcome::Cancelled),
    ] {
        let mut script = EventScript::with_root();
        script.add(10, task_end_event(TASK_ID, end));
        let task = &script.timeline().tasks[1];
        assert_eq!((task.outcome, task.end), (Some(how), Some(Ms(0.01))));
    }
}

#[test]
fn a_poll_that_goes_on_ends_with_the_document() {
    let script = EventScript::with_root();
    for end in [5.0, 8.0] {
        let t = script.builder.to_timeline(end);
        assert_eq!(t.end, Ms(end));
        assert_eq!(t.polls, [poll(0, Ms(0.002), Ms(end))]);
    }
}

#[test]
fn the_run_ends_when_the_program_says_so_however_late_it_is_read() {
    let mut script = EventScript::with_root();
    script
        .add(20, poll_end(ROOT_TASK_ID))
        .add(3000, Event::End {});
    assert_eq!(script.timeline().end, Ms(3.0));
}

#[test]
fn a_clock_that_never_ran_makes_all_times_virtual() {
    let mut script = EventScript::new();
    script.add(900, Event::ClockPaused { from_start: true });
    script.add(950, spawn_event(ROOT_TASK_ID, SpawnKind::Root));
    let micros = 2_000_000;
    script
        .add(970, Event::ClockAdvanced { micros })
        .add(980, PRINT_EVENT);
    let t = script.timeline();
    assert!(t.is_virtual);
    assert_eq!(t.end, Ms(2000.0));
    assert_eq!(t.tasks[0].start, Ms(0.0));
    assert_eq!(t.prints[0].time, Ms(2000.0));
}

#[test]
fn a_clock_that_is_paused_for_a_while_goes_on_where_it_stood() {
    let mut script = EventScript::new();
    script.add(500_000, PRINT_EVENT);
    script.add(500_010, Event::ClockPaused { from_start: false });
    script.add(500_015, PRINT_EVENT);
    let micros = 400_000;
    script.add(500_020, Event::ClockAdvanced { micros });
    script
        .add(500_030, PRINT_EVENT)
        .add(500_040, Event::ClockResumed {});
    script.add(500_060, PRINT_EVENT);
    let t = script.timeline();
    assert!(!t.is_virtual);
    let times: Vec<f64> = t.prints.iter().map(|print| print.time.0).collect();
    assert_eq!(times, [500.0, 500.01, 900.01, 900.03]);
}

#[test]
fn a_panic_has_its_line() {
    for (file, line) in [("tea.rs", Some(9)), ("std.rs", None)] {
        let mut script = EventScript::with_root();
        script.add(20, Event::Panic { line: 9, file });
        let panics = script.timeline().panics;
        let expected = Panic {
            time: Ms(0.02),
            task: Some(0),
            thread: 0,
            line,
        };
        assert_eq!(panics, [expected]);
    }
}

/// Events in an order that no program writes.
#[test]
fn malformed_events_cause_no_panic() {
    let mut seed = 7_u64;
    let mut byte = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as u8
    };
    for _ in 0..50 {
        let mut builder = TimelineBuilder::new("tea.rs");
        for _ in 0..500 {
            // Kinds, threads, tasks and numbers are all below 48.
            let body: Vec<u8> = (0..12).map(|_| byte() % 48).collect();
            let mut record = vec![body.len() as u8];
            record.extend(body);
            builder.push(&record);
        }
        let t = builder.to_timeline(10.0);
        let text = serde_json::to_string(&t).unwrap();
        assert_eq!(serde_json::from_str::<Timeline>(&text).unwrap(), t);
    }
}

#[test]
fn large_numbers_cause_no_panic() {
    let mut script = EventScript::new();
    let newlines = u64::MAX;
    let to = Direction::Stdout;
    for n in 0..1000 {
        script.add(n * (u64::MAX / 2000), Event::Print { to, newlines });
        script.add(n, wake_event(u64::MAX, Cause::Join, Some(u64::MAX)));
    }
    script.on_thread(u32::MAX).add(5, Event::Park {});
    let micros = u64::MAX;
    script.add(6, Event::ClockPaused { from_start: false });
    script
        .add(7, Event::ClockAdvanced { micros })
        .add(8, PRINT_EVENT);
    assert_eq!(script.timeline().prints[0].newlines, u64::MAX);
}

/// A program that writes into the pipe itself cannot fill our memory.
#[test]
fn a_recording_of_too_many_records_is_cut() {
    let mut script = EventScript::new();
    let mut bytes = Vec::new();
    for task in 0..50_000 {
        let record = Record {
            delta_us: 1,
            thread: 0,
            task: None,
            event: spawn_event(task, SpawnKind::Spawned),
        };
        record.write(&mut bytes);
    }
    script.builder.push(&bytes);
    let t = script.timeline();
    let counts = t.aggregates.iter().map(|tasks| tasks.count);
    assert_eq!(counts.sum::<usize>() + t.tasks.len(), 40_000);
    assert_eq!(t.cut_at, Some(Ms(40.0)));
}

#[test]
fn a_cut_is_noted_in_the_timeline() {
    let mut script = EventScript::with_root();
    script.add(7000, Event::Cut {});
    let t = script.timeline();
    assert_eq!(t.cut_at, Some(Ms(7.0)));
    assert_eq!(t.notes.len(), 1);
}
