//! What is lost where an operation is cancelled again and again, and what
//! isn't, over 1000 seeds in virtual time.

use super::run_in_virtual_time;
use fastrand::Rng;
use std::time::Duration;
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::select;
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, interval_at, sleep};
use tokio_util::sync::CancellationToken;

// The tests run the functions of the listings themselves.
#[allow(dead_code)]
#[path = "../../../listings/ch05-cancellation/cancellation_token.rs"]
mod cancellation_token;
#[allow(dead_code)]
#[path = "../../../listings/ch05-cancellation/kept_orders.rs"]
mod kept_orders;
#[allow(dead_code)]
#[path = "../../../listings/ch05-cancellation/lost_lines.rs"]
mod lost_lines;
#[allow(dead_code)]
#[path = "../../../listings/ch05-cancellation/lost_orders.rs"]
mod lost_orders;

const REPEAT_COUNT: u64 = 1000;

fn random_duration_up_to_200_ms(random: &mut Rng) -> Duration {
    Duration::from_millis(random.u64(1..=200))
}

fn random_interval(random: &mut Rng) -> Interval {
    let period = random_duration_up_to_200_ms(random);
    interval_at(Instant::now() + period, period)
}

/// Sends orders at random moments.
fn send_orders(count: u32, mut random: Rng) -> Receiver<&'static str> {
    let (orders_tx, orders) = channel(2);
    tokio::spawn(async move {
        for _ in 0..count {
            sleep(random_duration_up_to_200_ms(&mut random)).await;
            orders_tx.send("Oslo").await.unwrap();
        }
    });
    orders
}

/// Returns how many orders `answer_orders` loses in all repeats together.
fn count_lost_orders(
    answer_orders: impl AsyncFn(Receiver<&'static str>) -> u32,
) -> u32 {
    let lost_count = (0..REPEAT_COUNT).map(|seed| {
        let mut random = Rng::with_seed(seed);
        let sent = random.u32(1..=8);
        let answered = run_in_virtual_time(async {
            answer_orders(send_orders(sent, random)).await
        });
        sent - answered
    });
    lost_count.sum()
}

#[test]
fn two_awaits_in_a_branch_lose_orders() {
    let lost_count = count_lost_orders(lost_orders::answer_orders);
    assert!(lost_count > 100, "only {lost_count} orders were lost");
}

#[test]
fn an_await_in_the_handler_loses_no_order_in_1000_repeats() {
    assert_eq!(count_lost_orders(kept_orders::answer_in_handler), 0);
}

#[test]
fn a_kept_future_loses_no_order_in_1000_repeats() {
    assert_eq!(count_lost_orders(kept_orders::answer_in_kept_future), 0);
}

const REPORT_LINE: &str = "Oslo: 14 degrees";

/// Sends lines in pieces of random length, at random moments.
fn send_lines(count: u32, mut random: Rng) -> DuplexStream {
    let (mut station, connection) = tokio::io::duplex(8);
    tokio::spawn(async move {
        let text = format!("{REPORT_LINE}\n").repeat(count as usize);
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            sleep(random_duration_up_to_200_ms(&mut random)).await;
            let (piece, tail) = rest.split_at(random.usize(1..=rest.len()));
            station.write_all(piece).await.unwrap();
            rest = tail;
        }
    });
    connection
}

/// Returns how many lines don't arrive whole in all repeats together.
fn count_lost_lines(count_lines: impl AsyncFn(DuplexStream) -> u32) -> u32 {
    let lost_count = (0..REPEAT_COUNT).map(|seed| {
        let mut random = Rng::with_seed(seed);
        let sent = random.u32(1..=8);
        let whole = run_in_virtual_time(async {
            count_lines(send_lines(sent, random)).await
        });
        sent - whole
    });
    lost_count.sum()
}

#[test]
fn read_line_in_a_branch_loses_lines() {
    let lost_count = count_lost_lines(lost_lines::read_line_in_branch);
    assert!(lost_count > 100, "only {lost_count} lines were lost");
}

#[test]
fn next_line_in_a_branch_loses_no_line_in_1000_repeats() {
    assert_eq!(count_lost_lines(lost_lines::next_line_in_branch), 0);
}

/// Returns how many messages or results are lost in all repeats together, if
/// an operation waits for them beside the ticks of `Interval`, which cancel it.
fn count_lost_beside_ticks(
    count_arrived: impl AsyncFn(u32, Rng, Interval) -> u32,
) -> u32 {
    let lost_count = (0..REPEAT_COUNT).map(|seed| {
        let mut random = Rng::with_seed(seed);
        let sent = random.u32(1..=8);
        let arrived = run_in_virtual_time(async {
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
        sleep(random_duration_up_to_200_ms(&mut random)).await;
    }
    count
}

#[test]
fn send_in_a_branch_loses_messages() {
    let lost_count =
        count_lost_beside_ticks(async |sent, random, mut status| {
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
    let lost_count =
        count_lost_beside_ticks(async |sent, random, mut status| {
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
    let lost_count =
        count_lost_beside_ticks(async |sent, random, mut status| {
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
    let lost_count =
        count_lost_beside_ticks(async |sent, mut random, mut status| {
            let mut tasks = JoinSet::new();
            for _ in 0..sent {
                tasks.spawn(sleep(random_duration_up_to_200_ms(&mut random)));
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
        let saved = run_in_virtual_time(async {
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
