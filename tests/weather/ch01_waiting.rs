//! The weather service of chapter 1: one client at a time.
#[path = "program.rs"]
pub mod program;
#[path = "protocol_contract.rs"]
mod protocol_contract;

use std::thread;
use std::time::{Duration, Instant};

use self::program::{
    LONDON_ANSWER, LONDON_REQUEST, read_until_close, send_text, start_server,
    start_weather,
};

#[test]
fn clients_that_come_together_are_served_one_at_a_time() {
    let server = start_server(&["--delay", "0.3"]);
    let start = Instant::now();
    let clients = [(); 3].map(|()| {
        let client = server.connect();
        send_text(&client, LONDON_REQUEST);
        client
    });
    for client in clients {
        assert_eq!(read_until_close(&client), LONDON_ANSWER);
    }
    assert!(start.elapsed() >= Duration::from_millis(900));
}

/// The server alternates between them, so one needs nine answers' time and
/// the other ten.
#[test]
fn each_of_two_clients_waits_for_the_answers_of_the_other() {
    let server = start_server(&["--delay", "0.1"]);
    let port = server.port.to_string();
    let start = Instant::now();
    let clients = [(); 2].map(|()| start_weather(&["client", "--port", &port]));
    let waiting = clients.map(|client| {
        thread::spawn(move || {
            let (code, lines) = client.wait_for_exit();
            assert_eq!(code, 0, "{lines}");
            start.elapsed()
        })
    });
    let mut times = waiting.map(|client| client.join().unwrap());
    times.sort();
    assert!(times[0] >= Duration::from_millis(900), "{times:?}");
    assert!(times[1] >= Duration::from_millis(1000), "{times:?}");
}

#[test]
fn without_a_command_five_cities_are_asked_in_turn() {
    let start = Instant::now();
    let (code, lines) =
        start_weather(&["--port", "0", "--delay", "0.05"]).wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(lines.contains("\n\nProcessed 5 requests in 0."), "{lines}");
    assert_eq!(lines.matches("\nReceived weather for ").count(), 5);
    assert!(start.elapsed() >= Duration::from_millis(250));
}
