//! A server that finishes its answers before it stops
use std::time::{Duration, Instant};
use std::{io, net::SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::{task::JoinSet, time::sleep, time::timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let clients = tokio::spawn(run_clients(listener.local_addr()?));
    serve(listener).await;
    clients.await?
}

// ANCHOR: serve
async fn serve(listener: TcpListener) {
    let mut stop = std::pin::pin!(tokio::signal::ctrl_c());
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            biased;
            result = &mut stop => break result.unwrap(),
            Some(_) = connections.join_next() => {} // one has finished
            accepted = listener.accept() => match accepted {
                Ok((client, _)) => {
                    connections.spawn(answer(client));
                }
                Err(error) => {
                    eprintln!("accept: {error}");
                    sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop(listener); // from now on, connections are refused
    drain(connections).await;
}
// ANCHOR_END: serve

// ANCHOR: drain
async fn drain(mut connections: JoinSet<io::Result<()>>) {
    let start = Instant::now();
    let open = connections.len();
    println!("server: stopping, {open} connections are open");
    let finish = async { while connections.join_next().await.is_some() {} };
    let _ = timeout(Duration::from_secs(1), finish).await;
    let aborted = connections.len();
    connections.shutdown().await; // abort them, and wait until they're gone
    let seconds = start.elapsed().as_secs_f64();
    println!("server: {aborted} of {open} cut off after {seconds:.2} s");
}
// ANCHOR_END: drain

/// Reads how many tenths of a second the answer takes, and answers.
async fn answer(mut client: TcpStream) -> io::Result<()> {
    let tenths = client.read_u8().await?;
    sleep(Duration::from_millis(100) * u32::from(tenths)).await;
    client.write_all(b"sunny").await
}

// ANCHOR: clients
async fn run_clients(server: SocketAddr) -> io::Result<()> {
    let requests = [2, 8, 50].map(|tenths| send_request(server, tenths));
    let mut clients = JoinSet::from_iter(requests);
    sleep(Duration::from_millis(400)).await;
    let mut kill = tokio::process::Command::new("kill"); // like Ctrl-C
    kill.args(["-INT", &std::process::id().to_string()]);
    kill.status().await?;
    sleep(Duration::from_millis(100)).await;
    clients.spawn(send_request(server, 1)); // too late
    clients.join_all().await;
    Ok(())
}

async fn send_request(server: SocketAddr, delay_tenths: u8) {
    let Ok(mut server) = TcpStream::connect(server).await else {
        return println!("client {delay_tenths}: no connection");
    };
    server.write_u8(delay_tenths).await.unwrap();
    let mut text = String::new();
    server.read_to_string(&mut text).await.unwrap();
    println!("client {delay_tenths}: {text:?}");
}
// ANCHOR_END: clients
