//! A library lends its two atlases to one reader after another. But when
//! readers leave in a hurry, their atlases are missing from then on.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::sleep;

#[derive(Debug)]
pub struct Atlas(pub u32);

#[derive(Clone)]
pub struct Library {
    shelf: Arc<Mutex<Vec<Atlas>>>,
    available: Arc<Semaphore>,
}

impl Library {
    pub fn new(atlases: Vec<Atlas>) -> Library {
        let available = Arc::new(Semaphore::new(atlases.len()));
        let shelf = Arc::new(Mutex::new(atlases));
        Library { shelf, available }
    }

    async fn borrow(&self) -> Atlas {
        self.available.acquire().await.unwrap().forget();
        self.shelf.lock().unwrap().pop().unwrap()
    }

    fn give_back(&self, atlas: Atlas) {
        self.shelf.lock().unwrap().push(atlas);
        self.available.add_permits(1);
    }

    /// Reads an atlas for some time, and returns its number.
    pub async fn read(&self, time: Duration) -> u32 {
        let atlas = self.borrow().await;
        let number = atlas.0;
        // TODO: Give the atlas back even if the reader is dropped.
        sleep(time).await;
        self.give_back(atlas);
        number
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::timeout;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn library() -> Library {
        Library::new(vec![Atlas(1), Atlas(2)])
    }

    #[tokio::test(start_paused = true)]
    async fn two_readers_get_different_atlases() {
        let library = library();
        for _ in 0..5 {
            let (one, two) =
                tokio::join!(library.read(HOUR), library.read(HOUR));
            assert_eq!(one + two, 3);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn readers_who_leave_in_a_hurry_return_their_atlases() {
        let library = library();
        for _ in 0..5 {
            let reading = library.read(HOUR);
            assert!(timeout(HOUR / 2, reading).await.is_err());
            let back = library.shelf.lock().unwrap().len();
            assert_eq!(
                back, 2,
                "both atlases should be on the shelf after a reader has left"
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_two_readers_read_at_a_time() {
        let library = library();
        let start = tokio::time::Instant::now();
        tokio::join!(
            library.read(HOUR),
            library.read(HOUR),
            library.read(HOUR),
            library.read(HOUR)
        );
        assert_eq!(start.elapsed(), 2 * HOUR);
    }
}
