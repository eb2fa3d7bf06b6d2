//! The lighthouse computes the tide once a day. While it does, its light
//! doesn't blink.

use std::time::Duration;

/// Returns the height of the tide on a day, in centimetres.
pub async fn tide(day: u32) -> u32 {
    // The arithmetic has no await, so it must run on another thread.
    let work = move || compute_tide(day);
    tokio::task::spawn_blocking(work).await.unwrap()
}

/// This takes a while, because it's all arithmetic.
fn compute_tide(day: u32) -> u32 {
    std::thread::sleep(Duration::from_millis(300)); // it stands for the work
    100 + day % 30
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::select;
    use tokio::time::sleep;

    #[tokio::test]
    async fn the_light_blinks_while_the_tide_is_computed() {
        let mut blinks = 0;
        let light = async {
            loop {
                sleep(Duration::from_millis(20)).await;
                blinks += 1;
            }
        };
        select! {
            biased;
            _ = tide(7) => {}
            () = light => {}
        }
        assert!(
            blinks >= 3,
            "the light blinked {blinks} times in 0.3 s, so `tide` blocked its \
             thread"
        );
    }

    #[tokio::test]
    async fn the_tide_is_right() {
        assert_eq!(tide(7).await, 107);
    }
}
