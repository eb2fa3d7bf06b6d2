//! Telegrams have eight letters and arrive slowly. Whenever the clock strikes,
//! the operator loses the letters that have already arrived.

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::select;
use tokio::time::Interval;

/// Reads telegrams until the wire is cut. Returns them, and the number of times
/// that the clock has struck.
pub async fn operate(
    mut wire: impl AsyncRead + Unpin,
    mut clock: Interval,
) -> (Vec<String>, u32) {
    let (mut telegrams, mut strikes) = (Vec::new(), 0);
    // TODO: Keep the letters that have arrived when the clock strikes.
    loop {
        let mut telegram = [0; 8];
        select! {
            read = wire.read_exact(&mut telegram) => match read {
                Ok(_) => {
                    telegrams.push(String::from_utf8_lossy(&telegram).into());
                }
                Err(_) => return (telegrams, strikes),
            },
            _ = clock.tick() => strikes += 1,
        }
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::time::Duration;
    use tokio::io::{AsyncWriteExt, DuplexStream, duplex};
    use tokio::time::{Instant, interval_at, sleep};

    /// A letter every second, and no break between the telegrams.
    fn wire(text: &'static str) -> DuplexStream {
        let (mut sender, receiver) = duplex(64);
        tokio::spawn(async move {
            for letter in text.bytes() {
                sleep(Duration::from_secs(1)).await;
                sender.write_u8(letter).await.unwrap();
            }
        });
        receiver
    }

    fn clock(first_ms: u64, period_ms: u64) -> Interval {
        let first = Instant::now() + Duration::from_millis(first_ms);
        interval_at(first, Duration::from_millis(period_ms))
    }

    #[tokio::test(start_paused = true)]
    async fn no_letter_is_lost() {
        let clock = clock(3500, 60_000);
        let (telegrams, _) = operate(wire("ARRIVED!SENDCASH"), clock).await;
        assert_eq!(
            telegrams,
            ["ARRIVED!", "SENDCASH"],
            "the clock struck after three letters of the first telegram"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_clock_strikes_while_letters_arrive() {
        let clock = clock(1500, 2000);
        let (telegrams, strikes) = operate(wire("ARRIVED!"), clock).await;
        assert_eq!(telegrams, ["ARRIVED!"]);
        assert!(strikes >= 3, "the clock struck only {strikes} times in 8 s");
    }
}
