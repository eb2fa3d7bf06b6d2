//! Reads and writes that are cancelled half-way
use std::future::Future;

use futures::FutureExt;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::io::{DuplexStream, duplex};

type Reader = BufReader<DuplexStream>;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: exact
    let lost_bytes = count_lost_bytes(async |reader| {
        let mut buffer = [0; 9];
        let size = reader.read(&mut buffer).await.unwrap();
        poll_once(reader.read(&mut buffer)); // no more bytes yet
        size
    })
    .await;
    println!("| `read` | {lost_bytes} of 9 bytes |");

    let lost_bytes = count_lost_bytes(async |reader| {
        poll_once(reader.read_exact(&mut [0; 9]));
        0 // we don't know how many bytes have arrived
    })
    .await;
    println!("| `read_exact` | {lost_bytes} of 9 bytes |");
    // ANCHOR_END: exact

    // ANCHOR: lines
    let lost_bytes = count_lost_bytes(async |reader| {
        let mut line = String::new();
        poll_once(reader.read_line(&mut line));
        line.len()
    })
    .await;
    println!("| `read_line` | {lost_bytes} of 9 bytes |");

    let lost_bytes = count_lost_bytes(async |reader| {
        let mut bytes = Vec::new();
        poll_once(reader.read_until(b'\n', &mut bytes));
        bytes.len()
    })
    .await;
    println!("| `read_until` | {lost_bytes} of 9 bytes |");
    // ANCHOR_END: lines

    // ANCHOR: write
    let (mut station, mut server) = duplex(6); // it has room for 6 bytes
    poll_once(station.write_all(b"Oslo: 14\n"));
    let send_again = async {
        station.write_all(b"Oslo: 14\n").await.unwrap();
        drop(station);
    };
    let mut received = String::new();
    let receive = server.read_to_string(&mut received);
    let _ = tokio::join!(send_again, receive);
    println!("| `write_all` | `{received:?}` arrives |");
    // ANCHOR_END: write
}

// ANCHOR: helpers
/// Sends 6 bytes, has a read cancelled, sends 3 bytes, and counts.
/// `read_and_cancel` returns how many bytes it has received.
async fn count_lost_bytes(
    read_and_cancel: impl AsyncFnOnce(&mut Reader) -> usize,
) -> usize {
    let (mut station, connection) = duplex(64);
    let mut reader = BufReader::new(connection);
    station.write_all(b"Oslo: ").await.unwrap();
    let received = read_and_cancel(&mut reader).await;
    station.write_all(b"14\n").await.unwrap();
    drop(station);
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).await.unwrap();
    9 - received - rest.len()
}

/// Polls the future once, and then drops it.
fn poll_once(future: impl Future) {
    assert!(future.now_or_never().is_none(), "it should have to wait");
}
// ANCHOR_END: helpers
