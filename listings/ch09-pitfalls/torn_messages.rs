//! Four cities that arrive in halves
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::time::{Instant, Interval, interval_at, sleep};
use tokio::{select, spawn};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("wrong: {:?}", read_exactly(start_sender()).await);
    println!("right: {:?}", read_into_buffer(start_sender()).await);
}

// ANCHOR: wrong
async fn read_exactly(mut stream: DuplexStream) -> Vec<String> {
    let (mut cities, mut ticks) = (Vec::new(), ticks());
    loop {
        let mut city = [0; 4];
        select! {
            read = stream.read_exact(&mut city) => match read {
                Ok(_) => cities.push(String::from_utf8_lossy(&city).into()),
                Err(_) => return cities,
            },
            _ = ticks.tick() => {} // a good time to save, for example
        }
    }
}
// ANCHOR_END: wrong

// ANCHOR: right
async fn read_into_buffer(mut stream: DuplexStream) -> Vec<String> {
    let (mut cities, mut ticks) = (Vec::new(), ticks());
    let mut bytes = Vec::new(); // it outlives each turn of the loop
    loop {
        select! {
            read = stream.read_buf(&mut bytes) => match read {
                Ok(0) | Err(_) => return cities,
                Ok(_) => {}
            },
            _ = ticks.tick() => {}
        }
        while bytes.len() >= 4 {
            let city: Vec<u8> = bytes.drain(..4).collect();
            cities.push(String::from_utf8_lossy(&city).into());
        }
    }
}
// ANCHOR_END: right

fn start_sender() -> DuplexStream {
    let (mut sender, receiver) = duplex(64);
    spawn(async move {
        for half in ["HU", "LL", "OS", "LO", "RO", "ME", "LI", "MA"] {
            sender.write_all(half.as_bytes()).await.unwrap();
            sleep(Duration::from_millis(100)).await;
        }
    });
    receiver
}

/// The first tick comes after the first half of OSLO.
fn ticks() -> Interval {
    let first = Instant::now() + Duration::from_millis(250);
    interval_at(first, Duration::from_secs(1))
}
