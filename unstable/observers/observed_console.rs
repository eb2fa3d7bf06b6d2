//! What tokio-console learns of two requests, and what that costs
use std::time::{Duration, SystemTime};

use console_api::instrument::InstrumentRequest;
use console_api::instrument::instrument_client::InstrumentClient;
use console_api::tasks::{Stats, Task};
use console_subscriber::ConsoleLayer;
use tokio::runtime::Builder;
use unstable_observers::{create_requests, measure_poll_ns};

#[tokio::main(worker_threads = 1)]
async fn main() {
    // Starts a thread with a server, to which consoles connect.
    ConsoleLayer::builder()
        .retention(Duration::from_secs(5))
        .server_addr(([127, 0, 0, 1], 6669))
        .init();
    if std::env::args().nth(1).as_deref() == Some("cost") {
        let poll = tokio::spawn(measure_poll_ns(|task| task)).await.unwrap();
        println!("a poll takes {poll} ns");
        return;
    }
    let (oslo, rome) = create_requests();
    let oslo = tokio::task::Builder::new().name("Oslo").spawn(oslo);
    let rome = tokio::task::Builder::new().name("Rome").spawn(rome);
    oslo.unwrap().await.unwrap();
    rome.unwrap().await.unwrap();
    // A runtime of its own, so that its tasks don't delay the program's.
    std::thread::spawn(|| {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(print_tasks());
    })
    .join()
    .unwrap();
}

/// Connects as a console does, and prints the named tasks.
async fn print_tasks() {
    let server = "http://127.0.0.1:6669";
    let mut client = InstrumentClient::connect(server).await.unwrap();
    let updates = client.watch_updates(InstrumentRequest {}).await.unwrap();
    let update = updates.into_inner().message().await.unwrap().unwrap();
    let update = update.task_update.unwrap();
    for task in &update.new_tasks {
        let name = task_name(task);
        if !name.is_empty() {
            print_task(&name, &update.stats_update[&task.id.unwrap().id]);
        }
    }
}

fn task_name(task: &Task) -> String {
    let fields = task.fields.iter().map(|field| field.to_string());
    fields
        .filter_map(|field| Some(field.strip_prefix("task.name=")?.to_owned()))
        .collect()
}

// ANCHOR: print
fn print_task(name: &str, stats: &Stats) {
    let polls = stats.poll_stats.as_ref().unwrap();
    let busy = as_ms(polls.busy_time);
    let scheduled = as_ms(stats.scheduled_time);
    let created = SystemTime::try_from(stats.created_at.unwrap()).unwrap();
    let dropped = SystemTime::try_from(stats.dropped_at.unwrap()).unwrap();
    let total = dropped.duration_since(created).unwrap().as_millis();
    let polls = polls.polls;
    println!(
        "{name}: total {total} ms, busy {busy} ms, \
         scheduled {scheduled} ms, {polls} polls"
    );
}
// ANCHOR_END: print

fn as_ms(time: Option<prost_types::Duration>) -> u128 {
    Duration::try_from(time.unwrap()).unwrap().as_millis()
}
