//! What the history remembers: the weather in a city at a moment.

use serde::{Deserialize, Serialize};
use std::time::SystemTime;
use weather_common::{Error, Weather};

/// What the weather in a city was at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub city: String,
    pub temperature: f64,
    pub conditions: String,
    /// Milliseconds since 1970.
    #[serde(default = "unix_ms")]
    pub unix_ms: i64,
}

/// The longest name of a city, and the longest word for its weather.
const MAX_NAME_CHARS: usize = 100;
/// How much a client's clock may be ahead of ours.
const MAX_CLOCK_AHEAD_MS: i64 = 60_000;

impl Report {
    /// Returns the report that it's now like this.
    pub fn of(weather: &Weather) -> Self {
        Report {
            city: weather.city.clone(),
            temperature: weather.temperature.as_f64().unwrap_or_default(),
            conditions: weather.conditions.clone(),
            unix_ms: unix_ms(),
        }
    }

    /// Fails if the history can't store it.
    pub fn check(&self) -> Result<(), String> {
        Report::check_name("city", &self.city)?;
        Report::check_name("conditions", &self.conditions)?;
        // The oldest reports are deleted, so a report from the future would
        // remain longer than all others.
        let latest = unix_ms().saturating_add(MAX_CLOCK_AHEAD_MS);
        if !(0..=latest).contains(&self.unix_ms) {
            return Err("`unix_ms` must be a time from 1970 until now".into());
        }
        Ok(())
    }

    /// Fails if a name is empty, long, or has control characters.
    pub fn check_name(field: &str, value: &str) -> Result<(), String> {
        Report::check_length(field, value)?;
        if value.chars().any(char::is_control) {
            return Err(format!("`{field}` must not have control characters"));
        }
        Ok(())
    }

    /// Fails if a name is empty or long.
    pub fn check_length(field: &str, value: &str) -> Result<(), String> {
        let length = value.chars().count();
        if length == 0 || length > MAX_NAME_CHARS {
            return Err(format!(
                "`{field}` must have 1 to {MAX_NAME_CHARS} characters"
            ));
        }
        Ok(())
    }
}

/// Checks what the upstream has sent, because it's kept, and sent to visitors.
/// It's about the city that was asked for, whatever the upstream calls it.
pub fn check_weather(city: &str, weather: Weather) -> Result<Weather, Error> {
    Report::check_length("conditions", &weather.conditions)?;
    let city = city.to_owned();
    Ok(Weather { city, ..weather })
}

/// Returns the time as milliseconds since 1970.
pub fn unix_ms() -> i64 {
    let time = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    time.as_millis().try_into().unwrap_or(i64::MAX)
}
