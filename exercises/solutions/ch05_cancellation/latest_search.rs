//! Each key that you press starts a new search. The old searches keep running,
//! and their late results replace newer ones. Only the latest one should run.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::sleep;

#[derive(Default)]
pub struct SearchBox {
    running: Option<JoinHandle<()>>,
    shown: Arc<Mutex<Vec<String>>>,
}

impl SearchBox {
    /// Starts a search, and cancels the one before it.
    pub fn search(&mut self, text: &'static str) {
        // Replacing the handle drops the old one, and that only detaches its
        // task. (An `AbortOnDropHandle` would abort the task.)
        if let Some(previous) = self.running.take() {
            previous.abort();
        }
        let shown = Arc::clone(&self.shown);
        self.running = Some(tokio::spawn(async move {
            let result = find(text).await;
            shown.lock().unwrap().push(result);
        }));
    }
}

/// A short text has many results, so it takes longer to find them.
async fn find(text: &str) -> String {
    let letters = text.len() as u64;
    sleep(Duration::from_secs(10 - letters)).await;
    format!("results for {text}")
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;

    /// Types these texts, one after a second, and returns what was shown.
    async fn type_texts(texts: &[&'static str]) -> Vec<String> {
        let mut search_box = SearchBox::default();
        for text in texts {
            search_box.search(text);
            sleep(Duration::from_secs(1)).await;
        }
        sleep(Duration::from_secs(60)).await;
        search_box.shown.lock().unwrap().clone()
    }

    #[tokio::test(start_paused = true)]
    async fn a_single_search_is_shown() {
        assert_eq!(type_texts(&["Oslo"]).await, ["results for Oslo"]);
    }

    #[tokio::test(start_paused = true)]
    async fn only_the_latest_search_is_shown() {
        let shown = type_texts(&["L", "Lo", "Lon", "London"]).await;
        assert_eq!(
            shown,
            ["results for London"],
            "only the latest search should show its results"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_search_that_has_finished_stays_shown() {
        let mut search_box = SearchBox::default();
        search_box.search("Oslo");
        sleep(Duration::from_secs(20)).await;
        search_box.search("Bergen");
        sleep(Duration::from_secs(20)).await;
        let shown = search_box.shown.lock().unwrap().clone();
        assert_eq!(shown, ["results for Oslo", "results for Bergen"]);
    }
}
