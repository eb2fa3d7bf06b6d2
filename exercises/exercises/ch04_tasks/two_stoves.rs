//! The waiter sends all orders at once, but the kitchen has only two stoves.
//! Cook at most two dishes at a time, and serve them in the order given.

use std::cell::Cell;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

/// Cooks all orders. Each is given as the number of seconds that it takes.
pub async fn serve(kitchen: &Kitchen, orders: Vec<u64>) -> Vec<String> {
    // TODO: Cook at most two dishes at the same time.
    join_all(orders.into_iter().map(|order| kitchen.cook(order))).await
}

/// Counts how many dishes are on the stoves.
#[derive(Default)]
pub struct Kitchen {
    cooking: Cell<usize>,
    max_cooking: Cell<usize>,
}

impl Kitchen {
    async fn cook(&self, seconds: u64) -> String {
        self.cooking.set(self.cooking.get() + 1);
        self.max_cooking
            .set(self.max_cooking.get().max(self.cooking.get()));
        sleep(Duration::from_secs(seconds)).await;
        self.cooking.set(self.cooking.get() - 1);
        format!("a dish of {seconds} s")
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::{Instant, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    /// Returns the dishes, and the most that were cooked at the same time.
    async fn serve_dinner(orders: &[u64]) -> (Vec<String>, usize) {
        let kitchen = Kitchen::default();
        let served = timeout(TIME_LIMIT, serve(&kitchen, orders.to_vec()));
        let dishes = served
            .await
            .expect("dinner should be ready within a minute");
        (dishes, kitchen.max_cooking.get())
    }

    #[tokio::test(start_paused = true)]
    async fn two_dishes_are_cooked_at_a_time_and_no_more() {
        let (_, max_cooking) = serve_dinner(&[2, 2, 2, 2, 2]).await;
        assert_eq!(max_cooking, 2, "{max_cooking} dishes were on two stoves");
    }

    #[tokio::test(start_paused = true)]
    async fn both_stoves_are_used() {
        let start = Instant::now();
        serve_dinner(&[2, 2, 2, 2]).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 4,
            "two stoves should cook four dishes of 2 s in 4 s, not {seconds} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn dishes_are_served_in_the_order_of_the_orders() {
        let (dishes, _) = serve_dinner(&[3, 1, 2]).await;
        let expected = ["a dish of 3 s", "a dish of 1 s", "a dish of 2 s"];
        assert_eq!(dishes, expected);
    }
}
