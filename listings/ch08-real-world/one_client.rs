//! One client for all requests
use reqwest::Client;
use serde::Deserialize;
use test_internet::TestInternet;

#[derive(Deserialize)]
struct Accepted {
    connections: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> reqwest::Result<()> {
    let internet = TestInternet::start();
    // How many connections the server has accepted so far.
    let url = internet.url("/connections");

    // ANCHOR: clients
    let mut before = 0;
    for _ in 0..10 {
        let response = reqwest::get(&url).await?;
        before = response.json::<Accepted>().await?.connections;
    }
    println!("A new client for each request: {before} connections");

    let client = Client::new();
    let mut after = 0;
    for _ in 0..10 {
        let response = client.get(&url).send().await?;
        after = response.json::<Accepted>().await?.connections;
    }
    println!("One client for all: {} connection", after - before);
    // ANCHOR_END: clients
    Ok(())
}
