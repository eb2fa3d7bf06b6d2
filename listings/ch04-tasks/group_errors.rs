//! A ends, B fails, C would end later: what each group makes of it
use std::sync::Mutex;
use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::{task::JoinSet, time::sleep, try_join};
use tokio_util::task::TaskTracker;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    row("join_all", join_all(three())).await;
    row("try_join!", first_error()).await;
    row("JoinSet", JoinSet::from_iter(three()).join_all()).await;
    row("JoinSet, left at the error", until_the_error()).await;
    row("TaskTracker", with_tracker()).await;
}

// ANCHOR: new
async fn first_error() -> Vec<Answer> {
    let [a, b, c] = three();
    vec![try_join!(a, b, c).map(|(_, _, c)| c)]
}

async fn until_the_error() -> Vec<Answer> {
    let (mut set, mut known) = (JoinSet::from_iter(three()), vec![]);
    while known.last().is_none_or(Result::is_ok) {
        known.push(set.join_next().await.unwrap().unwrap());
    }
    known
}

async fn with_tracker() -> Vec<Answer> {
    let tracker = TaskTracker::new();
    let _handles = three().map(|operation| tracker.spawn(operation));
    tracker.close();
    tracker.wait().await; // This gives no more than `()`.
    vec![Ok("nothing")]
}
// ANCHOR_END: new

type Answer = Result<&'static str, &'static str>;
static LAST: Mutex<Answer> = Mutex::new(Ok(""));

fn three() -> [impl Future<Output = Answer> + Send + 'static; 3] {
    [(0.1, Ok("A")), (0.2, Err("the error")), (0.3, Ok("C"))].map(operation)
}

async fn operation((seconds, answer): (f64, Answer)) -> Answer {
    sleep(Duration::from_secs_f64(seconds)).await;
    *LAST.lock().unwrap() = answer;
    answer
}

async fn row(group: &str, known: impl Future<Output = Vec<Answer>>) {
    let start = Instant::now();
    let known = known.await.into_iter().map(|a| a.unwrap_or_else(|e| e));
    let known = Vec::from_iter(known).join(", ");
    print!("{group} | {:.2} s | {known}", start.elapsed().as_secs_f64());
    sleep(Duration::from_secs_f64(0.4)).await;
    let c_ended = *LAST.lock().unwrap() == Ok("C");
    println!(" | {}", if c_ended { "finished" } else { "dropped" });
}
