//! Threads: their names, their lives, and the calls in which they wait.

use crate::record;
use book_tests::recorded_program::RawRecording;
use recorder_events::{Call, Direction, Event, TaskId};
use std::collections::HashMap;

/// The calls in which a thread waited, with their lengths in microseconds.
fn blocked_call_lengths_us(
    recording: &RawRecording,
    thread: u32,
) -> Vec<(Call, u64)> {
    let mut open = None;
    let waits =
        recording.filter_map_records(|now, record| match record.event {
            Event::Block { call } if record.thread == thread => {
                assert_eq!(open.replace((call, now)), None);
                None
            }
            Event::Unblock {} if record.thread == thread => {
                open.take().map(|(call, start)| (call, now - start))
            }
            _ => None,
        });
    assert_eq!(open, None, "a wait of thread {thread} has not ended");
    waits
}

fn blocking_calls(recording: &RawRecording, thread: u32) -> Vec<Call> {
    let waits = blocked_call_lengths_us(recording, thread).into_iter();
    waits.map(|(call, _)| call).collect()
}

#[test]
fn threads_begin_have_names_and_end() {
    let run = record(
        r#"
        use std::thread::{Builder, sleep, spawn};
        use std::time::Duration;
        fn main() {
            let named = Builder::new().name("clérk \"1\"".into()).spawn(|| {
                spawn(|| {}).join().unwrap();
                sleep(Duration::from_millis(20));
            });
            named.unwrap().join().unwrap();
        }"#,
    );
    let recording = &run.recording;
    let names: HashMap<String, u32> = recording
        .filter_map_records(|_, record| match record.event {
            Event::ThreadName { name } => {
                Some((name.to_owned(), record.thread))
            }
            _ => None,
        })
        .into_iter()
        .collect();
    assert_eq!(names["main"], 0);
    let clerk = names["clérk \"1\""];
    let child_of = |parent| {
        let begun = recording.filter_map_records(|_, record| {
            let event = Event::ThreadBegin {
                parent: Some(parent),
            };
            (record.event == event).then_some(record.thread)
        });
        begun[0]
    };
    assert_eq!(child_of(0), clerk);
    let helper = child_of(clerk);
    for thread in [clerk, helper] {
        let end_count = recording.count_records(|record| {
            record.thread == thread && record.event == Event::ThreadEnd {}
        });
        assert_eq!(end_count, 1, "thread {thread}");
    }
    assert_eq!(blocking_calls(recording, 0), [Call::Join]);
    assert_eq!(blocking_calls(recording, clerk).last(), Some(&Call::Sleep));
}

#[test]
fn calls_that_have_to_wait_are_recorded() {
    let run = record(
        r#"
        use std::io::{Read, Write, pipe};
        use std::net::{TcpListener, TcpStream, UdpSocket};
        use std::process::Command;
        use std::thread::{scope, sleep};
        use std::time::Duration;
        fn late(work: impl FnOnce() + Send, wait: impl FnOnce()) {
            scope(|scope| {
                scope.spawn(|| { sleep(Duration::from_millis(20)); work() });
                wait();
            });
        }
        fn main() {
            let (mut reader, mut writer) = pipe().unwrap();
            late(|| writer.write_all(b"x").unwrap(), || {
                reader.read_exact(&mut [0]).unwrap();
            });
            writer.write_all(b"x").unwrap();
            reader.read_exact(&mut [0]).unwrap(); // is there already
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let mut client = None;
            late(|| client = TcpStream::connect(address).ok(), || {
                let mut server = listener.accept().unwrap().0;
                server.write_all(b"x").unwrap();
            });
            let mut client = client.unwrap();
            client.set_nonblocking(true).unwrap();
            client.read_exact(&mut [0]).unwrap();
            assert!(client.read_exact(&mut [0]).is_err()); // does not wait
            let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
            let to = socket.local_addr().unwrap();
            let other = UdpSocket::bind("127.0.0.1:0").unwrap();
            late(|| { other.send_to(b"x", to).unwrap(); }, || {
                socket.recv_from(&mut [0]).unwrap();
            });
            Command::new("sleep").arg("0.02").status().unwrap();
        }"#,
    );
    assert!(run.output.status.success(), "{:?}", run.output);
    let mut main = blocking_calls(&run.recording, 0);
    // After each, the scope waits for its thread.
    main.retain(|call| *call != Call::Thread);
    let expected = [Call::Read, Call::Accept, Call::Receive, Call::Process];
    assert_eq!(main, expected);
    let call = Call::Connect;
    let connects = run
        .recording
        .count_records(|r| r.event == Event::Block { call });
    assert_eq!(connects, 1);
}

