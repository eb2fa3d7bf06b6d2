//! Retries, but only where they can help
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};
use reqwest::{Client, StatusCode};
use test_internet::TestInternet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> reqwest::Result<()> {
    let internet = TestInternet::start();
    let client = Client::builder().timeout(Duration::from_secs(2)).build()?;
    // ANCHOR: requests
    for path in ["/unstable/2", "/weather/Atlantis", "/status/503"] {
        println!("{path}");
        let start = Instant::now();
        let result = fetch_with_retries(&client, &internet.url(path)).await;
        let seconds = start.elapsed().as_secs_f64();
        match result {
            Ok(body) => println!("  {body} after {seconds:.2} s"),
            Err(error) => {
                println!("  gave up after {seconds:.2} s: {}", reason(&error));
            }
        }
    }
    // ANCHOR_END: requests
    Ok(())
}

// ANCHOR: retries
async fn fetch_with_retries(
    client: &Client,
    url: &str,
) -> reqwest::Result<String> {
    let pauses = ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_max_times(3);
    let fetch = || async {
        let response = client.get(url).send().await?;
        response.error_for_status()?.text().await
    };
    fetch
        .retry(pauses)
        .when(is_worth_retrying)
        .notify(|error, pause| {
            println!("  {}, pause {} ms", reason(error), pause.as_millis());
        })
        .await
}

/// Another attempt can help if the server or the network was the problem.
fn is_worth_retrying(error: &reqwest::Error) -> bool {
    let is_status_worth_it = |status: StatusCode| {
        status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
    };
    error.is_timeout()
        || error.is_connect()
        || error.status().is_some_and(is_status_worth_it)
}
// ANCHOR_END: retries

fn reason(error: &reqwest::Error) -> String {
    match error.status() {
        Some(status) => status.to_string(),
        None => error.to_string(),
    }
}
