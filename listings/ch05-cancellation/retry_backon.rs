//! The same retries with the `backon` crate, for some errors only
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() {
    let backoff = ExponentialBuilder::default()
        .with_min_delay(Duration::from_secs(1))
        .with_factor(2.0)
        .with_max_times(2); // two retries after the first try

    for city in ["London", "Atlantis"] {
        let start = Instant::now();
        let result = (|| fetch(city))
            .retry(backoff)
            .when(|error| *error == FetchError::ServerBusy)
            .notify(|error, delay| {
                println!("{error:?}, next try in {} s", delay.as_secs());
            })
            .await;
        let seconds = start.elapsed().as_secs_f64();
        println!("{city}: {result:?} after {seconds:.2} s");
    }
}
// ANCHOR_END: main

#[derive(Debug, PartialEq)]
enum FetchError {
    ServerBusy,
    UnknownCity,
}

async fn fetch(city: &str) -> Result<i32, FetchError> {
    match city {
        "London" => Err(FetchError::ServerBusy),
        _ => Err(FetchError::UnknownCity),
    }
}
