//! The time between the signal and the moment when the service stops accepting.

use std::time::Duration;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::info;
use weather_common::Shutdown;

/// Returns the steps of a server that continues to accept clients for `delay`
/// after it was `requested` to stop. A second signal ends that time too.
pub fn stop_after_delay(requested: &Shutdown, delay: Duration) -> Shutdown {
    let requested = requested.clone();
    let delayed = Shutdown {
        stop_accepting: CancellationToken::new(),
        give_up: requested.give_up.clone(),
    };
    let stop_accepting = delayed.stop_accepting.clone();
    tokio::spawn(async move {
        requested.stop_accepting.cancelled().await;
        if !delay.is_zero() {
            let seconds = delay.as_secs_f64();
            info!("Not ready any more, but serving for {seconds} s");
            let wait = sleep(delay);
            requested.give_up.run_until_cancelled(wait).await;
        }
        stop_accepting.cancel();
    });
    delayed
}
