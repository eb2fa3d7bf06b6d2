//! Which errors are handled, and which are passed on
use std::error::Error as _;
use std::num::ParseIntError;
use std::time::Duration;

use thiserror::Error;
use tokio::time::{sleep, timeout};
use tracing::{error, warn};

const LIMIT: Duration = Duration::from_millis(200);
const CLIMATE_AVERAGE: i32 = 12;

// ANCHOR: enum
#[derive(Debug, Error)]
enum ForecastError {
    #[error("there's no station in {0}")]
    UnknownCity(String),
    #[error("the station didn't answer within {LIMIT:?}")]
    Timeout(#[from] tokio::time::error::Elapsed),
    #[error("the station's data can't be read")]
    Unreadable(#[from] ParseIntError),
}
// ANCHOR_END: enum

#[tokio::main(flavor = "current_thread")]
async fn main() {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(false)
        .init();
    for city in ["Oslo", "Lima", "Cairo", "Atlantis"] {
        match forecast(city).await {
            Ok(celsius) => println!("{city}: {celsius} °C"),
            Err(error) => println!("{city}: no forecast, {error}"),
        }
    }
}

// ANCHOR: handle
async fn forecast(city: &str) -> Result<i32, ForecastError> {
    match read_station(city).await {
        Err(ForecastError::Timeout(_)) => {
            warn!(city, limit = ?LIMIT, "timeout, using the average");
            Ok(CLIMATE_AVERAGE)
        }
        Err(error @ ForecastError::Unreadable(_)) => {
            error!(city, cause = error.source(), "{error}");
            Err(error)
        }
        result => result,
    }
}
// ANCHOR_END: handle

// ANCHOR: read
async fn read_station(city: &str) -> Result<i32, ForecastError> {
    let (delay_ms, text) = match city {
        "Oslo" => (50, "-3"),
        "Lima" => (900, "19"),
        "Cairo" => (50, "?"),
        _ => return Err(ForecastError::UnknownCity(city.to_owned())),
    };
    timeout(LIMIT, sleep(Duration::from_millis(delay_ms))).await?;
    Ok(text.parse()?)
}
// ANCHOR_END: read
