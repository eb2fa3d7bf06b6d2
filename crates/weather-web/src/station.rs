//! The weather station, which measures the temperature again and again.

use serde::Serialize;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::interval;
use weather_common::Weather;

/// The temperature that the weather station has measured.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Reading {
    number: u64,
    temperature: u64,
}

impl Reading {
    pub fn weather_in(self, city: &str) -> Weather {
        Weather {
            temperature: self.temperature.into(),
            ..Weather::sunny(city)
        }
    }
}

/// Publishes a reading again and again, for all who follow.
pub async fn measure(readings: broadcast::Sender<Reading>, every: Duration) {
    let mut ticks = interval(every.max(Duration::from_millis(1)));
    for number in 0.. {
        ticks.tick().await;
        let temperature = number % 30;
        // This fails if no client follows, which is fine.
        let _ = readings.send(Reading {
            number,
            temperature,
        });
    }
}
