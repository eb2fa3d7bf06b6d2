//! Two pots of coffee stand on two stoves, and yet the second is begun only
//! when the first is done: somebody holds up the whole kitchen.

use std::time::Duration;

use tokio::time::sleep;

/// Brews one pot, which takes 300 ms.
pub async fn brew(pot: u32) -> String {
    // `thread::sleep` stops the thread, and with it all tasks of the loop.
    // tokio's `sleep` leaves a waker with the loop and gives way.
    sleep(Duration::from_millis(300)).await;
    format!("pot {pot}")
}

/// Brews both at the same time.
pub async fn breakfast() -> (String, String) {
    tokio::join!(brew(1), brew(2))
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_pot_takes_its_time_on_the_clock_of_the_loop() {
        let start = Instant::now();
        assert_eq!(brew(1).await, "pot 1");
        let time = start.elapsed().as_millis();
        assert!(time >= 300, "the loop's clock stood still: {time} ms");
    }

    #[tokio::test(start_paused = true)]
    async fn two_pots_take_the_time_of_one() {
        let start = Instant::now();
        let pots = breakfast().await;
        assert_eq!(pots, ("pot 1".to_owned(), "pot 2".to_owned()));
        let time = start.elapsed().as_millis();
        assert!((300..400).contains(&time), "it took {time} ms, not 300");
    }

    #[tokio::test(start_paused = true)]
    async fn the_kitchen_goes_on_meanwhile() {
        let bell = tokio::spawn(async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Instant::now()
        });
        breakfast().await;
        let done = Instant::now();
        let rang = bell.await.unwrap();
        assert!(rang < done, "the bell could ring only after breakfast");
    }
}
