//! A cache with a single call for all who ask at the same time, as in
//! chapter 6.

use crate::{Result, Weather};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;

/// What is known about each city, or is being asked about it.
pub struct Forecasts {
    cities: Mutex<HashMap<String, Arc<OnceCell<Forecast>>>>,
    max_age: Duration,
}

/// What came from upstream: weather, or the reason why there is none.
struct Forecast {
    weather: std::result::Result<Weather, String>,
    arrived: Instant,
}

impl Forecasts {
    pub fn new(max_age: Duration) -> Self {
        let cities = Mutex::default();
        Forecasts { cities, max_age }
    }

    /// Returns the weather that is known, or that `call` returns. `call` runs
    /// only if no other call for this city is under way.
    pub async fn get(
        &self,
        city: &str,
        call: impl Future<Output = Result<Weather>>,
    ) -> Result<Weather> {
        let cell = self.cell_of(city);
        let forecast = cell.get_or_init(async || {
            let weather = call.await.map_err(|error| error.to_string());
            let arrived = Instant::now();
            Forecast { weather, arrived }
        });
        Ok(forecast.await.weather.clone()?)
    }

    /// Returns the city's cell, which may be empty, and drops all old ones.
    fn cell_of(&self, city: &str) -> Arc<OnceCell<Forecast>> {
        // A plain mutex will do, as nothing is awaited while it's locked.
        let mut cities = self.cities.lock().unwrap();
        cities.retain(|_, cell| match cell.get() {
            Some(forecast) => forecast.is_usable(self.max_age),
            None => true, // the call is under way
        });
        Arc::clone(cities.entry(city.to_owned()).or_default())
    }
}

impl Forecast {
    /// An error goes to all who wait for it, but isn't kept for anyone else.
    fn is_usable(&self, max_age: Duration) -> bool {
        self.weather.is_ok() && self.arrived.elapsed() < max_age
    }
}
