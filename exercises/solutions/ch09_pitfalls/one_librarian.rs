//! The librarian keeps a card for each book, and fetches unknown ones from the
//! archive. While a book is fetched, all other readers stand in line.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::sleep;

#[derive(Default)]
pub struct Library {
    shelf: Mutex<HashMap<String, String>>,
}

impl Library {
    /// Returns the text of a book.
    pub async fn read(&self, title: &str) -> String {
        // Each guard lives for one statement, so none is held while waiting.
        let known = self.shelf.lock().await.get(title).cloned();
        if let Some(text) = known {
            return text;
        }
        let text = fetch_from_archive(title).await;
        let mut shelf = self.shelf.lock().await;
        shelf.insert(title.to_owned(), text.clone());
        text
    }
}

async fn fetch_from_archive(title: &str) -> String {
    sleep(Duration::from_secs(60)).await;
    format!("{title}: once upon a time")
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use futures::future::join_all;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn readers_of_different_books_do_not_wait_for_each_other() {
        let (library, start) = (Library::default(), Instant::now());
        let titles = ["Emma", "Ulysses", "Dune", "Momo"];
        join_all(titles.map(|title| library.read(title))).await;
        let minutes = start.elapsed().as_secs() / 60;
        assert_eq!(minutes, 1, "four books took {minutes} minutes");
    }

    #[tokio::test(start_paused = true)]
    async fn a_known_book_is_not_fetched_again() {
        let library = Library::default();
        let first = library.read("Emma").await;
        let start = Instant::now();
        assert_eq!(library.read("Emma").await, first);
        let seconds = start.elapsed().as_secs();
        assert_eq!(seconds, 0, "Emma was fetched from the archive again");
    }
}
