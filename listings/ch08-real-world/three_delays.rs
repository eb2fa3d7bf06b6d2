//! Three slow URLs, one by one and together
use std::time::Instant;

use futures::future::try_join_all;
use reqwest::Client;
use test_internet::TestInternet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> reqwest::Result<()> {
    let internet = TestInternet::start();
    let client = Client::new();
    let urls = vec![internet.url("/delay/1"); 3];

    // ANCHOR: requests
    let start = Instant::now();
    for url in &urls {
        fetch(&client, url).await?;
    }
    println!("One by one: {:.2} seconds", start.elapsed().as_secs_f64());

    let start = Instant::now();
    try_join_all(urls.iter().map(|url| fetch(&client, url))).await?;
    println!("Together: {:.2} seconds", start.elapsed().as_secs_f64());
    // ANCHOR_END: requests
    Ok(())
}

async fn fetch(client: &Client, url: &str) -> reqwest::Result<String> {
    client.get(url).send().await?.text().await
}
