//! There are two pots and two stoves, and yet the second pot isn't started
//! until the first one is done: something holds up the whole kitchen.

use std::thread;
use std::time::Duration;

/// Brews one pot, which takes 300 ms.
pub async fn brew(pot: u32) -> String {
    // TODO: This wait blocks the event loop. Replace it.
    thread::sleep(Duration::from_millis(300));
    format!("pot {pot}")
}

/// Brews both at the same time.
pub async fn brew_two_pots() -> (String, String) {
    tokio::join!(brew(1), brew(2))
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_pot_takes_300_ms_on_the_runtimes_clock() {
        let start = Instant::now();
        assert_eq!(brew(1).await, "pot 1");
        let time = start.elapsed().as_millis();
        assert!(time >= 300, "the runtime's clock stood still: {time} ms");
    }

    #[tokio::test(start_paused = true)]
    async fn two_pots_take_the_time_of_one() {
        let start = Instant::now();
        let pots = brew_two_pots().await;
        assert_eq!(pots, ("pot 1".to_owned(), "pot 2".to_owned()));
        let time = start.elapsed().as_millis();
        assert!((300..400).contains(&time), "it took {time} ms, not 300");
    }

    #[tokio::test(start_paused = true)]
    async fn other_tasks_run_while_the_coffee_brews() {
        let bell = tokio::spawn(async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Instant::now()
        });
        brew_two_pots().await;
        let done = Instant::now();
        let rang = bell.await.unwrap();
        assert!(rang < done, "the bell could ring only after breakfast");
    }
}
