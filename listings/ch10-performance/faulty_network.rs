//! A network that fails when you want it to
use std::future::pending;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::select;
use tokio::time::{sleep, timeout};

// ANCHOR: faults
#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    report_read("healthy", async |mut peer| {
        let _ = peer.write_all(b"\x05sunny").await;
    })
    .await;
    report_read("one byte at a time", async |mut peer| {
        for byte in b"\x05sunny" {
            let _ = peer.write_all(&[*byte]).await;
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    report_read("closes in the middle", async |mut peer| {
        let _ = peer.write_all(b"\x05sun").await;
    })
    .await;
    report_read("stalls in the middle", async |mut peer| {
        let _ = peer.write_all(b"\x05sun").await;
        sleep(Duration::from_secs(3_600)).await;
    })
    .await;
}
// ANCHOR_END: faults

// ANCHOR: check
/// Reads a message while `fault` plays the other end of the stream.
async fn report_read(name: &str, fault: impl AsyncFnOnce(DuplexStream)) {
    let (mut client, server) = duplex(64);
    let limit = Duration::from_secs(5);
    let result = select! {
        result = timeout(limit, read_message(&mut client)) => result,
        () = run_then_wait_forever(fault(server)) => unreachable!(),
    };
    match result {
        Ok(Ok(text)) => println!("{name}: {text}"),
        Ok(Err(error)) => println!("{name}: {error}"),
        Err(_) => println!("{name}: no message within 5 s"),
    }
}
// ANCHOR_END: check

async fn run_then_wait_forever(fault: impl Future<Output = ()>) {
    fault.await;
    pending::<()>().await;
}

// ANCHOR: read
/// Reads the length of a message, a single byte, and then its text.
async fn read_message(
    stream: &mut (impl AsyncReadExt + Unpin),
) -> io::Result<String> {
    let length = stream.read_u8().await?;
    let mut text = vec![0; length.into()];
    stream.read_exact(&mut text).await?;
    String::from_utf8(text).map_err(io::Error::other)
}
// ANCHOR_END: read
