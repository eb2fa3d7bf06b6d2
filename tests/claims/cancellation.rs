//! What chapter 5 says about cancellation, timeouts and shutdown.

use crate::python::{run_python, stdout};
use backon::{BackoffBuilder, ExponentialBuilder};
use book_tests::tree::{chapter_text, read};
use fastrand::Rng;
use futures::future::join_all;
use std::future::ready;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::runtime::Builder;
use tokio::select;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinSet;
use tokio::time::{
    Instant, Interval, MissedTickBehavior, interval, interval_at, sleep,
    timeout,
};
use tokio_util::sync::CancellationToken;

// The tests run the functions of the listings themselves.
#[allow(dead_code)]
#[path = "../../listings/ch05-cancellation/cancellation_token.rs"]
mod cancellation_token;
#[allow(dead_code)]
#[path = "../../listings/ch05-cancellation/jitter.rs"]
mod jitter;
#[allow(dead_code)]
#[path = "../../listings/ch05-cancellation/kept_orders.rs"]
mod kept_orders;
#[allow(dead_code)]
#[path = "../../listings/ch05-cancellation/lost_lines.rs"]
mod lost_lines;
#[allow(dead_code)]
#[path = "../../listings/ch05-cancellation/lost_orders.rs"]
mod lost_orders;

const REPEAT_COUNT: u64 = 1000;

fn in_virtual_time<T>(future: impl Future<Output = T>) -> T {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    runtime.unwrap().block_on(future)
}

fn up_to_200_ms(random: &mut Rng) -> Duration {
    Duration::from_millis(random.u64(1..=200))
}

fn random_interval(random: &mut Rng) -> Interval {
    let period = up_to_200_ms(random);
    interval_at(Instant::now() + period, period)
}

/// Sends orders at random moments.
fn send_orders(count: u32, mut random: Rng) -> Receiver<&'static str> {
    let (orders_tx, orders) = channel(2);
    tokio::spawn(async move {
        for _ in 0..count {
            sleep(up_to_200_ms(&mut random)).await;
            orders_tx.send("Oslo").await.unwrap();
        }
    });
    orders
}

/// Returns how many orders `answer_orders` loses in all repeats together.
fn orders_lost(
    answer_orders: impl AsyncFn(Receiver<&'static str>) -> u32,
) -> u32 {
    let lost_count = (0..REPEAT_COUNT).map(|seed| {
        let mut random = Rng::with_seed(seed);
        let sent = random.u32(1..=8);
        let answered = in_virtual_time(async {
            answer_orders(send_orders(sent, random)).await
        });
        sent - answered
    });
    lost_count.sum()
}

#[test]
fn two_awaits_in_a_branch_lose_orders() {
    let lost_count = orders_lost(lost_orders::answer_orders);
    assert!(lost_count > 100, "only {lost_count} orders were lost");
}

#[test]
fn an_await_in_the_handler_loses_no_order_in_1000_repeats() {
    assert_eq!(orders_lost(kept_orders::await_in_handler), 0);
}

#[test]
fn a_kept_future_loses_no_order_in_1000_repeats() {
    assert_eq!(orders_lost(kept_orders::keep_the_future), 0);
}

const REPORT_LINE: &str = "Oslo: 14 degrees";

/// Sends lines in pieces of random length, at random moments.
fn send_lines(count: u32, mut random: Rng) -> DuplexStream {
    let (mut station, connection) = tokio::io::duplex(8);
    tokio::spawn(async move {
        let text = format!("{REPORT_LINE}\n").repeat(count as usize);
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            sleep(up_to_200_ms(&mut random)).await;
            let (piece, tail) = rest.split_at(random.usize(1..=rest.len()));
            station.write_all(piece).await.unwrap();
            rest = tail;
        }
    });
    connection
}

/// Returns how many lines don't arrive whole in all repeats together.
fn lines_lost(count_lines: impl AsyncFn(DuplexStream) -> u32) -> u32 {
    let lost_count = (0..REPEAT_COUNT).map(|seed| {
        let mut random = Rng::with_seed(seed);
        let sent = random.u32(1..=8);
        let whole = in_virtual_time(async {
            count_lines(send_lines(sent, random)).await
        });
        sent - whole
    });
    lost_count.sum()
}

