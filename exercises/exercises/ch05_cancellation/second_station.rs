//! If the first station is slow, the program asks a second one too. Both need
//! the same radio, and now and then the program hangs forever.

use std::pin::pin;
use std::time::Duration;

use tokio::select;
use tokio::sync::Mutex;
use tokio::time::sleep;

/// Asks Oslo. If there's no answer after 1 s, asks Bergen as well, and returns
/// both answers.
pub async fn ask_stations(radio: &Mutex<Radio>) -> Vec<String> {
    let mut oslo = pin!(call_station(radio, "Oslo"));
    select! {
        answer = &mut oslo => vec![answer],
        () = sleep(Duration::from_secs(1)) => {
            // TODO: Don't hang when both wait for the radio.
            let bergen = call_station(radio, "Bergen").await;
            vec![oslo.await, bergen]
        }
    }
}

async fn call_station(radio: &Mutex<Radio>, city: &str) -> String {
    let mut radio = radio.lock().await;
    radio.calls += 1;
    sleep(Duration::from_millis(100)).await;
    format!("{city}: rain")
}

/// Only one call at a time is possible.
#[derive(Default)]
pub struct Radio {
    calls: u32,
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::sync::Arc;
    use tokio::time::{Instant, timeout};

    struct Report {
        answers: Vec<String>,
        calls: u32,
        seconds: f64,
    }

    /// Asks while another task uses the radio for that many seconds.
    async fn ask_beside_a_call(seconds: u64) -> Report {
        let radio = Arc::new(Mutex::new(Radio::default()));
        let call = Arc::clone(&radio).lock_owned().await;
        tokio::spawn(async move {
            sleep(Duration::from_secs(seconds)).await;
            drop(call);
        });
        let start = Instant::now();
        let limit = Duration::from_secs(60);
        let answers = timeout(limit, ask_stations(&radio))
            .await
            .expect("the radio has long been free, but the program hangs");
        Report {
            answers,
            calls: radio.lock().await.calls,
            seconds: start.elapsed().as_secs_f64(),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn after_a_quick_answer_no_second_station_is_asked() {
        let report = ask_beside_a_call(0).await;
        assert_eq!(report.answers, ["Oslo: rain"]);
        assert_eq!(report.calls, 1, "there's no need to ask Bergen");
    }

    #[tokio::test(start_paused = true)]
    async fn both_answer_when_the_radio_was_busy() {
        let report = ask_beside_a_call(3).await;
        assert_eq!(report.answers, ["Oslo: rain", "Bergen: rain"]);
        assert_eq!(report.calls, 2, "no station is asked twice");
        assert!(report.seconds < 3.5, "both calls take 0.2 s together");
    }
}
