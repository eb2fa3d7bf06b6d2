//! The pump fills the tank bucket by bucket. When the flood gate closes, it
//! should stop at once, but it always finishes its bucket first.

use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Fills buckets until the gate closes. Returns the number of full ones.
pub async fn pump(gate: CancellationToken) -> u32 {
    let mut full = 0;
    // TODO: Stop when the gate closes, also in the middle of a bucket.
    while !gate.is_cancelled() {
        fill_bucket().await;
        full += 1;
    }
    full
}

async fn fill_bucket() {
    sleep(Duration::from_secs(60)).await;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    /// Closes the gate after some seconds. Returns the number of full buckets,
    /// and how many seconds it took until the pump had stopped.
    async fn close_after(seconds: u64) -> (u32, u64) {
        let gate = CancellationToken::new();
        let task = tokio::spawn(pump(gate.clone()));
        sleep(Duration::from_secs(seconds)).await;
        let start = Instant::now();
        gate.cancel();
        (task.await.unwrap(), start.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn the_pump_stops_at_once() {
        let (full, seconds) = close_after(200).await;
        assert_eq!(
            seconds, 0,
            "the gate has closed, and the pump went on for {seconds} s"
        );
        assert_eq!(full, 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_gate_means_no_bucket() {
        let (full, seconds) = close_after(0).await;
        assert_eq!((full, seconds), (0, 0));
    }
}
