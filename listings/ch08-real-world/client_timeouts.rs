//! Three timeouts of an HTTP client
use std::time::{Duration, Instant};

use reqwest::{Client, ClientBuilder};
use test_internet::TestInternet;
use tokio::net::{TcpSocket, TcpStream};

const LIMIT: Duration = Duration::from_millis(300);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let internet = TestInternet::start();
    let (silent, drip) = (internet.url("/delay/3"), internet.url("/drip/8"));
    // A server that never accepts. On Linux, its backlog of one holds two.
    let socket = TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse()?)?;
    let listener = socket.listen(1)?;
    let address = listener.local_addr()?;
    let _first = TcpStream::connect(address).await?;
    let _second = TcpStream::connect(address).await?;
    let full = format!("http://{address}/");

    // ANCHOR: timeouts
    fetch(
        "connect, full",
        Client::builder().connect_timeout(LIMIT),
        &full,
    )
    .await?;
    fetch(
        "read, silent",
        Client::builder().read_timeout(LIMIT),
        &silent,
    )
    .await?;
    fetch("read, drip", Client::builder().read_timeout(LIMIT), &drip).await?;
    fetch("total, drip", Client::builder().timeout(LIMIT), &drip).await?;
    // ANCHOR_END: timeouts
    Ok(())
}

/// Fetches the URL, and prints how long that took.
async fn fetch(
    name: &str,
    builder: ClientBuilder,
    url: &str,
) -> reqwest::Result<()> {
    let client = builder.build()?;
    let start = Instant::now();
    let request = async { client.get(url).send().await?.text().await };
    let result = match request.await {
        Ok(body) => format!("{} bytes", body.len()),
        Err(error) if error.is_timeout() => "timed out".to_owned(),
        Err(error) => error.to_string(),
    };
    let seconds = start.elapsed().as_secs_f64();
    println!("{name}: {result} after {seconds:.2} s");
    Ok(())
}
