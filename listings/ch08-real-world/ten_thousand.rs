//! Ten thousand clients at once
use std::env::args;
use std::io;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;
use weather_web::{ServerProcess, raise_open_files_limit, serve_blocking};

#[tokio::main]
async fn main() -> io::Result<()> {
    raise_open_files_limit();
    if let Some(server_kind) = args().nth(1) {
        return serve(&server_kind).await; // this is the second process
    }
    measure("one-by-one", 5).await?;
    for server_kind in ["threads", "tasks", "asyncio"] {
        for count in [5, 100, 1000, 10_000] {
            measure(server_kind, count).await?;
        }
    }
    Ok(())
}

// ANCHOR: measure
async fn measure(server_kind: &str, count: usize) -> io::Result<()> {
    let process = ServerProcess::start(server_kind)?;
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..count {
        let server = TcpStream::connect(("127.0.0.1", process.port)).await?;
        clients.spawn(ask(server));
    }
    let answers = clients.join_all().await;
    let seconds = start.elapsed().as_secs_f64();
    println!("{server_kind} {count} took {seconds:.2} s");
    let failed = answers.iter().filter(|answer| answer.is_err()).count();
    let memory = process.peak_memory();
    println!("  {failed} without an answer, {memory} for the server");
    Ok(())
}

async fn ask(mut server: TcpStream) -> io::Result<String> {
    server.write_all(b"London\n").await?;
    let mut answer = vec![0; 6];
    server.read_exact(&mut answer).await?;
    String::from_utf8(answer).map_err(io::Error::other)
}
// ANCHOR_END: measure

async fn serve(server_kind: &str) -> io::Result<()> {
    let listener = listen()?;
    println!("{}", listener.local_addr()?.port());
    if server_kind == "tasks" {
        return serve_with_tasks(listener).await;
    }
    serve_blocking(server_kind, listener.into_std()?)
}

// ANCHOR: serve
fn listen() -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    socket.listen(10_000) // clients that may wait to be accepted
}

async fn serve_with_tasks(listener: TcpListener) -> io::Result<()> {
    loop {
        let (client, _) = listener.accept().await?;
        tokio::spawn(answer(client));
    }
}

async fn answer(mut client: TcpStream) -> io::Result<()> {
    client.read_exact(&mut [0; 7]).await?; // London
    sleep(Duration::from_secs(2)).await;
    client.write_all(b"sunny\n").await
}
// ANCHOR_END: serve
