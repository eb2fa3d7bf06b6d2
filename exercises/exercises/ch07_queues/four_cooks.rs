//! Four cooks share the orders of a kitchen, but only one of them cooks at
//! any time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Cooks all orders, and returns how many each of the four cooks has done.
pub async fn run_kitchen(orders: mpsc::Receiver<u64>) -> Vec<usize> {
    let orders = Arc::new(Mutex::new(orders));
    let mut cooks = JoinSet::new();
    for _ in 0..4 {
        cooks.spawn(cook_all(orders.clone()));
    }
    cooks.join_all().await
}

async fn cook_all(orders: Arc<Mutex<mpsc::Receiver<u64>>>) -> usize {
    let mut count = 0;
    loop {
        // TODO: Let the other cooks take orders while this one is cooking.
        match orders.lock().await.recv().await {
            Some(minutes) => sleep(Duration::from_secs(60 * minutes)).await,
            None => return count,
        }
        count += 1;
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    struct Report {
        counts: Vec<usize>,
        minutes: u64,
    }

    async fn cook_orders(minutes_of_orders: &[u64]) -> Report {
        let (sender, receiver) = mpsc::channel(100);
        for minutes in minutes_of_orders {
            sender.send(*minutes).await.unwrap();
        }
        drop(sender);
        let start = Instant::now();
        let mut counts = run_kitchen(receiver).await;
        counts.sort();
        let minutes = start.elapsed().as_secs() / 60;
        Report { counts, minutes }
    }

    #[tokio::test(start_paused = true)]
    async fn four_cooks_are_four_times_as_fast() {
        let report = cook_orders(&[5; 20]).await;
        assert_eq!(report.counts.iter().sum::<usize>(), 20);
        let minutes = report.minutes;
        assert_eq!(
            minutes, 25,
            "20 orders of 5 minutes took four cooks {minutes} minutes"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_order_keeps_only_one_cook_busy() {
        let report = cook_orders(&[30, 5, 5, 5, 5, 5, 5]).await;
        assert_eq!(report.counts, [1, 2, 2, 2]);
        assert_eq!(report.minutes, 30);
    }
}