#[test]
fn read_line_in_a_branch_loses_lines() {
    let lost_count = lines_lost(lost_lines::read_line_in_branch);
    assert!(lost_count > 100, "only {lost_count} lines were lost");
}

#[test]
fn next_line_in_a_branch_loses_no_line_in_1000_repeats() {
    assert_eq!(lines_lost(lost_lines::next_line_in_branch), 0);
}

/// Returns how many messages or results are lost in all repeats together, if
/// an operation waits for them beside the ticks of `Interval`, which cancel it.
fn lost_beside_ticks(
    count_arrived: impl AsyncFn(u32, Rng, Interval) -> u32,
) -> u32 {
    let lost_count = (0..REPEAT_COUNT).map(|seed| {
        let mut random = Rng::with_seed(seed);
        let sent = random.u32(1..=8);
        let arrived = in_virtual_time(async {
            let status = random_interval(&mut random);
            count_arrived(sent, random, status).await
        });
        sent - arrived
    });
    lost_count.sum()
}

/// Receives all messages, with random pauses, and returns their number.
async fn count_messages(mut messages: Receiver<u32>, mut random: Rng) -> u32 {
    let mut count = 0;
    while messages.recv().await.is_some() {
        count += 1;
        sleep(up_to_200_ms(&mut random)).await;
    }
    count
}

#[test]
fn send_in_a_branch_loses_messages() {
    let lost_count = lost_beside_ticks(async |sent, random, mut status| {
        let (sender, receiver) = channel(1);
        let counting = tokio::spawn(count_messages(receiver, random));
        for message in 0..sent {
            select! {
                result = sender.send(message) => result.unwrap(),
                _ = status.tick() => {}
            }
        }
        drop(sender);
        counting.await.unwrap()
    });
    assert!(lost_count > 100, "only {lost_count} messages were lost");
}

#[test]
fn reserve_in_a_branch_loses_no_message_in_1000_repeats() {
    let lost_count = lost_beside_ticks(async |sent, random, mut status| {
        let (sender, receiver) = channel(1);
        let counting = tokio::spawn(count_messages(receiver, random));
        let mut messages = 0..sent;
        while !messages.is_empty() {
            select! {
                permit = sender.reserve() => {
                    permit.unwrap().send(messages.next().unwrap());
                }
                _ = status.tick() => {}
            }
        }
        drop(sender);
        counting.await.unwrap()
    });
    assert_eq!(lost_count, 0);
}

#[test]
fn recv_in_a_branch_loses_no_message_in_1000_repeats() {
    let lost_count = lost_beside_ticks(async |sent, random, mut status| {
        let mut messages = send_orders(sent, random);
        let mut received = 0;
        loop {
            select! {
                message = messages.recv() => match message {
                    Some(_) => received += 1,
                    None => return received,
                },
                _ = status.tick() => {}
            }
        }
    });
    assert_eq!(lost_count, 0);
}

#[test]
fn join_next_in_a_branch_loses_no_result_in_1000_repeats() {
    let lost_count = lost_beside_ticks(async |sent, mut random, mut status| {
        let mut tasks = JoinSet::new();
        for _ in 0..sent {
            tasks.spawn(sleep(up_to_200_ms(&mut random)));
        }
        let mut joined = 0;
        loop {
            select! {
                result = tasks.join_next() => match result {
                    Some(result) => {
                        result.unwrap();
                        joined += 1;
                    }
                    None => return joined,
                },
                _ = status.tick() => {}
            }
        }
    });
    assert_eq!(lost_count, 0);
}

/// One reading takes 0.2 s, and the token is cancelled at a random moment.
#[test]
fn a_recorder_that_is_asked_to_stop_saves_each_reading_in_1000_repeats() {
    for seed in 0..REPEAT_COUNT {
        let milliseconds = Rng::with_seed(seed).u64(0..3000);
        let saved = in_virtual_time(async {
            let token = CancellationToken::new();
            let recording = cancellation_token::record_weather(token.clone());
            let recorder = tokio::spawn(recording);
            sleep(Duration::from_millis(milliseconds)).await;
            token.cancel();
            recorder.await.unwrap()
        });
        let finished = milliseconds as usize / 200;
        if milliseconds.is_multiple_of(200) {
            // Both branches are ready, and `select!` chooses.
            assert!([finished.saturating_sub(1), finished].contains(&saved));
        } else {
            assert_eq!(saved, finished, "cancelled at {milliseconds} ms");
        }
    }
}

