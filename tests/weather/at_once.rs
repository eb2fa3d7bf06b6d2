//! What every stage does from chapter 2 on: it waits for all at once.
use std::net::Shutdown;
use std::time::{Duration, Instant};

use super::program::{LONDON, SUNNY, read, send, server, weather};

#[test]
fn five_clients_that_come_together_are_served_in_the_time_of_one() {
    let server = server(&["--delay", "2"]);
    let start = Instant::now();
    let clients = [(); 5].map(|()| {
        let client = server.connect();
        send(&client, LONDON);
        client
    });
    for client in clients {
        assert_eq!(read(&client), SUNNY);
    }
    let time = start.elapsed();
    assert!(time >= Duration::from_secs(2), "{time:?}");
    assert!(time < Duration::from_secs(4), "{time:?}");
}

#[test]
fn who_stalls_holds_nobody_up() {
    let server = server(&["--timeout", "10"]);
    let stalled = server.connect();
    send(&stalled, "{\"city\": ");
    let start = Instant::now();
    server.serves_the_next();
    assert!(start.elapsed() < Duration::from_secs(5));
    stalled.shutdown(Shutdown::Write).unwrap();
    server.refused(&stalled, "ended before it was whole");
}

#[test]
fn without_a_command_five_cities_are_asked_at_once() {
    let (code, lines) = weather(&["--port", "0", "--delay", "1"]).end();
    assert_eq!(code, 0, "{lines}");
    assert_eq!(lines.matches("\nReceived weather for ").count(), 5);
    let total = lines.rsplit("Processed 5 requests in ").next().unwrap();
    let seconds: f64 = total.split(' ').next().unwrap().parse().unwrap();
    assert!((1.0..2.5).contains(&seconds), "{lines}");
}
