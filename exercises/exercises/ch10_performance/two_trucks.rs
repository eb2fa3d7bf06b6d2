//! A depot sends six trucks to the north and six to the south. It's in no
//! hurry: the southern trucks start when the last northern one is back.

use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

/// Drives to a place and back, and returns the hours that it took.
async fn drive(hours: u64) -> u64 {
    sleep(Duration::from_secs(3_600 * hours)).await;
    hours
}

/// Sends all trucks, and returns the hours of all trips, north before south.
pub async fn deliver(north: &[u64], south: &[u64]) -> Vec<u64> {
    // TODO: Let all trucks start at once.
    let mut trips = join_all(north.iter().map(|&hours| drive(hours))).await;
    trips.extend(join_all(south.iter().map(|&hours| drive(hours))).await);
    trips
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    const HOUR: Duration = Duration::from_secs(3_600);

    #[tokio::test(start_paused = true)]
    async fn all_trips_are_reported_in_order() {
        let trips = deliver(&[3, 1], &[2, 5]).await;
        assert_eq!(trips, [3, 1, 2, 5]);
    }

    #[tokio::test(start_paused = true)]
    async fn all_trips_take_as_long_as_the_longest_one() {
        let start = Instant::now();
        deliver(&[1, 2, 3, 4, 5, 6], &[6, 5, 4, 3, 2, 1]).await;
        assert_eq!(
            start.elapsed(),
            6 * HOUR,
            "the longest trip takes 6 hours, and all trucks can start at once"
        );
    }
}
