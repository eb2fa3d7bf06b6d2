//! The old bridge carries four sheep at once. The shepherd sends all of them,
//! and the bridge doesn't like it.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::sleep;

/// How many sheep the bridge carries at once.
pub const MAX_SHEEP: usize = 4;

/// Sends all sheep across the bridge. Returns how many have arrived.
pub async fn cross_all(sheep: u32, bridge: &Bridge) -> usize {
    // A stream starts the next future only when one of the four is done.
    use futures::stream::{StreamExt, iter};
    let crossings = iter((0..sheep).map(|_| bridge.cross()));
    crossings.buffer_unordered(MAX_SHEEP).count().await
}

#[derive(Default)]
pub struct Bridge {
    sheep_count: Cell<usize>,
    peak: Cell<usize>,
}

impl Bridge {
    async fn cross(&self) {
        self.sheep_count.set(self.sheep_count.get() + 1);
        self.peak.set(self.peak.get().max(self.sheep_count.get()));
        sleep(Duration::from_secs(60)).await;
        self.sheep_count.set(self.sheep_count.get() - 1);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn at_most_four_sheep_cross_at_once() {
        let bridge = Bridge::default();
        let arrived = cross_all(20, &bridge).await;
        let peak = bridge.peak.get();
        assert!(peak <= MAX_SHEEP, "{peak} sheep were on the bridge at once");
        assert_eq!(arrived, 20);
    }

    #[tokio::test(start_paused = true)]
    async fn four_sheep_cross_at_the_same_time() {
        let start = Instant::now();
        cross_all(20, &Bridge::default()).await;
        let minutes = start.elapsed().as_secs() / 60;
        assert_eq!(minutes, 5, "20 sheep, 4 at once, took {minutes} minutes");
    }
}
