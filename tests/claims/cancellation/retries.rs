//! Retries with jitter, and the delays of backon.

use super::run_in_virtual_time;
use backon::{BackoffBuilder, ExponentialBuilder};
use futures::future::join_all;
use std::time::Duration;

// The tests run the functions of the listing itself.
#[allow(dead_code)]
#[path = "../../../listings/ch05-cancellation/jitter.rs"]
mod jitter;

struct RetryMeasurements {
    max_retries_at_once: u32,
    seconds_until_all_answered: f64,
}

/// Lets the twenty clients of `jitter` retry until all are answered.
fn retry_in_a_crowd(jitter: jitter::Jitter) -> RetryMeasurements {
    run_in_virtual_time(async {
        let server = jitter::Server::new();
        let client = || jitter::ask_until_answered(&server, jitter);
        join_all((0..20).map(|_| client())).await;
        let (_, max_retries_at_once) = server.requests_and_peak();
        let seconds_until_all_answered = server.start.elapsed().as_secs_f64();
        RetryMeasurements {
            max_retries_at_once,
            seconds_until_all_answered,
        }
    })
}

#[test]
fn jitter_spreads_the_retries_and_all_are_answered_sooner() {
    let in_step = retry_in_a_crowd(jitter::Jitter::None);
    assert_eq!(in_step.max_retries_at_once, 17);
    for seed in 0..100 {
        fastrand::seed(seed);
        let spread = retry_in_a_crowd(jitter::Jitter::Full);
        let RetryMeasurements {
            max_retries_at_once,
            seconds_until_all_answered,
        } = spread;
        assert!(
            max_retries_at_once <= 12,
            "{max_retries_at_once} retries at once with seed {seed}"
        );
        assert!(
            seconds_until_all_answered
                < in_step.seconds_until_all_answered / 2.0,
            "{seconds_until_all_answered} s"
        );
    }
}

#[test]
fn backon_waits_1_2_and_4_s_by_default_and_adds_its_jitter() {
    let delays: Vec<_> = ExponentialBuilder::default().build().collect();
    assert_eq!(delays, [1, 2, 4].map(Duration::from_secs));

    let cap = Duration::from_secs(2);
    let builder = ExponentialBuilder::default().with_max_delay(cap);
    let builder = builder.with_max_times(200).with_jitter();
    let delays: Vec<_> = builder.build().collect();
    assert!(delays[0] >= Duration::from_secs(1));
    assert!(delays[1..].iter().all(|delay| *delay >= cap));
    assert!(delays.iter().all(|delay| *delay <= 2 * cap));
    assert!(delays.iter().any(|delay| *delay > cap));
}
