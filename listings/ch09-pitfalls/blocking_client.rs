//! Two clients that block the thread while they wait for an answer
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::{thread, time::Duration};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::spawn_blocking;
use tokio::{net, select, time::sleep};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let server = spawn_slow_server()?;
    // ANCHOR: calls
    let page = "GET /weather HTTP/1.0\r\n\r\n";
    let query = "SELECT temperature FROM weather;";
    run_beside_clock("wrong, HTTP", async { ask_blocking(server, page) }).await;
    run_beside_clock("wrong, SQL", async { ask_blocking(server, query) }).await;

    run_beside_clock("right, HTTP", ask(server, page)).await;
    let work = move || ask_blocking(server, query);
    run_beside_clock("right, SQL", spawn_blocking(work)).await;
    // ANCHOR_END: calls
    Ok(())
}

async fn run_beside_clock(name: &str, work: impl Future) {
    let mut ticks = 0;
    let clock = async {
        loop {
            sleep(Duration::from_millis(10)).await;
            ticks += 1;
        }
    };
    select!(biased; _ = work => {} () = clock => {});
    println!("{name}: {ticks} ticks");
}

// ANCHOR: clients
fn ask_blocking(server: SocketAddr, request: &str) -> io::Result<String> {
    let mut server = TcpStream::connect(server)?;
    server.write_all(request.as_bytes())?;
    io::read_to_string(server)
}

async fn ask(server: SocketAddr, request: &str) -> io::Result<String> {
    let mut server = net::TcpStream::connect(server).await?;
    server.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    server.read_to_string(&mut answer).await?;
    Ok(answer)
}
// ANCHOR_END: clients

fn spawn_slow_server() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _request = client.read(&mut [0; 1024]);
            thread::sleep(Duration::from_millis(300));
            let _sent = client.write_all(b"sunny");
        }
    });
    Ok(address)
}
