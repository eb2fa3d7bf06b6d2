//! Threads: their names, their lives, and the calls in which they wait.

use crate::lines::Lines;
use crate::program::Program;

#[test]
fn threads_begin_have_names_and_end() {
    let run = Program::compile(
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
    )
    .record();
    let lines = &run.lines;
    let named = |name| {
        let mut threads = lines.of("thread");
        let thread = threads.find(move |line| line.text("name") == name);
        thread.unwrap().number("th")
    };
    assert_eq!(named("main"), 0);
    let clerk = named("clérk \"1\"");
    let made_by = |by| {
        let mut threads = lines.of("thread");
        let thread = threads.find(move |line| line.find("by") == Some(by));
        thread.unwrap().number("th")
    };
    assert_eq!(made_by(0), clerk);
    let helper = made_by(clerk);
    for thread in [clerk, helper] {
        let ends = lines.of("thread_end");
        let ends = ends.filter(|end| end.number("th") == thread).count();
        assert_eq!(ends, 1, "thread {thread}");
    }
    assert_eq!(waits(lines, 0), ["join"]);
    assert_eq!(waits(lines, clerk).last(), Some(&"sleep".to_owned()));
}

#[test]
fn calls_that_have_to_wait_are_told() {
    let run = Program::compile(
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
    )
    .record();
    assert!(run.output.status.success(), "{:?}", run.output);
    let waits = waits(&run.lines, 0);
    // After each, the scope waits for its thread.
    let waits = waits.into_iter().filter(|what| what != "thread");
    let waits: Vec<_> = waits.collect();
    assert_eq!(waits, ["read", "accept", "recv", "process"]);
    let connects = run.lines.of("block");
    let connects = connects.filter(|block| block.text("what") == "connect");
    assert_eq!(connects.count(), 1);
}

#[test]
fn long_waits_for_another_thread_are_told() {
    let run = Program::compile(
        r#"
        use std::sync::{Barrier, Mutex, mpsc};
        use std::thread::{current, park, park_timeout, scope, sleep};
        use std::time::Duration;
        const WHILE: Duration = Duration::from_millis(100);
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
                });
                pair.wait();
                receiver.recv().unwrap();
                park();
                park_timeout(WHILE);
                assert!(receiver.recv_timeout(WHILE).is_err());
            });
            println!("{}", lock.into_inner().unwrap());
        }"#,
    )
    .record();
    let lines = &run.lines;
    assert_eq!(run.stdout(), "10001\n");
    // The helper for the lock; the main thread for the barrier, the channel
    // and by `park`, and twice with a limit: by `park` and for the channel.
    assert_eq!(long_waits(lines, 1, "thread"), 1);
    assert_eq!(long_waits(lines, 0, "thread"), 3);
    assert_eq!(long_waits(lines, 0, "timed"), 2);
}

/// How often a thread waited for another for about as long as the program
/// lets it. A busy machine may make it wait more, but not so long.
fn long_waits(lines: &Lines, thread: u64, what: &str) -> usize {
    let of = |kind| {
        let lines = lines.of(kind);
        lines.filter(move |line| line.number("th") == thread)
    };
    let waits = of("block").zip(of("unblock"));
    let long = waits.filter(|(begin, end)| {
        let time = end.number("t") - begin.number("t");
        begin.text("what") == what && time > 50_000
    });
    long.count()
}

#[test]
fn an_idle_worker_is_parked_and_a_task_that_waits_is_not() {
    let run = Program::compile(
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
    )
    .record();
    let lines = &run.lines;
    let task = lines.task_at(6);
    let waits: Vec<_> = lines.of_task("block", task).collect();
    assert_eq!(waits.len(), 1);
    assert_eq!(waits[0].text("what"), "thread");
    let idle = |thread| {
        let mut parks = lines.of("park");
        parks.any(|park| park.number("th") == thread)
    };
    assert!(idle(0));
    let workers = lines.of("thread").filter(|line| line.is("worker"));
    for worker in workers.map(|worker| worker.number("th")) {
        let works = worker == waits[0].number("th");
        assert!(works || idle(worker), "thread {worker}");
        let expected = if works { vec!["thread"] } else { vec![] };
        assert_eq!(self::waits(lines, worker), expected);
    }
}

#[test]
fn a_sleep_in_a_task_is_told_with_its_task() {
    let run = Program::compile(
        r#"
        use std::{thread, time::Duration};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            tokio::spawn(async { thread::sleep(Duration::from_millis(30)) })
                .await
                .unwrap();
        }"#,
    )
    .record();
    let lines = &run.lines;
    let task = lines.task_at(5);
    let (block, unblock) = (lines.first("block"), lines.first("unblock"));
    assert_eq!(block.text("what"), "sleep");
    assert_eq!(block.find("task"), Some(task));
    let long = unblock.number("t") - block.number("t");
    assert!(long >= 30_000, "{long}");
}

#[test]
fn the_runtimes_loop_parks() {
    let run = Program::compile(
        r#"
        use tokio::time::{Duration, sleep};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            sleep(Duration::from_millis(30)).await;
        }"#,
    )
    .record();
    let lines = &run.lines;
    assert_eq!(lines.count("park"), lines.count("unpark"));
    let times = |kind| lines.of(kind).map(|line| line.number("t"));
    let parked: u64 = times("unpark").sum::<u64>() - times("park").sum::<u64>();
    assert!(parked >= 20_000, "{parked}");
    assert_eq!(lines.of("unpark").last().unwrap().number("n"), 0);
}

#[test]
fn a_print_is_told_with_its_task_and_thread() {
    let run = Program::compile(
        r#"
        use std::io::Write;
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            tokio::spawn(async { println!("one\ntwo") }).await.unwrap();
            std::thread::spawn(|| eprintln!("three")).join().unwrap();
            print!("no newline");
            std::io::stdout().flush().unwrap();
        }"#,
    )
    .record();
    let lines = &run.lines;
    let of_task: Vec<_> = lines.of_task("print", lines.task_at(5)).collect();
    assert_eq!(of_task.len(), 1);
    assert_eq!(of_task[0].number("newlines"), 2);
    let errors: Vec<_> = lines
        .of("print")
        .filter(|line| line.number("fd") == 2)
        .collect();
    assert!(errors.iter().all(|line| line.number("th") == 1));
    let newlines = errors.iter().map(|line| line.number("newlines"));
    assert_eq!(newlines.sum::<u64>(), 1);
    let last = lines.of("print").last().unwrap();
    assert_eq!((last.number("fd"), last.number("newlines")), (1, 0));
}

/// What a thread waited for; each wait must have ended.
#[track_caller]
fn waits(lines: &Lines, thread: u64) -> Vec<String> {
    let of = |kind| {
        let lines = lines.of(kind);
        let lines = lines.filter(|line| line.number("th") == thread);
        lines.map(|line| line.text("what").to_owned()).collect()
    };
    let (begun, ended): (Vec<_>, Vec<_>) = (of("block"), of("unblock"));
    assert_eq!(begun, ended);
    begun
}
