//! A lake has a few boats to rent. If a guest leaves in the middle of a trip,
//! the boat drifts away, and soon there are no boats left.

use std::sync::Mutex;
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::sleep;

pub struct Lake {
    boats: Mutex<Vec<u32>>,
    permits: Semaphore,
}

/// A boat that's out on the lake.
pub struct RentedBoat<'a> {
    boat: u32,
    lake: &'a Lake,
    _permit: SemaphorePermit<'a>,
}

impl Lake {
    pub fn new(count: u32) -> Self {
        Lake {
            boats: Mutex::new((1..=count).collect()),
            permits: Semaphore::new(count as usize),
        }
    }

    /// Waits until a boat is there.
    pub async fn rent(&self) -> RentedBoat<'_> {
        let permit = self.permits.acquire().await.unwrap();
        let boat = self.boats.lock().unwrap().pop().unwrap();
        RentedBoat {
            boat,
            lake: self,
            _permit: permit,
        }
    }
}

// The destructor runs on every way out, also when the future of the trip is
// dropped. The permit is a field, so it's released after the boat is back.
impl Drop for RentedBoat<'_> {
    fn drop(&mut self) {
        self.lake.boats.lock().unwrap().push(self.boat);
    }
}

pub async fn row(lake: &Lake, minutes: u64) -> u32 {
    let rented = lake.rent().await;
    sleep(Duration::from_secs(60 * minutes)).await;
    rented.boat
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use futures::future::join_all;
    use tokio::time::{Instant, timeout};

    fn count_boats(lake: &Lake) -> usize {
        lake.boats.lock().unwrap().len()
    }

    #[tokio::test(start_paused = true)]
    async fn guests_share_the_boats() {
        let lake = Lake::new(2);
        let start = Instant::now();
        join_all((0..6).map(|_| row(&lake, 10))).await;
        let minutes = start.elapsed().as_secs() / 60;
        assert_eq!(minutes, 30, "minutes for six trips with two boats");
        assert_eq!(count_boats(&lake), 2, "boats at the lake in the evening");
    }

    #[tokio::test(start_paused = true)]
    async fn a_boat_comes_back_even_if_the_guest_leaves() {
        let lake = Lake::new(2);
        for _ in 0..3 {
            let limit = Duration::from_secs(60);
            let trip = timeout(limit, row(&lake, 10)).await;
            assert!(trip.is_err(), "the guest should leave after a minute");
            assert_eq!(count_boats(&lake), 2, "boats after the guest has left");
        }
    }
}