struct Retries {
    peak: u32,
    seconds: f64,
}

/// Lets the twenty clients of `jitter` retry until all are answered.
fn retry_in_a_crowd(jitter: jitter::Jitter) -> Retries {
    in_virtual_time(async {
        let server = jitter::Server::new();
        let client = || jitter::ask_until_answered(&server, jitter);
        join_all((0..20).map(|_| client())).await;
        let (_, peak) = server.requests_and_peak();
        let seconds = server.start.elapsed().as_secs_f64();
        Retries { peak, seconds }
    })
}

#[test]
fn jitter_spreads_the_retries_and_all_are_answered_sooner() {
    let in_step = retry_in_a_crowd(jitter::Jitter::None);
    assert_eq!(in_step.peak, 17);
    for seed in 0..100 {
        fastrand::seed(seed);
        let spread = retry_in_a_crowd(jitter::Jitter::Full);
        let Retries { peak, seconds } = spread;
        assert!(peak <= 12, "{peak} retries at once with seed {seed}");
        assert!(seconds < in_step.seconds / 2.0, "{seconds} s");
    }
}

/// The table of cancel-safe operations has what its two programs print.
#[test]
fn the_rows_of_the_table_are_what_the_listings_print() {
    let page = chapter_text("ch05-cancellation");
    let folder = Path::new("listings/ch05-cancellation");
    let mut count = 0;
    for transcript in ["interrupted_io.out", "interrupted_waits.out"] {
        let printed = read(&folder.join(transcript));
        for row in printed.lines().filter(|line| line.starts_with('|')) {
            assert!(page.contains(&format!("\n{row} ")), "no row `{row}`");
            count += 1;
        }
    }
    assert_eq!(count, 12, "rows that the listings print");
}

/// A row of the table that has neither a run nor a promise would be a guess.
#[test]
fn each_row_of_the_table_links_to_a_run_or_to_documentation() {
    let path = "src/ch05-cancellation/cancel-safe-table.md";
    let page = read(Path::new(path));
    let (_, rows) = page.split_once("\n|---|---|---|\n").unwrap();
    let rows: Vec<&str> = rows
        .lines()
        .take_while(|line| line.starts_with('|'))
        .collect();
    for row in &rows {
        let proof = row.trim_end_matches(" |").rsplit("| ").next().unwrap();
        let is_run = proof.contains("#listing-");
        let is_promise = proof.contains("](https://docs.rs/tokio");
        assert!(is_run || is_promise, "nothing proves {row}");
    }
    assert!(rows.len() > 20, "{} rows", rows.len());
}

/// The rows of the table that `lost_lines` and `sleep_in_select` show.
#[test]
fn a_line_reader_and_a_pinned_sleep_keep_what_the_table_says() {
    let folder = Path::new("listings/ch05-cancellation");
    let lines = read(&folder.join("lost_lines.out"));
    assert!(lines.contains("\nread_line: 2 of 4 lines are whole\n"));
    assert!(lines.contains("\nnext_line: 4 of 4 lines are whole\n"));
    let reports = read(&folder.join("sleep_in_select.out"));
    assert!(reports.contains("\na new sleep in each turn: 0 reports\n"));
    assert!(reports.contains("\none pinned sleep: 2 reports\n"));
}

/// Each read is dropped when it has taken six of the nine bytes.
#[test]
fn read_to_string_loses_what_it_has_read_and_read_to_end_does_not() {
    in_virtual_time(async {
        let (mut station, mut connection) = tokio::io::duplex(64);
        let mut text = String::new();
        station.write_all(b"Oslo: ").await.unwrap();
        let read = connection.read_to_string(&mut text);
        timeout(Duration::ZERO, read).await.unwrap_err();
        station.write_all(b"14\n").await.unwrap();
        drop(station);
        connection.read_to_string(&mut text).await.unwrap();
        assert_eq!(text, "14\n");

        let (mut station, mut connection) = tokio::io::duplex(64);
        let mut bytes = Vec::new();
        station.write_all(b"Oslo: ").await.unwrap();
        let read = connection.read_to_end(&mut bytes);
        timeout(Duration::ZERO, read).await.unwrap_err();
        station.write_all(b"14\n").await.unwrap();
        drop(station);
        connection.read_to_end(&mut bytes).await.unwrap();
        assert_eq!(bytes, b"Oslo: 14\n");
    });
}

