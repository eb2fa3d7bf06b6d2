//! If a single city doesn't answer, the whole weather report is empty. Every
//! city should get its line, even one that doesn't answer.

use std::time::Duration;

use futures::future::try_join_all;
use tokio::time::sleep;

/// Returns a line for each city, in the order of the cities: `Rome: sunny`, or
/// the reason why there's no weather, as in `Rome: no answer (too hot)`.
pub async fn report(cities: &[&str]) -> Vec<String> {
    // TODO: Report the other cities even if one of them fails.
    let answers =
        try_join_all(cities.iter().map(|city| fetch_weather(city))).await;
    let pairs = cities.iter().zip(answers.unwrap_or_default());
    pairs
        .map(|(city, weather)| format!("{city}: {weather}"))
        .collect()
}

/// Asks for the weather, which takes 1 s for each letter of the city's name.
/// Atlantis doesn't answer.
async fn fetch_weather(city: &str) -> Result<String, String> {
    sleep(Duration::from_secs(city.len() as u64)).await;
    match city {
        "Atlantis" => Err("under water".into()),
        _ => Ok("sunny".into()),
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn every_city_gets_a_line() {
        let lines = report(&["London", "Rome"]).await;
        assert_eq!(lines, ["London: sunny", "Rome: sunny"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_city_gets_a_line_too() {
        let lines = report(&["London", "Atlantis", "Rome"]).await;
        let atlantis = "Atlantis: no answer (under water)";
        assert_eq!(
            lines,
            ["London: sunny", atlantis, "Rome: sunny"],
            "every city should get a line"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn all_cities_are_asked_at_the_same_time() {
        let start = Instant::now();
        report(&["London", "Atlantis", "Rome"]).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 8,
            "the slowest city takes 8 s, but the report took {seconds} s"
        );
    }
}
