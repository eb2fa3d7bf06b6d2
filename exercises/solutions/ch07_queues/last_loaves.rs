//! At closing time, the bakery stops its work in the middle of the orders.
//! Customers who have paid get nothing.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

/// Bakes until closing time, and then whatever has been paid for.
/// Returns the number of loaves.
pub async fn bake(
    mut orders: mpsc::Receiver<u32>,
    closing_time: oneshot::Receiver<()>,
) -> usize {
    let mut loaves = 0;
    let mut closing_time = std::pin::pin!(closing_time);
    let mut is_open = true;
    loop {
        let order = tokio::select! {
            order = orders.recv() => order,
            _ = &mut closing_time, if is_open => {
                // No order is accepted from now on. Those in the queue stay
                // there, and `recv` returns `None` after the last of them.
                orders.close();
                is_open = false;
                continue;
            }
        };
        if order.is_none() {
            return loaves;
        }
        sleep(Duration::from_secs(60)).await;
        loaves += 1;
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::timeout;

    const TIME_LIMIT: Duration = Duration::from_secs(100_000);

    /// Sells until closing time. Returns how many loaves were paid and baked.
    async fn run_shop(customers: usize, closing_minute: u64) -> (usize, usize) {
        let (sender, orders) = mpsc::channel(8);
        let (close, closing_time) = oneshot::channel();
        let baker = tokio::spawn(bake(orders, closing_time));
        let customers: Vec<_> = (0..customers)
            .map(|_| {
                let sender = sender.clone();
                tokio::spawn(async move {
                    let mut paid = 0;
                    while sender.send(1).await.is_ok() {
                        paid += 1;
                        sleep(Duration::from_secs(100)).await;
                    }
                    paid
                })
            })
            .collect();
        sleep(Duration::from_secs(60 * closing_minute + 1)).await;
        close.send(()).unwrap();
        let loaves = timeout(TIME_LIMIT, baker)
            .await
            .expect("the bakery should close at some time")
            .unwrap();
        let mut paid = 0;
        for customer in customers {
            paid += customer.await.unwrap();
        }
        (paid, loaves)
    }

    #[tokio::test(start_paused = true)]
    async fn paid_loaves_are_baked() {
        for closing_minute in 1..=200 {
            let (paid, loaves) = run_shop(4, closing_minute).await;
            assert_eq!(
                paid,
                loaves,
                "{} customers have paid and got nothing",
                paid - loaves
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn the_bakery_closes_without_customers() {
        assert_eq!(run_shop(0, 5).await, (0, 0));
    }
}
