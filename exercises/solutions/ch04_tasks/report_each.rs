//! If a single city doesn't answer, the whole weather report is empty. Every
//! city should get its line, even one that doesn't answer.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

/// Returns a line for each city, in the order of the cities: `Rome: sunny`, or
/// the reason why there's no weather, as in `Rome: no answer (too hot)`.
pub async fn report(cities: &[&str]) -> Vec<String> {
    // `try_join_all` returns at the first error and drops the other futures.
    // To `join_all`, a `Result` is a value like any other, so it waits for all
    // of them.
    let answers = join_all(cities.iter().map(|city| fetch_weather(city))).await;
    let pairs = cities.iter().zip(answers);
    pairs
        .map(|(city, answer)| match answer {
            Ok(weather) => format!("{city}: {weather}"),
            Err(error) => format!("{city}: no answer ({error})"),
        })
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
