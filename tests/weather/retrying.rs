//! What every client does from chapter 5 on: it tries again.
use std::net::TcpListener;
use std::time::{Duration, Instant};

use super::fake_server::{FakeServer, Request};
use super::program::{LONDON_ANSWER, Program, start_weather};

fn start_client(port: u16, more: &[&str]) -> Program {
    let port = port.to_string();
    start_weather(&[&["client", "--port", &port], more].concat())
}

/// The waits that the client has announced, in seconds.
fn parse_wait_seconds(output: &str) -> Vec<f64> {
    output
        .lines()
        .filter_map(|line| line.strip_prefix("Asking for London again in "))
        .map(|rest| rest.split(' ').next().unwrap().parse().unwrap())
        .collect()
}

#[test]
fn a_client_waits_for_its_server() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let client = start_client(port, &["London", "--attempts", "5"]);
    client.wait_for_line("Asking for London again");
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap();
    let server = FakeServer::start_on(listener, |request| {
        request.answer_after(Duration::ZERO)
    });
    let (code, lines) = client.wait_for_exit();
    assert!(code == 0 && lines.contains(LONDON_ANSWER), "{lines}");
    assert_eq!(server.request_count(), 1);
}

#[test]
fn each_wait_is_twice_as_long_and_a_little_random() {
    // It closes each connection without an answer.
    let server = FakeServer::start(drop::<Request>);
    let start = Instant::now();
    let (code, lines) = start_client(server.port, &["London"]).wait_for_exit();
    let waits = parse_wait_seconds(&lines);
    assert_eq!(
        (code, waits.len(), server.request_count()),
        (1, 2, 3),
        "{lines}"
    );
    assert!((0.5..=1.0).contains(&waits[0]), "{lines}");
    assert!((1.0..=2.0).contains(&waits[1]), "{lines}");
    let waited = Duration::from_secs_f64(waits[0] + waits[1] - 0.02);
    assert!(start.elapsed() >= waited, "{:?} {lines}", start.elapsed());
    let error = "No weather for London: the server closed the connection";
    assert!(lines.contains(error), "{lines}");
}

#[test]
fn a_refusal_is_final() {
    let refuse = |request: Request| request.answer(r#"{"error": "no"}"#);
    let server = FakeServer::start(refuse);
    let (code, lines) = start_client(server.port, &["London"]).wait_for_exit();
    assert_eq!((code, server.request_count()), (1, 1), "{lines}");
    assert!(lines.contains("the server refused: no"), "{lines}");
}

#[test]
fn a_server_that_hangs_is_left_and_asked_again() {
    // The second attempt gets an answer.
    let server = FakeServer::start(|request| match request.number {
        1 => request.hang(),
        _ => request.answer_after(Duration::ZERO),
    });
    let arguments = ["London", "--timeout", "0.5"];
    let (code, lines) = start_client(server.port, &arguments).wait_for_exit();
    assert!(code == 0 && lines.contains(LONDON_ANSWER), "{lines}");
    assert!(lines.contains("it took too long"), "{lines}");
    assert_eq!(server.request_count(), 2);
}

#[test]
fn one_city_without_an_answer_costs_the_others_nothing() {
    let server = FakeServer::start(|request| match request.city.as_str() {
        "Atlantis" => drop(request),
        _ => request.answer_after(Duration::from_millis(50)),
    });
    let cities = ["Oslo", "Atlantis", "Rome"];
    let client = start_client(server.port, &cities);
    // The others have their answers before Atlantis is asked for again.
    let first = [(); 2].map(|()| client.wait_for_line("Received weather for "));
    assert!(first.iter().all(|line| !line.contains("Atlantis")));
    let (code, lines) = client.wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(lines.contains("error: 1 of 3 requests failed"), "{lines}");
    assert_eq!(server.request_count(), 5);
}
