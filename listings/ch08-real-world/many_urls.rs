//! Five URLs at once, with a result for each
use std::time::Instant;

use futures::future::join_all;
use reqwest::{Client, StatusCode};
use test_internet::TestInternet;

const PATHS: [&str; 5] =
    ["/delay/1", "/delay/2", "/status/200", "/json", "/headers"];

struct Page {
    status: StatusCode,
    bytes: usize,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let internet = TestInternet::start();
    let urls = PATHS.map(|path| internet.url(path));
    // ANCHOR: together
    let client = Client::new();
    let start = Instant::now();
    let results = join_all(urls.iter().map(|url| fetch(&client, url))).await;
    let seconds = start.elapsed().as_secs_f64();
    // ANCHOR_END: together
    println!("Fetched {} URLs in {seconds:.2} seconds", results.len());
    // ANCHOR: results
    for (url, result) in urls.iter().zip(results) {
        match result {
            Ok(Page { status, bytes }) => {
                println!("{url}: {status}, {bytes} bytes");
            }
            Err(error) => println!("failed: {error}"),
        }
    }
    // ANCHOR_END: results
}

// ANCHOR: fetch
async fn fetch(client: &Client, url: &str) -> reqwest::Result<Page> {
    let response = client.get(url).send().await?;
    let status = response.status();
    let body = response.bytes().await?;
    let bytes = body.len();
    Ok(Page { status, bytes })
}
// ANCHOR_END: fetch
