//! An archive has many pages, and most readers want the first two.
//! Yet all of them wait until the very last page has been fetched.

use std::cell::Cell;
use std::time::Duration;

use futures::Stream;
use futures::stream;
use tokio::time::sleep;

pub struct Archive {
    pub pages: Vec<&'static str>,
    pub fetched: Cell<u32>,
}

impl Archive {
    /// The page with that number, or `None` after the last.
    pub async fn fetch(&self, number: usize) -> Option<&'static str> {
        sleep(Duration::from_millis(100)).await;
        let page = *self.pages.get(number)?;
        self.fetched.set(self.fetched.get() + 1);
        Some(page)
    }
}

/// All pages, each fetched when the reader asks for it.
// A stream is lazy: `unfold` fetches a page only when it is asked for one.
pub fn pages(archive: &Archive) -> impl Stream<Item = &'static str> {
    stream::unfold(0, move |number| async move {
        let page = archive.fetch(number).await?;
        Some((page, number + 1))
    })
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::StreamExt;
    use std::pin::pin;
    use tokio::time::{Instant, timeout};

    const PATIENCE: Duration = Duration::from_secs(60);

    fn archive() -> Archive {
        Archive {
            pages: vec!["one", "two", "three", "four", "five"],
            fetched: Cell::new(0),
        }
    }

    // #[test]
    #[tokio::test(start_paused = true)]
    async fn all_pages_come_in_their_order() {
        let archive = archive();
        let all: Vec<_> = timeout(PATIENCE, pages(&archive).collect())
            .await
            .expect("the stream does not end");
        assert_eq!(all, archive.pages);
    }

    #[tokio::test(start_paused = true)]
    async fn two_pages_cost_two_fetches() {
        let archive = archive();
        let two: Vec<_> = pages(&archive).take(2).collect().await;
        assert_eq!(two, ["one", "two"]);
        let fetched = archive.fetched.get();
        assert_eq!(fetched, 2, "who reads 2 pages has {fetched} fetched");
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_page_comes_after_one_fetch() {
        let (archive, start) = (archive(), Instant::now());
        let mut pages = pin!(pages(&archive));
        assert_eq!(archive.fetched.get(), 0, "nobody has asked yet");
        assert_eq!(pages.next().await, Some("one"));
        let time = start.elapsed().as_millis();
        assert!((100..150).contains(&time), "it took {time} ms, not 100");
    }
}
