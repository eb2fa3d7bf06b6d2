//! Clients of one chapter ask servers of another: five answers come together
//! only where the server gives them together and the client wants them so.
use std::time::{Duration, Instant};

use super::{ch01_waiting::program as one, ch02_futures::program as two};

const DELAY: Duration = Duration::from_millis(500);

/// How often the delay fits into the time that the client takes.
macro_rules! delays {
    ($server:ident, $client:ident) => {{
        let server = $server::server(&["--delay", "0.5"]);
        let port = server.port.to_string();
        let start = Instant::now();
        let (code, lines) =
            $client::weather(&["client", "--port", &port]).end();
        let time = start.elapsed();
        assert_eq!(code, 0, "{lines}");
        assert_eq!(lines.matches("Received weather for ").count(), 5);
        time.div_duration_f64(DELAY) as u32
    }};
}

#[test]
fn one_after_the_other_on_both_sides() {
    assert!(delays!(one, one) >= 5);
}

#[test]
fn a_server_that_takes_one_at_a_time_holds_up_all() {
    assert!(delays!(one, two) >= 5);
}

#[test]
fn a_client_that_asks_one_at_a_time_holds_up_itself() {
    assert!(delays!(two, one) >= 5);
}

#[test]
fn of_four_pairs_one_takes_the_time_of_one_answer() {
    assert!(delays!(two, two) < 5);
}
