//! Channels that do not come from tokio.

use futures::channel::{mpsc, oneshot};
use futures::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (sender, receiver) = async_channel::bounded::<u32>(1);
    let (mut reports, mut reported) = mpsc::channel::<String>(0);
    let (done, is_done) = oneshot::channel::<&str>();
    let doubler = tokio::spawn(async move {
        while let Ok(number) = receiver.recv().await {
            reports.send(format!("twice {number}")).await.unwrap();
        }
        done.send("no more numbers").unwrap();
    });
    let printer = tokio::spawn(async move {
        while let Some(report) = reported.next().await {
            println!("{report}");
        }
        println!("{}", is_done.await.unwrap());
    });
    for number in 1..=3 {
        sleep(Duration::from_millis(10)).await;
        sender.send(number).await.unwrap();
    }
    drop(sender);
    doubler.await.unwrap();
    printer.await.unwrap();
}
