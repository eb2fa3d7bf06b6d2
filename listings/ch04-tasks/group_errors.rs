//! One failure in five kinds of group
use futures::future::join_all;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tokio::{task::JoinSet, time::sleep, try_join};
use tokio_util::task::TaskTracker;

// ANCHOR: new
#[tokio::main(flavor = "current_thread")]
async fn main() {
    print_row("join_all", join_all(three_futures())).await;
    print_row("try_join!", try_join_three()).await;
    print_row("JoinSet", JoinSet::from_iter(three_futures()).join_all()).await;
    print_row("JoinSet, left at the error", collect_until_error()).await;
    print_row("TaskTracker", track_three()).await;
}

async fn try_join_three() -> Vec<Answer> {
    let [a, b, c] = three_futures();
    vec![try_join!(a, b, c).map(|(_, _, c)| c)]
}

async fn collect_until_error() -> Vec<Answer> {
    let (mut set, mut results) = (JoinSet::from_iter(three_futures()), vec![]);
    while results.last().is_none_or(Result::is_ok) {
        results.push(set.join_next().await.unwrap().unwrap());
    }
    results
}

async fn track_three() -> Vec<Answer> {
    let tracker = TaskTracker::new();
    let _handles = three_futures().map(|operation| tracker.spawn(operation));
    tracker.close();
    tracker.wait().await; // It returns `()`, not the results.
    vec![Ok("nothing")]
}
// ANCHOR_END: new

type Answer = Result<&'static str, &'static str>;
static LAST_RESULT: Mutex<Answer> = Mutex::new(Ok(""));

fn three_futures() -> [impl Future<Output = Answer> + Send + 'static; 3] {
    [(0.1, Ok("A")), (0.2, Err("the error")), (0.3, Ok("C"))].map(operation)
}

async fn operation((seconds, answer): (f64, Answer)) -> Answer {
    sleep(Duration::from_secs_f64(seconds)).await;
    *LAST_RESULT.lock().unwrap() = answer;
    answer
}

async fn print_row(group: &str, results: impl Future<Output = Vec<Answer>>) {
    let start = Instant::now();
    let results = results.await.into_iter().map(|a| a.unwrap_or_else(|e| e));
    let results = Vec::from_iter(results).join(", ");
    let seconds = start.elapsed().as_secs_f64();
    print!("{group} | {seconds:.2} s | {results}");
    sleep(Duration::from_secs_f64(0.4)).await;
    let c_finished = *LAST_RESULT.lock().unwrap() == Ok("C");
    println!(" | {}", if c_finished { "finished" } else { "dropped" });
}
