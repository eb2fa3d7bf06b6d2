//! Three calls of a blocking client at once
use std::env;
use std::error::Error;
use std::time::Instant;

use futures::future::try_join_all;
use serde_json::{Value, json};
use test_internet::TestInternet;
use tokio::task::spawn_blocking;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let internet = TestInternet::start();
    let start = Instant::now();

    // ANCHOR: calls
    let calls = ["in Oslo", "in Lima", "in Cairo"].map(|place| {
        let url = internet.url("/v1/answers");
        spawn_blocking(move || ask(&url, place))
    });
    for answer in try_join_all(calls).await? {
        println!("{}", answer?);
    }
    // ANCHOR_END: calls
    println!("3 answers in {:.2} s", start.elapsed().as_secs_f64());
    Ok(())
}

// ANCHOR: ask
fn ask(url: &str, place: &str) -> Result<String, ureq::Error> {
    let prompt = format!("What do I need today {place}?");
    let answer: Value = ureq::post(url)
        .header("Authorization", format!("Bearer {}", read_api_key()))
        .send_json(json!({ "prompt": prompt }))?
        .body_mut()
        .read_json()?;
    Ok(format!("{prompt} {}", answer["answer"]))
}
// ANCHOR_END: ask

// ANCHOR: key
fn read_api_key() -> String {
    // This key is public, so it may be in the source. Yours may not.
    env::var("ADVICE_API_KEY").unwrap_or_else(|_| "DEMO_KEY".to_owned())
}
// ANCHOR_END: key
