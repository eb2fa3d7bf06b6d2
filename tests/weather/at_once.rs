//! What every stage does from chapter 2 on: it serves its clients
//! concurrently.
use std::net::Shutdown;
use std::time::{Duration, Instant};

use super::program::{
    LONDON_ANSWER, LONDON_REQUEST, read_until_close, send_text, start_server,
    start_weather,
};

#[test]
fn five_clients_that_come_together_are_served_in_the_time_of_one() {
    let server = start_server(&["--delay", "2"]);
    let start = Instant::now();
    let clients = [(); 5].map(|()| {
        let client = server.connect();
        send_text(&client, LONDON_REQUEST);
        client
    });
    for client in clients {
        assert_eq!(read_until_close(&client), LONDON_ANSWER);
    }
    // One after the other, they would wait for 10 s.
    let time = start.elapsed();
    assert!(time >= Duration::from_secs(2), "{time:?}");
    assert!(time < Duration::from_secs(10), "{time:?}");
}

#[test]
fn a_stalled_client_does_not_block_others() {
    let server = start_server(&["--timeout", "10"]);
    let stalled = server.connect();
    send_text(&stalled, "{\"city\": ");
    server.assert_serves_next();
    // The stalled client still has its connection, so nobody waited for it.
    stalled.shutdown(Shutdown::Write).unwrap();
    server.assert_refused(&stalled, "ended before it was whole");
}

#[test]
fn without_a_command_five_cities_are_asked_at_once() {
    let (code, lines) =
        start_weather(&["--port", "0", "--delay", "1"]).wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert_eq!(lines.matches("\nReceived weather for ").count(), 5);
    let total = lines.rsplit("Processed 5 requests in ").next().unwrap();
    let seconds: f64 = total.split(' ').next().unwrap().parse().unwrap();
    // One after the other, they would wait for 5 s.
    assert!((1.0..5.0).contains(&seconds), "{lines}");
}
