//! Each order gets the next number, and is then sent to the kitchen. The
//! program doesn't compile, because a guard is held for too long.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

/// Gives the order the next number, sends it to the kitchen, and returns the
/// number.
async fn send_order(last_number: Arc<Mutex<u32>>) -> u32 {
    // TODO: Don't hold the guard while the order is being sent.
    let mut last = last_number.lock().unwrap();
    *last += 1;
    send_to_kitchen().await;
    *last
}

/// Sends all orders at the same time, and returns their numbers.
pub async fn send_orders(count: usize) -> Vec<u32> {
    let last_number = Arc::new(Mutex::new(0));
    let mut orders = JoinSet::new();
    for _ in 0..count {
        orders.spawn(send_order(Arc::clone(&last_number)));
    }
    let mut numbers = orders.join_all().await;
    numbers.sort();
    numbers
}

async fn send_to_kitchen() {
    sleep(Duration::from_secs(1)).await;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn each_order_has_a_number_of_its_own() {
        assert_eq!(send_orders(4).await, [1, 2, 3, 4]);
    }

    #[tokio::test(start_paused = true)]
    async fn the_orders_do_not_wait_for_each_other() {
        let start = Instant::now();
        send_orders(4).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 1,
            "four orders should be sent within 1 s, but it took {seconds} s"
        );
    }
}
