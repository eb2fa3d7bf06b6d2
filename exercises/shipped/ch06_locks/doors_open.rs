//! The theatre opens its doors, and the guests come in. But a guest who comes
//! after that waits in the rain forever. Let late guests in, too.

use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::sleep;

/// The doors of a theatre, which open once and then stay open.
pub struct Doors {
    // TODO: Let guests in who come after the doors have opened.
    opened: Notify,
}

impl Doors {
    pub fn closed() -> Doors {
        Doors {
            opened: Notify::new(),
        }
    }

    pub fn open(&self) {
        self.opened.notify_waiters();
    }

    /// Waits until the doors are open.
    pub async fn go_in(&self) {
        self.opened.notified().await;
    }
}

/// Opens the doors after 10 s, and returns when the last guest is inside.
pub async fn run_evening(arrival_seconds: &[u64]) {
    let doors = Doors::closed();
    let arrivals = arrival_seconds.iter().map(async |&seconds| {
        sleep(Duration::from_secs(seconds)).await;
        doors.go_in().await;
    });
    let opening = async {
        sleep(Duration::from_secs(10)).await;
        doors.open();
    };
    tokio::join!(futures::future::join_all(arrivals), opening);
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::{Instant, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    /// Returns the second in which the last guest is inside.
    async fn seconds_until_last_guest(guests: &[u64]) -> u64 {
        let start = Instant::now();
        timeout(TIME_LIMIT, run_evening(guests))
            .await
            .expect("a guest is still waiting after a minute");
        start.elapsed().as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn early_guests_wait_for_the_doors() {
        assert_eq!(seconds_until_last_guest(&[2, 5]).await, 10);
    }

    #[tokio::test(start_paused = true)]
    async fn late_guests_go_straight_in() {
        assert_eq!(seconds_until_last_guest(&[2, 5, 12, 30]).await, 30);
    }

    #[tokio::test(start_paused = true)]
    async fn no_guest_goes_in_before_the_doors_open() {
        let doors = Doors::closed();
        let going_in = timeout(Duration::from_secs(5), doors.go_in()).await;
        assert!(going_in.is_err(), "a guest went in through closed doors");
    }
}
