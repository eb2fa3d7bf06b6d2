//! The old bridge carries four sheep at once. The shepherd sends all of them,
//! and the bridge doesn't like it.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::sleep;

/// How many sheep the bridge carries at once.
pub const STRENGTH: usize = 4;

/// Sends all sheep across the bridge. Returns how many have arrived.
pub async fn cross_all(sheep: u32, bridge: &Bridge) -> usize {
    // A stream starts the next future only when one of the four is done.
    use futures::stream::{StreamExt, iter};
    let crossings = iter((0..sheep).map(|_| bridge.cross()));
    crossings.buffer_unordered(STRENGTH).count().await
}

#[derive(Default)]
pub struct Bridge {
    now: Cell<usize>,
    most: Cell<usize>,
}

impl Bridge {
    async fn cross(&self) {
        self.now.set(self.now.get() + 1);
        self.most.set(self.most.get().max(self.now.get()));
        sleep(Duration::from_secs(60)).await;
        self.now.set(self.now.get() - 1);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn the_bridge_holds() {
        let bridge = Bridge::default();
        let arrived = cross_all(20, &bridge).await;
        let most = bridge.most.get();
        assert!(most <= STRENGTH, "{most} sheep were on the bridge at once");
        assert_eq!(arrived, 20);
    }

    #[tokio::test(start_paused = true)]
    async fn no_place_stays_empty() {
        let start = Instant::now();
        cross_all(20, &Bridge::default()).await;
        let minutes = start.elapsed().as_secs() / 60;
        assert_eq!(minutes, 5, "20 sheep, 4 at once, took {minutes} minutes");
    }
}
