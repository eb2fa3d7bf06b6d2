//! A loop with `select!` that loses data, and one that doesn't
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream};
use tokio::select;
use tokio::time::{Instant, interval, interval_at, sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (station, connection) = tokio::io::duplex(64);
    tokio::spawn(send_lines(station));
    let whole = read_line_in_branch(connection).await;
    println!("read_line: {whole} of 4 lines are whole");

    let (station, connection) = tokio::io::duplex(64);
    tokio::spawn(send_lines(station));
    let whole = next_line_in_branch(connection).await;
    println!("next_line: {whole} of 4 lines are whole");
    // ANCHOR_END: main
}

// ANCHOR: station
/// Sends a line every 0.4 s, each in two parts.
async fn send_lines(mut station: DuplexStream) {
    let mut line_interval = interval(Duration::from_millis(400));
    for _ in 0..4 {
        line_interval.tick().await;
        station.write_all(b"Oslo: ").await.unwrap();
        sleep(Duration::from_millis(200)).await;
        station.write_all(b"14 degrees\n").await.unwrap();
    }
}
// ANCHOR_END: station

// ANCHOR: read_line
pub async fn read_line_in_branch(connection: DuplexStream) -> u32 {
    let mut status = status_interval();
    let mut reader = BufReader::new(connection);
    let mut whole = 0;
    loop {
        let mut line = String::new();
        select! {
            size = reader.read_line(&mut line) => match size.unwrap() {
                0 => return whole, // the station has hung up
                _ => whole += count_if_whole(line.trim_end()),
            },
            _ = status.tick() => println!("  status: {whole} lines"),
        }
    }
}
// ANCHOR_END: read_line

// ANCHOR: next_line
pub async fn next_line_in_branch(connection: DuplexStream) -> u32 {
    let mut status = status_interval();
    let mut lines = BufReader::new(connection).lines();
    let mut whole = 0;
    loop {
        select! {
            line = lines.next_line() => match line.unwrap() {
                None => return whole,
                Some(line) => whole += count_if_whole(&line),
            },
            _ = status.tick() => println!("  status: {whole} lines"),
        }
    }
}
// ANCHOR_END: next_line

fn status_interval() -> tokio::time::Interval {
    let first = Instant::now() + Duration::from_millis(100);
    interval_at(first, Duration::from_millis(800))
}

fn count_if_whole(line: &str) -> u32 {
    println!("  {line}");
    u32::from(line == "Oslo: 14 degrees")
}
