//! Paused time doesn't wait for a socket
use std::io::{self, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, duplex};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    // ANCHOR: socket
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        thread::sleep(Duration::from_millis(100));
        let _ = client.write_all(b"sunny");
    });
    print_answer("socket", TcpStream::connect(address).await?).await;
    // ANCHOR_END: socket

    // ANCHOR: duplex
    let (client, mut server_end) = duplex(64);
    tokio::spawn(async move {
        sleep(Duration::from_millis(100)).await;
        server_end.write_all(b"sunny").await.unwrap();
    });
    print_answer("duplex", client).await;
    // ANCHOR_END: duplex
    server.join().unwrap();
    Ok(())
}

// ANCHOR: answer
async fn print_answer(name: &str, mut stream: impl AsyncRead + Unpin) {
    let mut answer = String::new();
    let reading = stream.read_to_string(&mut answer);
    match timeout(Duration::from_secs(60), reading).await {
        Ok(_) => println!("{name}: {answer}"),
        Err(_) => println!("{name}: no answer within a minute"),
    }
}
// ANCHOR_END: answer
