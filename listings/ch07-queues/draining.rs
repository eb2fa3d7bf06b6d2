//! Shutting down with reports still in the queue
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    run("stop at once", Shutdown::Stop).await;
    run("close and drain", Shutdown::Drain).await;
}

#[derive(Clone, Copy)]
pub enum Shutdown {
    Stop,
    Drain,
}

async fn run(title: &str, shutdown: Shutdown) {
    let (sender, receiver) = mpsc::channel(8);
    let stop = CancellationToken::new();
    let worker = tokio::spawn(store_all(receiver, stop.clone(), shutdown));
    let mut stations = JoinSet::new();
    for milliseconds in [70, 80, 95] {
        let interval = Duration::from_millis(milliseconds);
        stations.spawn(send_reports(sender.clone(), interval));
    }
    sleep(Duration::from_millis(650)).await;
    stop.cancel();

    let stored = worker.await.unwrap();
    let sent: usize = stations.join_all().await.iter().sum();
    let lost = sent - stored;
    println!("{title}: {sent} sent, {stored} stored, {lost} lost");
}

// ANCHOR: worker
/// Returns the number of stored reports.
pub async fn store_all(
    mut reports: mpsc::Receiver<usize>,
    stop: CancellationToken,
    shutdown: Shutdown,
) -> usize {
    let mut stored = 0;
    while let Some(Some(report)) =
        stop.run_until_cancelled(reports.recv()).await
    {
        stored += store(report).await;
    }
    if let Shutdown::Drain = shutdown {
        reports.close();
        while let Some(report) = reports.recv().await {
            stored += store(report).await;
        }
    }
    stored
}
// ANCHOR_END: worker

async fn store(_report: usize) -> usize {
    sleep(Duration::from_millis(100)).await;
    1
}

// ANCHOR: station
/// Sends reports until the channel is closed, and returns how many it sent.
async fn send_reports(
    reports: mpsc::Sender<usize>,
    interval: Duration,
) -> usize {
    let mut sent = 0;
    while reports.send(sent).await.is_ok() {
        sent += 1;
        sleep(interval).await;
    }
    sent
}
// ANCHOR_END: station