#[test]
fn select_panics_if_all_branches_are_off_and_there_is_no_else() {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        in_virtual_time(async {
            let (queue_tx, mut queue) = channel::<u32>(1);
            drop(queue_tx);
            select! {
                Some(message) = queue.recv() => println!("{message}"),
            }
        });
    }));
    assert!(outcome.is_err());
}

/// The branch's expression is evaluated, but its future isn't polled.
#[test]
fn select_evaluates_a_branch_whose_condition_is_false() {
    let mut evaluated = false;
    in_virtual_time(async {
        let condition = false;
        select! {
            () = { evaluated = true; ready(()) }, if condition => {
                panic!("this branch is off");
            }
            () = sleep(Duration::from_millis(1)) => {}
        }
    });
    assert!(evaluated);
}

#[test]
fn a_closed_queue_is_ready_every_time() {
    in_virtual_time(async {
        let (queue_tx, mut queue) = channel::<u32>(1);
        drop(queue_tx);
        for _ in 0..100 {
            assert_eq!(queue.recv().await, None);
        }
    });
}

/// A timeout doesn't see the time while the future inside keeps the thread.
#[test]
fn a_timeout_polls_its_future_before_it_looks_at_the_clock() {
    in_virtual_time(async {
        let late = timeout(Duration::ZERO, async { 14 }).await;
        assert_eq!(late, Ok(14));
    });
}

#[test]
fn a_panic_drops_the_guards_as_well() {
    struct Guard<'a>(&'a mut bool);

    impl Drop for Guard<'_> {
        fn drop(&mut self) {
            *self.0 = true;
        }
    }

    let mut cleaned_up = false;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        in_virtual_time(async {
            let _guard = Guard(&mut cleaned_up);
            panic!("a bug");
        });
    }));
    assert!(outcome.is_err());
    assert!(cleaned_up);
}

/// A task that doesn't wait is aborted too late, and returns its result.
#[test]
fn an_aborted_task_that_never_waits_returns_its_result() {
    let runtime = Builder::new_multi_thread().worker_threads(1).build();
    runtime.unwrap().block_on(async {
        let started = Arc::new(AtomicBool::new(false));
        let aborted = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn({
            let (started, aborted) = (started.clone(), aborted.clone());
            async move {
                started.store(true, SeqCst);
                while !aborted.load(SeqCst) {
                    std::hint::spin_loop();
                }
                14
            }
        });
        while !started.load(SeqCst) {
            std::thread::yield_now();
        }
        task.abort();
        aborted.store(true, SeqCst);
        assert_eq!(task.await.unwrap(), 14);
    });
}

#[test]
fn no_time_is_left_after_the_deadline() {
    in_virtual_time(async {
        let deadline = Instant::now() + Duration::from_secs(1);
        sleep(Duration::from_secs(3)).await;
        let left = deadline.saturating_duration_since(Instant::now());
        assert_eq!(left, Duration::ZERO);
    });
}

/// With `Delay`, a tick that's missed moves the ones after it.
#[test]
fn a_tick_is_missed_if_it_is_more_than_5_ms_late() {
    for (late, next) in [(5, 200), (7, 207)] {
        in_virtual_time(async move {
            let start = Instant::now();
            let mut ticks = interval(Duration::from_millis(100));
            ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
            ticks.tick().await;
            sleep(Duration::from_millis(100 + late)).await;
            ticks.tick().await;
            let after = ticks.tick().await - start;
            assert_eq!(after.as_millis(), next, "{late} ms late");
        });
    }
}

/// The body of each turn takes longer than the period.
#[test]
fn a_tick_never_waits_if_every_turn_is_too_slow() {
    use MissedTickBehavior::{Burst, Delay, Skip};
    for behavior in [Burst, Delay, Skip] {
        in_virtual_time(async move {
            let mut ticks = interval(Duration::from_millis(200));
            ticks.set_missed_tick_behavior(behavior);
            for _ in 0..100 {
                let before = Instant::now();
                ticks.tick().await;
                assert_eq!(before.elapsed(), Duration::ZERO, "{behavior:?}");
                sleep(Duration::from_millis(500)).await;
            }
        });
    }
}

