//! The till says that breakfast is ordered, and the milk never comes.
//! No error, no warning: somebody forgot a word, and hushed the compiler.

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

// TODO: One of these orders is never saved. Which, and why?
pub async fn breakfast(orders: &mut Orders) {
    orders.save("tea").await;
    let _ = orders.save("milk");
    orders.save("bread").await;
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    // #[test]
    #[tokio::test(start_paused = true)]
    async fn all_three_are_saved_in_their_order() {
        let mut orders = Orders::default();
        breakfast(&mut orders).await;
        let saved = orders.saved.join(", ");
        assert_eq!(saved, "tea, milk, bread", "these orders were saved");
    }

    #[tokio::test(start_paused = true)]
    async fn breakfast_waits_for_each_of_them() {
        let start = Instant::now();
        breakfast(&mut Orders::default()).await;
        let time = start.elapsed().as_millis();
        assert!((300..350).contains(&time), "it took {time} ms, not 300");
    }
}
