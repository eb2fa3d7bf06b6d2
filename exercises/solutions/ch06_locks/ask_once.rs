//! Whenever many clients ask for the same city at once, the provider gets the
//! same question many times. Ask it once per city, and share the answer.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::OnceCell;
use tokio::time::sleep;

#[derive(Default)]
pub struct WeatherCache {
    provider: Provider,
    // The mutex protects the map and is held for a moment only. The wait for
    // the provider happens in the city's cell, so other cities don't wait.
    answers: Mutex<HashMap<String, Arc<OnceCell<String>>>>,
}

impl WeatherCache {
    /// Returns the weather, and asks the provider only if it has to.
    pub async fn get(&self, city: &str) -> Result<String, String> {
        let cell = {
            let mut answers = self.answers.lock().unwrap();
            Arc::clone(answers.entry(city.to_owned()).or_default())
        };
        // An error isn't stored, so the next client asks again.
        let answer = cell.get_or_try_init(|| self.provider.ask(city)).await?;
        Ok(answer.clone())
    }
}

/// Takes 2 s to answer, and keeps a list of all questions.
#[derive(Default)]
struct Provider {
    questions: Mutex<Vec<String>>,
}

impl Provider {
    async fn ask(&self, city: &str) -> Result<String, String> {
        let number = {
            let mut questions = self.questions.lock().unwrap();
            questions.push(city.to_owned());
            questions.len()
        };
        sleep(Duration::from_secs(2)).await;
        match city {
            "Atlantis" => Err(format!("no answer to question {number}")),
            _ => Ok(format!("sunny in {city}")),
        }
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use futures::future::join_all;
    use tokio::time::Instant;

    fn count_questions(weather: &WeatherCache) -> usize {
        weather.provider.questions.lock().unwrap().len()
    }

    #[tokio::test(start_paused = true)]
    async fn many_clients_cause_one_question() {
        let weather = WeatherCache::default();
        let answers = join_all((0..100).map(|_| weather.get("London"))).await;
        assert!(answers.contains(&Ok("sunny in London".to_owned())));
        let count = count_questions(&weather);
        assert_eq!(count, 1, "the provider got {count} questions for London");
    }

    #[tokio::test(start_paused = true)]
    async fn different_cities_do_not_wait_for_each_other() {
        let weather = WeatherCache::default();
        let start = Instant::now();
        join_all(["London", "Paris", "Rome"].map(|city| weather.get(city)))
            .await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 2,
            "three cities should take 2 s together, but took {seconds} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_kept() {
        let weather = WeatherCache::default();
        weather.get("Rome").await.unwrap();
        let start = Instant::now();
        weather.get("Rome").await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 0, "the answer was there");
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_is_not_kept() {
        let weather = WeatherCache::default();
        let first = weather.get("Atlantis").await;
        let second = weather.get("Atlantis").await;
        assert_eq!(first, Err("no answer to question 1".to_owned()));
        assert_eq!(
            second,
            Err("no answer to question 2".to_owned()),
            "after an error, the next client should ask again"
        );
    }
}