#[test]
fn backon_waits_1_2_and_4_s_by_default_and_adds_its_jitter() {
    let delays: Vec<_> = ExponentialBuilder::default().build().collect();
    assert_eq!(delays, [1, 2, 4].map(Duration::from_secs));

    let cap = Duration::from_secs(2);
    let builder = ExponentialBuilder::default().with_max_delay(cap);
    let builder = builder.with_max_times(200).with_jitter();
    let delays: Vec<_> = builder.build().collect();
    assert!(delays[0] >= Duration::from_secs(1));
    assert!(delays[1..].iter().all(|delay| *delay >= cap));
    assert!(delays.iter().all(|delay| *delay <= 2 * cap));
    assert!(delays.iter().any(|delay| *delay > cap));
}

#[cfg(unix)]
mod signals {
    use book_tests::root;
    use std::io::BufRead;
    use std::os::unix::process::ExitStatusExt;
    use std::path::Path;
    use std::process::Stdio;
    use std::time::Duration;
    use tokio::io::{AsyncBufReadExt, BufReader};
    use tokio::process::Command;
    use tokio::signal::unix::{SignalKind, signal};
    use tokio::time::timeout;

    /// Sends a signal while the service is at work, and returns what it prints
    /// from then on.
    async fn lines_after(signal: &str, program: &Path) -> Vec<String> {
        let mut service = Command::new(program)
            .arg("by-hand")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stdout = service.stdout.take().unwrap();
        let mut lines = BufReader::new(stdout).lines();
        while lines.next_line().await.unwrap().unwrap() != "job 3 is done" {}

        let pid = service.id().unwrap().to_string();
        let mut kill = Command::new("kill");
        assert!(kill.args([signal, &pid]).status().await.unwrap().success());
        let mut rest = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            rest.push(line);
        }
        assert!(service.wait().await.unwrap().success());
        rest.retain(|line| !line.starts_with("job"));
        rest
    }

    /// Without a handler, SIGUSR2 would end this test's process.
    #[tokio::test]
    async fn a_handler_stays_when_nothing_waits_for_its_signal_any_more() {
        let kind = SignalKind::user_defined2();
        let wait = async { signal(kind).unwrap().recv().await };
        assert!(timeout(Duration::from_millis(10), wait).await.is_err());
        let pid = std::process::id().to_string();
        let mut kill = Command::new("kill");
        assert!(kill.args(["-USR2", &pid]).status().await.unwrap().success());
        tokio::time::sleep(Duration::from_millis(10)).await;
    }

    #[test]
    fn without_a_handler_sigterm_ends_a_program_and_runs_no_destructor() {
        let artifacts = toolchain::build_examples(root()).unwrap();
        let program = artifacts.program("cancel_task").unwrap();
        let mut command = std::process::Command::new(program);
        let mut program = command.stdout(Stdio::piped()).spawn().unwrap();
        let stdout = std::io::BufReader::new(program.stdout.take().unwrap());
        let mut lines = stdout.lines();
        assert_eq!(lines.next().unwrap().unwrap(), "download: started");
        let pid = program.id().to_string();
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-TERM", &pid]).status().unwrap().success());
        assert!(lines.next().is_none());
        assert_eq!(program.wait().unwrap().signal(), Some(15));
    }

    #[track_caller]
    fn the_service_closes_cleanly(signal: &str, name: &str) {
        let artifacts = toolchain::build_examples(root()).unwrap();
        let program = artifacts.program("signals").unwrap();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let limit = Duration::from_secs(300);
        let lines = runtime
            .block_on(async {
                timeout(limit, lines_after(signal, program)).await
            })
            .expect("the service should end");
        let received = format!("received {name}");
        assert_eq!(lines, [&received, "the database is closed"]);
    }

    #[test]
    fn a_service_closes_cleanly_at_sigterm() {
        the_service_closes_cleanly("-TERM", "SIGTERM");
    }

    #[test]
    fn a_service_closes_cleanly_at_ctrl_c() {
        the_service_closes_cleanly("-INT", "Ctrl-C");
    }
}

