//! JSON from several APIs, collected as a list of structs
use std::time::Instant;

use futures::future::try_join_all;
use reqwest::Client;
use serde::Deserialize;
use test_internet::TestInternet;

const CITIES: [&str; 4] = ["London", "Paris", "Tokyo", "Oslo"];

// ANCHOR: fetch
#[derive(Deserialize)]
struct Weather {
    city: String,
    temperature: i32,
}

async fn fetch(client: &Client, url: String) -> reqwest::Result<Weather> {
    let response = client.get(url).send().await?;
    response.error_for_status()?.json().await
}
// ANCHOR_END: fetch

#[tokio::main(flavor = "current_thread")]
async fn main() -> reqwest::Result<()> {
    let internet = TestInternet::start();
    let client = Client::new();
    let start = Instant::now();
    // ANCHOR: collect
    let requests = CITIES.map(|city| {
        let url = internet.url(&format!("/weather/{city}"));
        fetch(&client, url)
    });
    let reports: Vec<Weather> = try_join_all(requests).await?;
    // ANCHOR_END: collect
    let seconds = start.elapsed().as_secs_f64();

    for Weather { city, temperature } in &reports {
        println!("{city}: {temperature} °C");
    }
    let warmest = reports.iter().max_by_key(|report| report.temperature);
    println!("The warmest city is {}", warmest.unwrap().city);
    println!("{} reports in {seconds:.2} seconds", reports.len());
    Ok(())
}
