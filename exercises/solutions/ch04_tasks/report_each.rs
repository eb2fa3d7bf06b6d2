//! One city without an answer, and the whole report is empty.
//! Each city shall have its line, the silent ones too.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

/// A line for each city, in their order: its weather, or why there is none.
pub async fn report(cities: &[&str]) -> Vec<String> {
    // `try_join_all` drops the others at the first error. `join_all` knows
    // nothing of errors: it collects each `Result` as it would any value.
    let answers = join_all(cities.iter().map(|city| ask(city))).await;
    let lines = cities.iter().zip(answers);
    lines
        .map(|(city, answer)| match answer {
            Ok(weather) => format!("{city}: {weather}"),
            Err(error) => format!("{city}: no answer ({error})"),
        })
        .collect()
}

/// The weather, after 1 s for each letter; nobody answers in Atlantis.
async fn ask(city: &str) -> Result<String, String> {
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
    async fn all_cities_are_reported() {
        let lines = report(&["London", "Rome"]).await;
        assert_eq!(lines, ["London: sunny", "Rome: sunny"]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_has_a_line_of_its_own() {
        let lines = report(&["London", "Atlantis", "Rome"]).await;
        let atlantis = "Atlantis: no answer (under water)";
        assert_eq!(lines, ["London: sunny", atlantis, "Rome: sunny"]);
    }

    #[tokio::test(start_paused = true)]
    async fn all_are_asked_at_once() {
        let start = Instant::now();
        report(&["London", "Atlantis", "Rome"]).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(seconds, 8, "it took {seconds} s; Atlantis takes 8 s");
    }
}