#[test]
fn long_waits_for_another_thread_are_recorded() {
    let run = record(
        r#"
        use std::sync::{Barrier, Mutex, mpsc};
        use std::thread::{current, park, park_timeout, scope, sleep};
        use std::time::Duration;
        const WHILE: Duration = Duration::from_millis(400);
        fn main() {
            let (lock, pair) = (Mutex::new(0), Barrier::new(2));
            let (sender, receiver) = mpsc::channel();
            let main = current();
            let held = lock.lock().unwrap();
            scope(|scope| {
                scope.spawn(|| *lock.lock().unwrap() += 1);
                sleep(WHILE);
                drop(held);
            });
            scope(|scope| {
                scope.spawn(|| {
                    for _ in 0..10_000 { *lock.lock().unwrap() += 1; }
                    sleep(WHILE);
                    pair.wait();
                    sleep(WHILE);
                    sender.send(1).unwrap();
                    sleep(WHILE);
                    main.unpark();
                    // Its end unparks the main thread again.
                    sleep(3 * WHILE);
                });
                pair.wait();
                receiver.recv().unwrap();
                park();
                park_timeout(WHILE);
                assert!(receiver.recv_timeout(WHILE).is_err());
            });
            println!("{}", lock.into_inner().unwrap());
        }"#,
    );
    assert_eq!(run.stdout(), "10001\n");
    // A busy machine may make a thread wait more often, but not so long.
    let long = |thread, call| {
        let waits = blocked_call_lengths_us(&run.recording, thread).into_iter();
        waits
            .filter(|wait| wait.0 == call && wait.1 > 50_000)
            .count()
    };
    // The helper for the lock; the main thread for the barrier, the channel,
    // by `park` and for the helper's end, and twice with a limit: by `park`
    // and for the channel.
    assert_eq!(long(1, Call::Thread), 1);
    assert_eq!(long(0, Call::Thread), 4);
    assert_eq!(long(0, Call::Timed), 2);
}

#[test]
fn an_idle_worker_is_parked_and_a_task_that_waits_is_not() {
    let run = record(
        r#"
        use std::{sync::mpsc::channel, thread, time::Duration};
        #[tokio::main(flavor = "multi_thread", worker_threads = 2)]
        async fn main() {
            let (sender, receiver) = channel();
            let task = tokio::spawn(async move { receiver.recv().unwrap() });
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(30));
                sender.send(()).unwrap();
            });
            task.await.unwrap();
        }"#,
    );
    let recording = &run.recording;
    let is_parked = |thread: u32| {
        recording
            .count_records(|r| r.thread == thread && r.event == Event::Park {})
            > 0
    };
    let blocked =
        recording.filter_map_records(|_, record| match record.event {
            Event::Block { call: Call::Thread } => {
                record.task.map(|_| record.thread)
            }
            _ => None,
        });
    assert_eq!(blocked.len(), 1);
    assert!(is_parked(0));
    let workers = recording.filter_map_records(|_, record| {
        (record.event == Event::ThreadIsWorker {}).then_some(record.thread)
    });
    assert_eq!(workers.len(), 2);
    for worker in workers {
        let works = worker == blocked[0];
        assert!(works || is_parked(worker), "thread {worker}");
        let expected: &[Call] = if works { &[Call::Thread] } else { &[] };
        assert_eq!(blocking_calls(recording, worker), expected);
    }
}

#[test]
fn a_sleep_in_a_task_is_recorded_with_its_task() {
    let run = record(
        r#"
        use std::{thread, time::Duration};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            tokio::spawn(async { thread::sleep(Duration::from_millis(30)) })
                .await
                .unwrap();
        }"#,
    );
    let task = find_task_spawned_by_main(&run.recording);
    let call = Call::Sleep;
    let sleepers = run.recording.filter_map_records(|_, record| {
        (record.event == Event::Block { call }).then_some(record.task)
    });
    assert_eq!(sleepers, [Some(task)]);
    assert!(blocked_call_lengths_us(&run.recording, 0)[0].1 >= 30_000);
}

#[test]
fn parks_of_the_runtimes_event_loop_are_recorded() {
    let run = record(
        r#"
        use tokio::time::{Duration, sleep};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            sleep(Duration::from_millis(30)).await;
        }"#,
    );
    let parks =
        run.recording
            .filter_map_records(|now, record| match record.event {
                Event::Park {} => Some((now, None)),
                Event::Unpark { events } => Some((now, events)),
                _ => None,
            });
    assert_eq!(parks.len() % 2, 0);
    let parked: u64 = parks.chunks(2).map(|p| p[1].0 - p[0].0).sum();
    assert!(parked >= 20_000, "{parked}");
    assert_eq!(parks.last().unwrap().1, Some(0));
}

#[test]
fn a_print_is_recorded_with_its_task_and_thread() {
    let run = record(
        r#"
        use std::io::Write;
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            tokio::spawn(async { println!("one\ntwo") }).await.unwrap();
            std::thread::spawn(|| eprintln!("three")).join().unwrap();
            print!("no newline");
            std::io::stdout().flush().unwrap();
        }"#,
    );
    let prints =
        run.recording
            .filter_map_records(|_, record| match record.event {
                Event::Print { to, newlines } => {
                    Some((record.thread, record.task, to, newlines))
                }
                _ => None,
            });
    let task = find_task_spawned_by_main(&run.recording);
    assert_eq!(prints[0], (0, Some(task), Direction::Stdout, 2));
    let errors = || prints.iter().filter(|p| p.2 == Direction::Stderr);
    assert!(errors().all(|print| print.0 == 1));
    assert_eq!(errors().map(|print| print.3).sum::<u64>(), 1);
    let last = prints.last().unwrap();
    assert_eq!((last.2, last.3), (Direction::Stdout, 0));
}

/// The only task that is not the root.
fn find_task_spawned_by_main(recording: &RawRecording) -> TaskId {
    let spawned =
        recording.filter_map_records(|_, record| match record.event {
            Event::Spawn { spawned, .. } if record.task.is_some() => {
                Some(spawned)
            }
            _ => None,
        });
    assert_eq!(spawned.len(), 1);
    spawned[0]
}
