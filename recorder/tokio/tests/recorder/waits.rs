//! Waits: what for, since which line, and whether they got it.

use crate::lines::{Line, Lines};
use crate::program::Program;

const WAITS: &str = r#"
use std::{sync::Arc, time::Duration};
use tokio::sync::{Barrier, Mutex, RwLock, Semaphore, mpsc, oneshot};
use tokio::time::{interval, sleep, timeout};
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let ms = Duration::from_millis;
    sleep(ms(2)).await;
    timeout(ms(3), sleep(ms(400))).await.unwrap_err();
    let mut ticks = interval(ms(4));
    ticks.tick().await;
    ticks.tick().await;
    let permits = Semaphore::new(1);
    let held = permits.acquire().await.unwrap();
    tokio::select! {
        _ = permits.acquire() => unreachable!(),
        () = sleep(ms(2)) => {}
    }
    drop(held);
    let lock = Arc::new(Mutex::new(0));
    let guard = lock.clone().lock_owned().await;
    let waiter = tokio::spawn(async move { *lock.lock().await += 1 });
    sleep(ms(2)).await;
    drop(guard);
    waiter.await.unwrap();
    let (sender, mut receiver) = mpsc::channel(1);
    let (answer, question) = oneshot::channel();
    tokio::spawn(async move {
        sender.send(1).await.unwrap();
        sender.send(2).await.unwrap();
        answer.send(3).unwrap();
    });
    // The second message waits for room until the first is taken.
    receiver.recv().await;
    question.await.unwrap();
    let pair = Arc::new(Barrier::new(2));
    let other = pair.clone();
    tokio::spawn(async move { other.wait().await });
    pair.wait().await;
    let book = RwLock::new(0);
    drop(book.read().await);
    drop(book.write().await);
}
"#;

fn lines() -> Lines {
    Program::compile(WAITS).record().lines
}

/// The polls of the waits on what was made in this line.
fn polls<'a>(lines: &'a Lines, resource: &'a Line) -> Vec<(u64, bool)> {
    let number = resource.number("res");
    let polls = lines.of("op").filter(|op| op.number("res") == number);
    polls
        .map(|op| (op.number("wait"), op.is("ready")))
        .collect()
}

#[track_caller]
fn made<'a>(lines: &'a Lines, line: u64, kind: &'a str) -> &'a Line {
    let mut all = lines.of("res");
    all.find(|res| res.find("line") == Some(line) && res.text("type") == kind)
        .unwrap_or_else(|| panic!("no {kind} made in line {line}"))
}

#[test]
fn timers_have_a_name_a_line_and_their_time() {
    let lines = lines();
    let timers = [
        (8, "Sleep", "sleep", 2.0),
        (10, "Interval", "interval", 4.0),
        (23, "Sleep", "sleep", 2.0),
    ];
    for (line, kind, name, ms) in timers {
        let timer = made(&lines, line, kind);
        assert_eq!(timer.text("as"), name);
        assert_eq!(timer.get("ms").as_f64(), Some(ms));
        assert_eq!(timer.text("file"), "main.rs");
        let polls = polls(&lines, timer);
        assert!(polls.len() >= 2 && polls.last().unwrap().1, "{polls:?}");
    }
    let in_timeout = lines.of("res").filter(|res| res.find("line") == Some(9));
    let names: Vec<_> = in_timeout.map(|res| res.text("as")).collect();
    assert_eq!(names, ["sleep", "timeout"]);
}

#[test]
fn what_is_given_up_is_told() {
    let lines = lines();
    let [sleep, timeout] = [0, 1].map(|place| {
        let mut at = lines.of("res").filter(|res| res.find("line") == Some(9));
        at.nth(place).unwrap()
    });
    let given_up: Vec<_> =
        lines.of("wait_end").map(|end| end.number("res")).collect();
    assert!(given_up.contains(&sleep.number("res")));
    assert!(!given_up.contains(&timeout.number("res")));
    // `select!` drops the second `acquire`; the first got its permit.
    let permits = made(&lines, 13, "Semaphore");
    let polls = polls(&lines, permits);
    assert!(polls[0].1);
    assert!(
        polls[1..]
            .iter()
            .all(|poll| !poll.1 && poll.0 != polls[0].0)
    );
    assert!(given_up.contains(&permits.number("res")));
}

#[test]
fn locks_and_channels_are_told() {
    let lines = lines();
    let lock = polls(&lines, made(&lines, 20, "Mutex"));
    assert_eq!(
        lock.iter().map(|poll| poll.1).collect::<Vec<_>>(),
        [true, false, true]
    );
    let channel = made(&lines, 26, "Semaphore");
    assert_eq!(channel.text("as"), "channel");
    assert!(channel.is("internal"));
    assert!(polls(&lines, channel).iter().any(|poll| !poll.1));
    let oneshot = made(&lines, 27, "Sender|Receiver");
    assert!(polls(&lines, oneshot).last().unwrap().1);
    assert!(polls(&lines, made(&lines, 36, "Barrier")).last().unwrap().1);
    assert_eq!(polls(&lines, made(&lines, 40, "RwLock")).len(), 2);
}

#[test]
fn levels_and_ends_are_told() {
    let lines = lines();
    let permits = made(&lines, 13, "Semaphore").number("res");
    let inside = lines
        .of("res")
        .find(|res| res.find("parent") == Some(permits));
    let inside = inside.unwrap().number("res");
    let levels = lines.of("state").filter(|state| {
        state.number("res") == inside && state.text("field") == "permits"
    });
    let levels: Vec<_> = levels
        .map(|state| (state.text("op"), state.number("value")))
        .filter(|level| level.1 > 0)
        .collect();
    assert_eq!(levels, [("set", 1), ("sub", 1), ("add", 1)]);
    assert_eq!(lines.count("res"), lines.count("res_end"));
    let length = lines
        .of("state")
        .find(|state| state.text("field") == "duration");
    assert_eq!(length.unwrap().text("unit"), "ms");
}
