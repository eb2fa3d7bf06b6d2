//! The kitchen has two stoves, and the waiter sends all orders at once.
//! Cook at most two at a time; the dishes come in the order of the orders.

use std::cell::Cell;
use std::time::Duration;

use futures::stream::{StreamExt, iter};
use tokio::time::sleep;

/// Cooks all orders, which name a number of seconds each.
pub async fn serve(kitchen: &Kitchen, orders: Vec<u64>) -> Vec<String> {
    // `buffered` polls two at a time and keeps the order; `buffer_unordered`
    // would serve who is done first. Both are branches of this future, so
    // they may borrow the kitchen, which no task could.
    let dishes = iter(orders).map(|order| kitchen.cook(order)).buffered(2);
    dishes.collect().await
}

/// It counts how many dishes are on its stoves.
#[derive(Default)]
pub struct Kitchen {
    now: Cell<usize>,
    peak: Cell<usize>,
}

impl Kitchen {
    async fn cook(&self, seconds: u64) -> String {
        self.now.set(self.now.get() + 1);
        self.peak.set(self.peak.get().max(self.now.get()));
        sleep(Duration::from_secs(seconds)).await;
        self.now.set(self.now.get() - 1);
        format!("a dish of {seconds} s")
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::{Instant, timeout};

    const PATIENCE: Duration = Duration::from_secs(60);

    async fn dinner(orders: &[u64]) -> (Vec<String>, usize) {
        let kitchen = Kitchen::default();
        let served = timeout(PATIENCE, serve(&kitchen, orders.to_vec()));
        let dishes = served.await.expect("no dinner after a minute");
        (dishes, kitchen.peak.get())
    }

    #[tokio::test(start_paused = true)]
    async fn two_dishes_are_cooked_at_once_and_no_more() {
        let (_, peak) = dinner(&[2, 2, 2, 2, 2]).await;
        assert_eq!(peak, 2, "{peak} dishes were on two stoves");
    }

    #[tokio::test(start_paused = true)]
    async fn both_stoves_are_used() {
        let start = Instant::now();
        dinner(&[2, 2, 2, 2]).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(seconds, 4, "four dishes of 2 s took {seconds} s");
    }

    #[tokio::test(start_paused = true)]
    async fn the_dishes_come_in_the_order_of_the_orders() {
        let (dishes, _) = dinner(&[3, 1, 2]).await;
        let wanted = [3, 1, 2].map(|n| format!("a dish of {n} s"));
        assert_eq!(dishes, wanted);
    }
}
