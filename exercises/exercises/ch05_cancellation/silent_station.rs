//! One station never answers, so the page with the weather never appears.
//! After at most 2 s of waiting for a station, show a line `Oslo: unknown`.

use std::future::pending;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

const LIMIT: Duration = Duration::from_secs(2);

/// Returns a line for each station.
pub async fn load_page(stations: &[Station]) -> Vec<String> {
    join_all(stations.iter().map(load_line)).await
}

async fn load_line(station: &Station) -> String {
    // TODO: Don't wait longer than `LIMIT`.
    let degrees = station.measure().await;
    format!("{}: {degrees} degrees", station.city)
}

pub struct Station {
    pub city: &'static str,
    /// How many seconds it takes to answer, if it ever does.
    pub delay_s: Option<u64>,
}

impl Station {
    async fn measure(&self) -> i32 {
        match self.delay_s {
            Some(seconds) => sleep(Duration::from_secs(seconds)).await,
            None => pending().await,
        }
        14
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::{Instant, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    fn station(city: &'static str, delay_s: Option<u64>) -> Station {
        Station { city, delay_s }
    }

    async fn load(stations: &[Station]) -> Vec<String> {
        timeout(TIME_LIMIT, load_page(stations))
            .await
            .expect("the page should appear within a minute")
    }

    #[tokio::test(start_paused = true)]
    async fn stations_that_answer_in_time_are_shown() {
        let stations = [station("Oslo", Some(1)), station("Bergen", Some(0))];
        let expected = ["Oslo: 14 degrees", "Bergen: 14 degrees"];
        assert_eq!(load(&stations).await, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_station_is_unknown_after_two_seconds() {
        let start = Instant::now();
        let stations = [station("Oslo", None), station("Bergen", Some(1))];
        let expected = ["Oslo: unknown", "Bergen: 14 degrees"];
        assert_eq!(load(&stations).await, expected);
        let seconds = start.elapsed().as_secs();
        assert_eq!(seconds, 2, "the page appeared after {seconds} s, not 2 s");
    }
}
