//! A cache with a single call for all who ask at the same time, as in
//! chapter 6.

use crate::{Result, Weather};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::OnceCell;

/// How many cities are remembered. There are only so many, but a client can
/// invent more.
const MAX_CITIES: usize = 1000;

/// What is known about each city, or is being asked about it.
pub struct Forecasts {
    cells_by_city: Mutex<HashMap<String, Arc<OnceCell<Forecast>>>>,
    max_age: Duration,
}

/// What came from upstream: weather, or the reason why there is none.
struct Forecast {
    weather: std::result::Result<Weather, String>,
    arrived_at: Instant,
}

impl Forecasts {
    pub fn new(max_age: Duration) -> Self {
        let cells_by_city = Mutex::default();
        Forecasts {
            cells_by_city,
            max_age,
        }
    }

    /// Returns the weather that is known, or that `call` returns. `call` runs
    /// only if no other call for this city is under way.
    pub async fn get(
        &self,
        city: &str,
        call: impl Future<Output = Result<Weather>>,
    ) -> Result<Weather> {
        let cell = self.get_or_create_cell(city);
        let forecast = cell.get_or_init(async || {
            let weather = call.await.map_err(|error| error.to_string());
            let arrived_at = Instant::now();
            Forecast {
                weather,
                arrived_at,
            }
        });
        Ok(forecast.await.weather.clone()?)
    }

    /// Returns the city's cell, which may be empty, and drops all old ones. If
    /// there are too many, the oldest answer is dropped as well.
    fn get_or_create_cell(&self, city: &str) -> Arc<OnceCell<Forecast>> {
        // A plain mutex will do, as nothing is awaited while it's locked.
        let mut cities = self.cells_by_city.lock().unwrap();
        cities.retain(|_, cell| match cell.get() {
            Some(forecast) => forecast.is_usable(self.max_age),
            // Others have the cell as long as the call is under way. If they
            // have all given up, it stays empty.
            None => Arc::strong_count(cell) > 1,
        });
        if cities.len() >= MAX_CITIES && !cities.contains_key(city) {
            remove_oldest(&mut cities);
        }
        Arc::clone(cities.entry(city.to_owned()).or_default())
    }
}

fn remove_oldest(cities: &mut HashMap<String, Arc<OnceCell<Forecast>>>) {
    let oldest = cities
        .iter()
        .filter_map(|(city, cell)| Some((cell.get()?.arrived_at, city)))
        .min();
    if let Some((_, city)) = oldest {
        let city = city.clone();
        cities.remove(&city);
    }
}

impl Forecast {
    /// An error goes to all who wait for it, but isn't kept for anyone else.
    fn is_usable(&self, max_age: Duration) -> bool {
        self.weather.is_ok() && self.arrived_at.elapsed() < max_age
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    use tokio::time::timeout;

    const LONG_LIFETIME: Duration = Duration::from_secs(3600);

    fn count_cities(forecasts: &Forecasts) -> usize {
        forecasts.cells_by_city.lock().unwrap().len()
    }

    #[tokio::test]
    async fn a_call_that_was_dropped_leaves_no_cell_behind() {
        let forecasts = Forecasts::new(LONG_LIFETIME);
        for number in 0..100 {
            let city = number.to_string();
            let call = forecasts.get(&city, pending());
            let given_up = timeout(Duration::from_millis(1), call).await;
            assert!(given_up.is_err());
        }
        assert_eq!(count_cities(&forecasts), 1);
    }

    #[tokio::test]
    async fn a_call_that_is_under_way_is_shared() {
        let forecasts = Forecasts::new(LONG_LIFETIME);
        let calls = AtomicU64::new(0);
        let call = async || {
            calls.fetch_add(1, Relaxed);
            tokio::task::yield_now().await;
            Ok(Weather::sunny("Oslo"))
        };
        let other = async { Ok(Weather::sunny("Rome")) };
        let (first, _, second) = tokio::join!(
            forecasts.get("Oslo", call()),
            forecasts.get("Rome", other),
            forecasts.get("Oslo", call()),
        );
        assert_eq!(first.unwrap().city, second.unwrap().city);
        assert_eq!(calls.load(Relaxed), 1);
    }

    #[tokio::test]
    async fn the_oldest_of_too_many_cities_is_forgotten() {
        let forecasts = Forecasts::new(LONG_LIFETIME);
        for number in 0..MAX_CITIES + 50 {
            let city = number.to_string();
            let call = async { Ok(Weather::sunny(&city)) };
            forecasts.get(&city, call).await.unwrap();
        }
        assert_eq!(count_cities(&forecasts), MAX_CITIES);
        let last = (MAX_CITIES + 49).to_string();
        let known = forecasts.get(&last, pending()).await.unwrap();
        assert_eq!(known.city, last);
        let cities = forecasts.cells_by_city.lock().unwrap();
        assert!(!cities.contains_key("0"));
    }
}
