//! A museum lets visitors in as fast as they come, and the hall gets too
//! crowded. At most five may wait in the hall; the others wait outside.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;

/// Guides all visitors through the museum, one after the other.
pub async fn open_museum(visitors: u32, hall: &'static Hall) -> u32 {
    // TODO: Let a visitor enter only when there's room for another one.
    let (sender, mut receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for visitor in 1..=visitors {
            hall.enter();
            sender.send(visitor).unwrap();
        }
    });

    let mut guided = 0;
    while receiver.recv().await.is_some() {
        hall.leave();
        sleep(Duration::from_secs(1)).await;
        guided += 1;
    }
    guided
}

/// Counts the visitors in the hall.
#[derive(Default)]
pub struct Hall {
    waiting: AtomicUsize,
    peak_waiting: AtomicUsize,
}

impl Hall {
    fn enter(&self) {
        let waiting = self.waiting.fetch_add(1, Relaxed) + 1;
        self.peak_waiting.fetch_max(waiting, Relaxed);
    }

    fn leave(&self) {
        self.waiting.fetch_sub(1, Relaxed);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn the_hall_never_holds_more_than_five() {
        let hall: &'static Hall = Box::leak(Box::default());
        assert_eq!(open_museum(40, hall).await, 40);
        let peak = hall.peak_waiting.load(Relaxed);
        assert!(peak <= 5, "{peak} visitors were in a hall for five");
        assert!(peak >= 3, "with {peak} visitors the hall is nearly empty");
    }

    #[tokio::test(start_paused = true)]
    async fn the_guide_never_waits_for_a_visitor() {
        let hall: &'static Hall = Box::leak(Box::default());
        let start = Instant::now();
        open_museum(40, hall).await;
        assert_eq!(start.elapsed().as_secs(), 40);
    }
}
