//! At closing time, the shop sends all of its customers away, even those who
//! are about to pay. Serve them, but don't stay open after the deadline.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Waits for the customers until the time is up, and sends away the rest.
pub async fn close(mut customers: JoinSet<()>, limit: Duration) -> Report {
    // `join_next` is cancel-safe, so `timeout` can drop the loop without losing
    // a customer. `shutdown` aborts the rest and waits until they're gone.
    let mut served = 0;
    let _ = timeout(limit, async {
        while customers.join_next().await.is_some() {
            served += 1;
        }
    })
    .await;
    let sent_away = customers.len();
    customers.shutdown().await;
    Report { served, sent_away }
}

#[derive(Debug, PartialEq)]
pub struct Report {
    pub served: usize,
    pub sent_away: usize,
}

/// Pays after that many seconds.
pub async fn shop(seconds: u64) {
    sleep(Duration::from_secs(seconds)).await;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::{Instant, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(600);

    /// Closes a shop with a limit of 10 s, and returns how long that took.
    async fn close_shop(customers: &[u64]) -> (Report, u64) {
        let start = Instant::now();
        let customers = customers.iter().map(|&seconds| shop(seconds));
        let closed = close(customers.collect(), Duration::from_secs(10));
        let report = timeout(TIME_LIMIT, closed).await;
        let report = report.expect("the shop should close in ten minutes");
        (report, start.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn an_empty_shop_closes_immediately() {
        let (report, seconds) = close_shop(&[]).await;
        assert_eq!(
            report,
            Report {
                served: 0,
                sent_away: 0
            }
        );
        assert_eq!(seconds, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn everyone_is_served_if_there_is_time() {
        let (report, seconds) = close_shop(&[2, 6, 4]).await;
        let served = report.served;
        assert_eq!(served, 3, "{served} of 3 customers were served");
        assert_eq!(report.sent_away, 0);
        assert_eq!(seconds, 6, "the shop closes after its last customer");
    }

    #[tokio::test(start_paused = true)]
    async fn the_shop_closes_at_the_deadline() {
        let (report, seconds) = close_shop(&[2, 60, 4, 90]).await;
        assert_eq!(
            report,
            Report {
                served: 2,
                sent_away: 2
            }
        );
        assert_eq!(seconds, 10, "the shop should close after 10 s");
    }
}
