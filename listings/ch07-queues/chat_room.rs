//! A slow listener misses messages
use std::time::Duration;

use tokio::sync::broadcast::{self, error::RecvError};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (room, ada) = broadcast::channel(2);
    let ben = room.subscribe();
    let ada = tokio::spawn(listen("Ada", 0, ada));
    let ben = tokio::spawn(listen("Ben", 525, ben));

    for number in 1..=6 {
        sleep(Duration::from_millis(150)).await;
        room.send(number).unwrap();
    }
    drop(room);
    ada.await.unwrap();
    ben.await.unwrap();
    // ANCHOR_END: main
}

// ANCHOR: listen
async fn listen(
    name: &str,
    ms_per_message: u64,
    mut room: broadcast::Receiver<u32>,
) {
    let mut read = Vec::new();
    loop {
        match room.recv().await {
            Ok(number) => read.push(number),
            Err(RecvError::Lagged(count)) => {
                println!("{name} has missed {count}");
                continue;
            }
            Err(RecvError::Closed) => break,
        }
        sleep(Duration::from_millis(ms_per_message)).await;
    }
    println!("{name} has read {read:?}");
}
// ANCHOR_END: listen
