//! Ten requests over ten connections, and over one
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

use tokio::io::{self, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

static CONNECTIONS: AtomicU32 = AtomicU32::new(0);

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            CONNECTIONS.fetch_add(1, Relaxed);
            tokio::spawn(answer(client));
        }
    });

    // ANCHOR: wrong
    let start = Instant::now();
    for _ in 0..10 {
        let mut session = open_session(port).await?;
        ask(&mut session).await?;
    }
    report("wrong", start);
    // ANCHOR_END: wrong

    // ANCHOR: right
    let start = Instant::now();
    let mut session = open_session(port).await?;
    for _ in 0..10 {
        ask(&mut session).await?;
    }
    report("right", start);
    // ANCHOR_END: right
    Ok(())
}

fn report(version: &str, start: Instant) {
    let connections = CONNECTIONS.swap(0, Relaxed);
    let seconds = start.elapsed().as_secs_f64();
    println!("{version}: connections: {connections}, {seconds:.2} s");
}

async fn open_session(port: u16) -> io::Result<TcpStream> {
    let mut session = TcpStream::connect(("127.0.0.1", port)).await?;
    session.read_u8().await?;
    Ok(session)
}

async fn ask(session: &mut TcpStream) -> io::Result<u8> {
    session.write_u8(b'?').await?;
    session.read_u8().await
}

async fn answer(mut client: TcpStream) -> io::Result<()> {
    sleep(Duration::from_millis(100)).await; // the login
    client.write_u8(b'!').await?;
    loop {
        client.read_u8().await?;
        sleep(Duration::from_millis(20)).await;
        client.write_u8(20).await?;
    }
}
