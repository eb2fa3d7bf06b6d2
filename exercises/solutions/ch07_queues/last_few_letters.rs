//! A van delivers letters in bags of ten. When the day is over, up to nine
//! letters are left that no van has taken.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;

/// Delivers all letters, at most ten in one trip.
/// Returns how many letters each trip had.
pub async fn deliver(mut letters: mpsc::Receiver<u32>) -> Vec<usize> {
    let mut trips = Vec::new();
    let mut bag = Vec::new();
    // `recv_many` waits for the first letter only, and returns 0 when the
    // channel is closed and empty, so even a bag that isn't full leaves.
    while letters.recv_many(&mut bag, 10).await > 0 {
        sleep(Duration::from_secs(3600)).await;
        trips.push(bag.len());
        bag.clear();
    }
    trips
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;

    /// Sends a letter in each interval, and returns the sizes of the trips.
    async fn deliver_all(count: u32, interval_minutes: u64) -> Vec<usize> {
        let (sender, receiver) = mpsc::channel(100);
        let van = tokio::spawn(deliver(receiver));
        for letter in 1..=count {
            sender.send(letter).await.unwrap();
            sleep(Duration::from_secs(60 * interval_minutes)).await;
        }
        drop(sender);
        van.await.unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn every_letter_is_delivered() {
        let delivered: usize = deliver_all(25, 1).await.iter().sum();
        assert_eq!(delivered, 25, "{} letters are lost", 25 - delivered);
    }

    #[tokio::test(start_paused = true)]
    async fn a_bag_holds_ten_letters() {
        let trips = deliver_all(60, 1).await;
        assert!(trips.iter().all(|letters| *letters <= 10), "{trips:?}");
        assert!(trips.len() <= 10, "too many trips: {trips:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_single_letter_does_not_wait_for_others() {
        assert_eq!(deliver_all(3, 120).await, [1, 1, 1]);
    }
}