/// A coroutine that catches its cancellation and returns.
const STUBBORN_PROGRAM: &str = r#"
import asyncio

async def refuse():
    try:
        await asyncio.sleep(1)
    except asyncio.CancelledError:
        return "finished"

async def main():
    async with asyncio.timeout(0.05):
        print(await refuse())

asyncio.run(main())
"#;

/// A task in a `wait_for` whose time is up.
const WAIT_FOR_TASK: &str = r#"
import asyncio

async def main():
    task = asyncio.create_task(asyncio.sleep(1))
    try:
        await asyncio.wait_for(task, 0.05)
    except TimeoutError:
        print(task.cancelled())

asyncio.run(main())
"#;

/// Lines, bytes and a queue's items, waited for with short limits.
const REPEATED_WAITS: &str = r#"
import asyncio

async def repeat(wait):
    while True:
        try:
            return await asyncio.wait_for(wait(), 0.01)
        except TimeoutError:
            pass

async def main():
    reader = asyncio.StreamReader()
    queue = asyncio.Queue()
    loop = asyncio.get_running_loop()
    reader.feed_data(b"Oslo: ")
    loop.call_later(0.1, reader.feed_data, b"14\nBergen")
    loop.call_later(0.2, reader.feed_data, b": 12")
    loop.call_later(0.3, queue.put_nowait, "hail")
    print(await repeat(reader.readline))
    print(await repeat(lambda: reader.readexactly(10)))
    print(await repeat(queue.get))

asyncio.run(main())
"#;

/// A main task that's interrupted by SIGINT.
const INTERRUPTED_MAIN: &str = r#"
import asyncio, os, signal

async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, os.kill, os.getpid(), signal.SIGINT)
    try:
        await asyncio.sleep(5)
    finally:
        print("cleaned up")

asyncio.run(main())
"#;

/// A `finally` block at SIGTERM, for which there's no handler.
const TERMINATED_MAIN: &str = r#"
import asyncio, os, signal

async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
    try:
        await asyncio.sleep(5)
    finally:
        print("cleaned up")

asyncio.run(main())
"#;

/// A task that's cancelled while a thread works for it.
const THREAD_OF_A_CANCELLED_TASK: &str = r#"
import asyncio, time

def work():
    time.sleep(0.2)
    print("thread")

async def main():
    task = asyncio.create_task(asyncio.to_thread(work))
    await asyncio.sleep(0.05)
    task.cancel()
    await asyncio.wait([task])
    print("task")

asyncio.run(main())
"#;

#[track_caller]
fn python_prints(program: &str, expected_output: &str) {
    if let Some(output) = run_python(&["-c", program]) {
        assert_eq!(stdout(&output), expected_output);
    }
}

#[test]
fn a_python_coroutine_can_refuse_a_timeout() {
    python_prints(STUBBORN_PROGRAM, "finished");
}

/// Retries that catch everything, within a timeout of half a try.
const SWALLOWED_TIMEOUT: &str = r#"
import asyncio

tries = 0

async def fetch():
    global tries
    tries += 1
    await asyncio.sleep(0.2)
    raise ConnectionError

async def retry():
    while tries < 3:
        try:
            return await fetch()
        except:
            pass

async def main():
    async with asyncio.timeout(0.1):
        await retry()
    print(tries)

asyncio.run(main())
"#;

#[test]
fn a_python_loop_that_catches_everything_retries_after_its_timeout() {
    python_prints(SWALLOWED_TIMEOUT, "3");
}

#[test]
fn python_wait_for_cancels_the_task_that_it_waits_for() {
    python_prints(WAIT_FOR_TASK, "True");
}

#[test]
fn python_reads_and_queues_lose_nothing_when_they_are_cancelled() {
    let expected = "b'Oslo: 14\\n'\nb'Bergen: 12'\nhail";
    python_prints(REPEATED_WAITS, expected);
}

#[cfg(unix)]
#[test]
fn python_cleans_up_at_sigint_but_not_at_sigterm() {
    python_prints(INTERRUPTED_MAIN, "cleaned up");
    python_prints(TERMINATED_MAIN, "");
}

#[test]
fn the_thread_of_a_cancelled_python_task_continues() {
    python_prints(THREAD_OF_A_CANCELLED_TASK, "task\nthread");
}
