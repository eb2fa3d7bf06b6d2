//! What chapter 7 says about queues, and no listing shows: above all that
//! nothing is lost, over 1,000 seeds in virtual time.

use book_tests::python;
use std::process::Command;
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

// The tests run the functions of the listings themselves.
#[allow(dead_code)]
#[path = "../../listings/ch07-queues/draining.rs"]
mod draining;
#[allow(dead_code)]
#[path = "../../listings/ch07-queues/last_sender.rs"]
mod last_sender;
#[allow(dead_code)]
#[path = "../../listings/ch07-queues/producer_consumer.rs"]
mod producer_consumer;

const SEEDS: std::ops::RangeInclusive<u64> = 1..=1000;

fn random_duration(max_ms: u64) -> Duration {
    Duration::from_micros(fastrand::u64(0..=max_ms * 1000))
}

#[tokio::test(start_paused = true)]
async fn each_item_is_consumed_once() {
    let expected: Vec<String> = (1..=5)
        .flat_map(|number| {
            (1..=2).map(move |producer| {
                format!("Item-{number}-from-Producer-{producer}")
            })
        })
        .collect();
    for seed in SEEDS {
        fastrand::seed(seed);
        let mut items = producer_consumer::run().await;
        items.sort();
        assert_eq!(items, expected, "seed {seed}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_that_closes_with_its_last_sender_loses_no_item() {
    for seed in SEEDS {
        fastrand::seed(seed);
        let (sender, receiver) = async_channel::bounded(fastrand::usize(1..=4));
        let producers = fastrand::usize(1..=4);
        for _ in 0..producers {
            let seconds = random_duration(300).as_secs_f64();
            tokio::spawn(last_sender::produce("", seconds, sender.clone()));
        }
        drop(sender);
        let mut consumers = JoinSet::new();
        for _ in 0..fastrand::u32(1..=3) {
            consumers.spawn(last_sender::consume(receiver.clone()));
        }
        drop(receiver);
        let handled: usize = consumers.join_all().await.iter().sum();
        assert_eq!(handled, producers * 5, "seed {seed}");
    }
}

#[tokio::test(start_paused = true)]
async fn draining_stores_each_accepted_report() {
    let mut refused = 0;
    for seed in SEEDS {
        fastrand::seed(seed);
        let (sender, reports) = mpsc::channel(fastrand::usize(1..=8));
        let stop = CancellationToken::new();
        let worker = tokio::spawn(draining::store_all(
            reports,
            stop.clone(),
            draining::Shutdown::Drain,
        ));
        let mut stations = JoinSet::new();
        for _ in 0..fastrand::u32(1..=5) {
            stations.spawn(send_until_closed(sender.clone()));
        }
        sleep(random_duration(2000)).await;
        stop.cancel();

        let stored = worker.await.unwrap();
        let stations = stations.join_all().await;
        let accepted: usize = stations.iter().sum();
        assert_eq!(stored, accepted, "seed {seed}");
        refused += stations.len();
    }
    assert!(refused > 1000, "each station got one report back");
}

/// Returns the number of accepted reports, after one was returned.
async fn send_until_closed(reports: mpsc::Sender<usize>) -> usize {
    let mut accepted = 0;
    loop {
        match reports.send(accepted).await {
            Ok(()) => accepted += 1,
            Err(error) => {
                assert_eq!(error.0, accepted, "the same report comes back");
                return accepted;
            }
        }
        sleep(random_duration(200)).await;
    }
}

/// Otherwise the test above would prove nothing.
#[tokio::test(start_paused = true)]
async fn stopping_at_once_loses_reports() {
    let mut lost_count = 0;
    for seed in 1..=100 {
        fastrand::seed(seed);
        let (sender, reports) = mpsc::channel(8);
        let stop = CancellationToken::new();
        let worker = tokio::spawn(draining::store_all(
            reports,
            stop.clone(),
            draining::Shutdown::Stop,
        ));
        let station = tokio::spawn(send_until_closed(sender));
        sleep(random_duration(2000)).await;
        stop.cancel();
        lost_count += station.await.unwrap() - worker.await.unwrap();
    }
    assert!(lost_count > 0);
}

#[tokio::test(start_paused = true)]
async fn closing_wakes_a_sender_that_waits_for_room() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(1).await.unwrap();
    let waiting = tokio::spawn(async move { sender.send(2).await });
    sleep(Duration::from_secs(1)).await;
    receiver.close();
    assert_eq!(waiting.await.unwrap().unwrap_err().0, 2);
    assert_eq!(receiver.recv().await, Some(1));
    assert_eq!(receiver.recv().await, None);
}

#[tokio::test(start_paused = true)]
async fn waiting_senders_get_their_places_in_order() {
    let (sender, mut receiver) = mpsc::channel(1);
    for number in 1..=5 {
        let sender = sender.clone();
        tokio::spawn(async move { sender.send(number).await });
        sleep(Duration::from_secs(1)).await;
    }
    for number in 1..=5 {
        assert_eq!(receiver.recv().await, Some(number));
    }
}

#[test]
#[should_panic(expected = "buffer > 0")]
fn a_channel_has_room_for_at_least_one() {
    let _ = mpsc::channel::<u32>(0);
}

#[tokio::test]
async fn messages_are_dropped_with_their_receiver() {
    let (sender, receiver) = mpsc::channel(1);
    let message = std::sync::Arc::new(());
    sender.send(message.clone()).await.unwrap();
    drop(receiver);
    assert_eq!(std::sync::Arc::strong_count(&message), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_send_drops_its_value_and_a_reserve_has_none() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.send(1).await.unwrap();
    let limit = Duration::from_secs(1);
    assert!(timeout(limit, sender.send(2)).await.is_err());
    assert_eq!(receiver.recv().await, Some(1));
    assert!(receiver.try_recv().is_err(), "2 is gone");

    sender.reserve().await.unwrap().send(3);
    assert_eq!(receiver.recv().await, Some(3));
}

#[tokio::test]
async fn a_weak_sender_does_not_keep_a_channel_open() {
    let (sender, mut receiver) = mpsc::channel::<u32>(1);
    let weak = sender.downgrade();
    assert!(weak.upgrade().is_some());
    drop(sender);
    assert_eq!(receiver.recv().await, None);
    assert!(weak.upgrade().is_none());
}

#[tokio::test]
async fn the_reply_of_a_lost_actor_is_an_error() {
    let (reply, answer) = oneshot::channel::<u32>();
    drop(reply);
    assert!(answer.await.is_err());
    let (reply, answer) = oneshot::channel::<u32>();
    assert!(!reply.is_closed());
    drop(answer);
    assert!(reply.is_closed());
}

#[tokio::test]
async fn a_broadcast_receiver_gets_only_messages_after_its_subscription() {
    let (room, early) = broadcast::channel(4);
    room.send(1).unwrap();
    let mut late = room.subscribe();
    room.send(2).unwrap();
    assert_eq!(late.recv().await, Ok(2));
    drop((early, late));
    assert_eq!(room.send(3).unwrap_err().0, 3);
}

#[tokio::test]
async fn a_broadcast_keeps_a_power_of_two_of_messages() {
    let (room, mut receiver) = broadcast::channel(3);
    for number in 1..=5 {
        room.send(number).unwrap();
    }
    let lagged = broadcast::error::RecvError::Lagged(1);
    assert_eq!(receiver.recv().await, Err(lagged));
    assert_eq!(receiver.recv().await, Ok(2));
}

#[tokio::test]
async fn changed_marks_a_value_as_seen_and_borrow_does_not() {
    let (settings, mut receiver) = watch::channel(1);
    settings.send(2).unwrap();
    assert_eq!(*receiver.borrow(), 2);
    assert!(receiver.has_changed().unwrap());
    receiver.changed().await.unwrap();
    assert!(!receiver.has_changed().unwrap());
    settings.send(3).unwrap();
    assert_eq!(*receiver.borrow(), 3);
    assert!(receiver.has_changed().unwrap());
    assert_eq!(*receiver.borrow_and_update(), 3);
    assert!(!receiver.has_changed().unwrap());
}

#[test]
fn a_borrow_of_a_watch_blocks_the_thread_that_sends() {
    let (settings, receiver) = watch::channel(1);
    let borrowed = receiver.borrow();
    let sending = std::thread::spawn(move || settings.send(2).unwrap());
    std::thread::sleep(Duration::from_millis(100));
    assert!(!sending.is_finished());
    assert_eq!(*borrowed, 1);
    drop(borrowed);
    sending.join().unwrap();
}

/// The output of a Python program; `None` where there is no Python.
fn run_python(program: &str) -> Option<String> {
    let Some(python) = python::find() else {
        assert!(std::env::var_os("CI").is_none(), "CI needs Python 3.11");
        return None;
    };
    let output = Command::new(python).args(["-c", program]).output();
    let output = output.unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn asyncio_put_does_not_yield_while_the_queue_has_room() {
    let program = "
import asyncio

async def main():
    queue = asyncio.Queue()
    consumer = asyncio.create_task(queue.get())
    for item in range(10_000):
        await queue.put(item)
    print(queue.qsize(), consumer.done())
    await consumer

asyncio.run(main())";
    let expected = "10000 False".to_owned();
    assert!(run_python(program).is_none_or(|printed| printed == expected));
}

#[test]
fn asyncio_refuses_the_result_of_a_cancelled_future() {
    let program = "
import asyncio

async def main():
    reply = asyncio.get_running_loop().create_future()
    try:
        await asyncio.wait_for(reply, 0.01)
    except TimeoutError:
        print(reply.cancelled())
    try:
        reply.set_result(1)
    except asyncio.InvalidStateError:
        print('refused')

asyncio.run(main())";
    let expected = "True\nrefused".to_owned();
    assert!(run_python(program).is_none_or(|printed| printed == expected));
}

#[test]
fn asyncio_loses_the_queue_at_the_end_of_main() {
    let program = "
import asyncio

queue, handled = asyncio.Queue(), []

async def consume():
    while True:
        item = await queue.get()
        await asyncio.sleep(0.1)
        handled.append(item)

async def main():
    consumer = asyncio.create_task(consume())
    for item in range(5):
        await queue.put(item)
    await asyncio.sleep(0.15)

asyncio.run(main())
print(len(handled), queue.qsize())";
    let expected = "1 3".to_owned();
    assert!(run_python(program).is_none_or(|printed| printed == expected));
}
