//! Breakfast has been ordered, but the milk never arrives. One `.await` is
//! missing, and the compiler's warning about it has been silenced.

use std::time::Duration;

use tokio::time::sleep;

#[derive(Default)]
pub struct Orders {
    saved: Vec<String>,
}

impl Orders {
    pub async fn save(&mut self, order: &str) {
        sleep(Duration::from_millis(100)).await;
        self.saved.push(order.to_owned());
    }
}

// Calling `save` only creates a future. `let _` dropped that future before
// its first poll, so its body never ran.
pub async fn order_breakfast(orders: &mut Orders) {
    orders.save("tea").await;
    orders.save("milk").await;
    orders.save("bread").await;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn all_orders_are_saved_in_order() {
        let mut orders = Orders::default();
        order_breakfast(&mut orders).await;
        let saved = orders.saved.join(", ");
        assert_eq!(
            saved, "tea, milk, bread",
            "all three orders should be saved, in order"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn breakfast_waits_for_every_order() {
        let start = Instant::now();
        order_breakfast(&mut Orders::default()).await;
        let time = start.elapsed().as_millis();
        assert!(
            (300..350).contains(&time),
            "three orders should take 300 ms, but took {time} ms"
        );
    }
}
