//! The museum counts its guests at three doors, but at the end of the day it
//! has counted far too few. Count every guest.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

/// Lets guests in through one door, one after the other.
async fn open_door(guests: u32, counter: &AtomicU32) {
    for _ in 0..guests {
        // TODO: Count every guest.
        let guests_so_far = counter.load(Relaxed);
        check_ticket().await;
        counter.store(guests_so_far + 1, Relaxed);
    }
}

/// Returns how many guests came in through all doors.
pub async fn count_guests(doors: &[u32]) -> u32 {
    let counter = AtomicU32::new(0);
    join_all(doors.iter().map(|&guests| open_door(guests, &counter))).await;
    counter.load(Relaxed)
}

async fn check_ticket() {
    sleep(Duration::from_secs(1)).await;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn every_guest_is_counted() {
        let count = count_guests(&[5, 5, 5]).await;
        assert_eq!(count, 15, "15 guests came, but {count} were counted");
    }

    #[tokio::test(start_paused = true)]
    async fn doors_may_have_different_numbers_of_guests() {
        assert_eq!(count_guests(&[1, 7, 2, 0]).await, 10);
    }

    #[tokio::test(start_paused = true)]
    async fn the_doors_do_not_wait_for_each_other() {
        let start = Instant::now();
        count_guests(&[5, 5, 5]).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 5,
            "each door needs 5 s, but together they took {seconds} s"
        );
    }
}
