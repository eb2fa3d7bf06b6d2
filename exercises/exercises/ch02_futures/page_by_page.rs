//! An archive has many pages, and most readers want only the first two. But
//! this stream fetches all of them before it yields the first one.

use std::cell::Cell;
use std::time::Duration;

use futures::stream;
use futures::{Stream, StreamExt};
use tokio::time::sleep;

pub struct Archive {
    pub pages: Vec<&'static str>,
    pub fetch_count: Cell<u32>,
}

impl Archive {
    /// Returns the page with that number, or `None` after the last one.
    pub async fn fetch(&self, number: usize) -> Option<&'static str> {
        sleep(Duration::from_millis(100)).await;
        let page = *self.pages.get(number)?;
        self.fetch_count.set(self.fetch_count.get() + 1);
        Some(page)
    }
}

/// Yields all pages, and fetches each one only when it's asked for.
// TODO: Here the first page waits for the last. Fetch them one by one.
pub fn pages(archive: &Archive) -> impl Stream<Item = &'static str> {
    stream::once(fetch_all(archive)).flat_map(stream::iter)
}

async fn fetch_all(archive: &Archive) -> Vec<&'static str> {
    let mut pages = Vec::new();
    while let Some(page) = archive.fetch(pages.len()).await {
        pages.push(page);
    }
    pages
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use futures::StreamExt;
    use std::pin::pin;
    use tokio::time::{Instant, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    fn archive() -> Archive {
        Archive {
            pages: vec!["one", "two", "three", "four", "five"],
            fetch_count: Cell::new(0),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn all_pages_arrive_in_order() {
        let archive = archive();
        let all_pages: Vec<_> = timeout(TIME_LIMIT, pages(&archive).collect())
            .await
            .expect("the stream should end after the last page");
        assert_eq!(all_pages, archive.pages);
    }

    #[tokio::test(start_paused = true)]
    async fn two_pages_take_two_fetches() {
        let archive = archive();
        let two: Vec<_> = pages(&archive).take(2).collect().await;
        assert_eq!(two, ["one", "two"]);
        let fetched = archive.fetch_count.get();
        assert_eq!(fetched, 2, "2 pages were read, but {fetched} were fetched");
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_page_arrives_after_one_fetch() {
        let (archive, start) = (archive(), Instant::now());
        let mut pages = pin!(pages(&archive));
        assert_eq!(
            archive.fetch_count.get(),
            0,
            "nothing should be fetched before the first `next`"
        );
        assert_eq!(pages.next().await, Some("one"));
        let time = start.elapsed().as_millis();
        assert!(
            (100..150).contains(&time),
            "one page should take 100 ms, but took {time} ms"
        );
    }
}
