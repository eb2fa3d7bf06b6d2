//! The weather service of chapter 7: a queue of jobs with workers, and live
//! updates.
#[path = "at_once.rs"]
mod at_once;
#[cfg(unix)]
#[path = "bad_clients.rs"]
mod bad_clients;
#[cfg(unix)]
#[path = "bad_upstream.rs"]
mod bad_upstream;
#[path = "draining.rs"]
mod draining;
#[path = "fake_server.rs"]
pub mod fake_server;
#[path = "program.rs"]
pub mod program;
#[path = "protocol_contract.rs"]
mod protocol_contract;
#[path = "retrying.rs"]
mod retrying;

use std::io::{BufRead, BufReader, Lines};
use std::net::TcpStream;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

use self::fake_server::{FakeServer, Request, weather_answer, weather_request};
use self::program::{
    LONDON_ANSWER, Server, read_until_close, send_text, start_server,
    start_weather,
};

fn start_server_with_upstream(
    upstream: &FakeServer,
    extra_arguments: &[&str],
) -> Server {
    let port = upstream.port.to_string();
    start_server(&[&["--upstream", &port], extra_arguments].concat())
}

/// An upstream that answers a call whenever the test sends it a `()`.
fn start_upstream_on_demand() -> (FakeServer, Sender<()>) {
    let (answer_tx, answer_rx) = mpsc::channel();
    let answer_rx = Arc::new(Mutex::new(answer_rx));
    let upstream = FakeServer::start(move |request: Request| {
        let received = answer_rx.lock().unwrap().recv();
        if received.is_ok() {
            request.answer_after(Duration::ZERO);
        }
    });
    (upstream, answer_tx)
}

fn connect_waiting_client(server: &Server, city: &str) -> TcpStream {
    let client = server.connect();
    send_text(&client, &weather_request(city));
    client
}

#[track_caller]
fn assert_busy(client: &TcpStream) {
    let answer = read_until_close(client);
    assert!(answer.contains("busy: the queue is full"), "{answer}");
}

#[test]
fn a_full_queue_answers_busy_and_loses_no_job() {
    let (upstream, answer) = start_upstream_on_demand();
    let server = start_server_with_upstream(
        &upstream,
        &["--workers", "1", "--queue", "2"],
    );
    let first = connect_waiting_client(&server, "Oslo");
    upstream.wait_for_requests(1); // the worker has taken that job
    // Two of these fit into the queue, in whatever order they arrive.
    let cities: Vec<String> = (0..6).map(|n| format!("City {n}")).collect();
    let clients: Vec<_> = cities
        .iter()
        .map(|city| connect_waiting_client(&server, city))
        .collect();
    for _ in 0..4 {
        server.program.wait_for_line("busy: the queue is full");
    }
    for _ in 0..3 {
        answer.send(()).unwrap();
    }
    assert_eq!(read_until_close(&first), weather_answer("Oslo"));
    let answers: Vec<String> = clients.iter().map(read_until_close).collect();
    let good = cities.iter().zip(&answers);
    let good = good
        .filter(|(city, text)| **text == weather_answer(city))
        .count();
    let busy = answers.iter().filter(|text| text.contains("busy")).count();
    assert_eq!((good, busy), (2, 4), "{answers:?}");
    assert_eq!(
        (upstream.request_count(), upstream.max_concurrent_requests()),
        (3, 1)
    );
}

#[test]
fn a_refused_client_does_not_wait() {
    let (upstream, _answer) = start_upstream_on_demand();
    let server = start_server_with_upstream(
        &upstream,
        &["--workers", "1", "--queue", "1"],
    );
    let _running = connect_waiting_client(&server, "Oslo");
    upstream.wait_for_requests(1);
    let waiting = [
        connect_waiting_client(&server, "Rome"),
        connect_waiting_client(&server, "Lima"),
    ];
    server.program.wait_for_line("busy: the queue is full");
    let start = Instant::now();
    assert_busy(&connect_waiting_client(&server, "Cairo"));
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(waiting);
}

#[test]
fn a_crowd_is_answered_or_refused_and_none_is_forgotten() {
    let upstream = FakeServer::start(|request| {
        request.answer_after(Duration::from_millis(50))
    });
    let server = start_server_with_upstream(
        &upstream,
        &["--workers", "3", "--queue", "4"],
    );
    let cities: Vec<String> = (0..100).map(|n| format!("City {n}")).collect();
    let clients: Vec<_> = cities
        .iter()
        .map(|city| connect_waiting_client(&server, city))
        .collect();
    let mut answered = 0;
    for (city, client) in cities.iter().zip(&clients) {
        let text = read_until_close(client);
        if text == weather_answer(city) {
            answered += 1;
        } else {
            assert!(text.contains("busy: the queue is full"), "{text}");
        }
    }
    // At least those that the queue holds: all others may have come before a
    // worker took its first job.
    assert!(answered >= 4, "{answered}");
    assert_eq!(upstream.request_count(), answered);
    assert_eq!(upstream.max_concurrent_requests(), 3);
}

#[test]
fn the_client_asks_a_busy_server_again() {
    let arguments = ["--port", "0", "--workers", "1", "--queue", "1"];
    let extra_arguments =
        ["--delay", "0.3", "--attempts", "6", "both", "A", "B", "C"];
    let arguments = [&arguments[..], &extra_arguments].concat();
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert_eq!(lines.matches("Received weather for ").count(), 3, "{lines}");
    assert!(lines.contains("busy: the queue is full"), "{lines}");
    assert!(lines.contains("The workers did 3 jobs"), "{lines}");
}

#[test]
fn an_upstream_that_hangs_costs_one_worker_and_not_the_others() {
    let upstream = FakeServer::start(|request| match request.city.as_str() {
        "Atlantis" => request.hang(),
        _ => request.answer_after(Duration::ZERO),
    });
    let extra_arguments = ["--workers", "2", "--upstream-timeout", "3"];
    let server = start_server_with_upstream(&upstream, &extra_arguments);
    let client_without_answer = connect_waiting_client(&server, "Atlantis");
    upstream.wait_for_requests(1);
    let start = Instant::now();
    for city in ["Oslo", "Rome", "Lima"] {
        assert_eq!(
            server.request(&weather_request(city)),
            weather_answer(city)
        );
    }
    assert!(start.elapsed() < Duration::from_secs(3));
    server.assert_refused(&client_without_answer, "it took too long");
}

#[test]
fn an_upstream_that_fails_stops_no_worker() {
    let upstream = FakeServer::start(drop::<Request>);
    let server = start_server_with_upstream(
        &upstream,
        &["--workers", "1", "--attempts", "1"],
    );
    for city in ["Oslo", "Rome", "Lima"] {
        let answer = server.request(&weather_request(city));
        assert!(answer.contains("without an answer"), "{answer}");
    }
    assert_eq!(upstream.request_count(), 3);
}

/// A client that follows the weather in a city.
struct UpdatesClient {
    lines: Lines<BufReader<TcpStream>>,
}

impl UpdatesClient {
    fn new(server: &Server, city: &str, update_count: u32) -> UpdatesClient {
        let client = server.connect();
        let request =
            format!(r#"{{"city": "{city}", "updates": {update_count}}}"#);
        send_text(&client, &request);
        let lines = BufReader::new(client).lines();
        UpdatesClient { lines }
    }

    fn next(&mut self) -> Option<Value> {
        let line = self.lines.next()?.unwrap();
        Some(serde_json::from_str(&line).unwrap())
    }

    #[track_caller]
    fn receive_temperature(&mut self) -> u64 {
        let message = self.next().unwrap();
        let temperature = message["temperature"].as_u64();
        temperature.unwrap_or_else(|| panic!("{message}"))
    }
}

impl UpdatesClient {
    /// Skips the answer, and what was missed during the wait for it.
    fn first_updated_temperature(&mut self) -> u64 {
        assert_eq!(self.receive_temperature(), 20, "the answer");
        loop {
            let message = self.next().unwrap();
            if let Some(temperature) = message["temperature"].as_u64() {
                return temperature;
            }
        }
    }
}

/// The station measures 0, 1, 2, ... 29, 0, 1, ...
fn temperature_after(temperature: u64, update_count: u64) -> u64 {
    (temperature + update_count) % 30
}

#[test]
fn each_follower_gets_each_update() {
    let server = start_server(&["--every", "0.05"]);
    let mut followers =
        [(); 5].map(|()| UpdatesClient::new(&server, "London", 40));
    for updates_client in &mut followers {
        let mut temperature = updates_client.first_updated_temperature();
        for _ in 1..40 {
            let next = updates_client.receive_temperature();
            assert_eq!(next, temperature_after(temperature, 1));
            temperature = next;
        }
        assert!(updates_client.next().is_none(), "more than forty updates");
    }
    server.assert_serves_next();
}

#[test]
fn a_slow_follower_learns_how_much_it_missed_and_delays_nobody() {
    let server = start_server(&["--every", "0.002", "--delay", "0"]);
    // Long messages, so that the system's buffers are full soon.
    let city = "Z".repeat(60_000);
    let mut slow = UpdatesClient::new(&server, &city, 2000);
    let start = Instant::now();
    let mut fast = UpdatesClient::new(&server, "London", 500);
    let mut received = 0;
    let mut temperature = fast.first_updated_temperature();
    // It may fall behind on a busy machine, but then it's told so.
    while let Some(message) = fast.next() {
        received += 1;
        temperature = check_next_temperature(temperature, &message);
    }
    assert!(received >= 300, "{received}");
    server.assert_serves_next();
    assert!(start.elapsed() < Duration::from_secs(10));

    let mut temperature = slow.first_updated_temperature();
    let mut missed = 0;
    for _ in 0..1000 {
        let message = slow.next().unwrap();
        missed += message["missed"].as_u64().unwrap_or(0);
        temperature = check_next_temperature(temperature, &message);
        if missed > 0 && message["missed"].is_null() {
            return; // it goes on after the gap
        }
    }
    panic!("the slow follower has missed nothing");
}

/// Nothing is lost without a message: each update is one degree more, and a
/// gap is as long as the server says.
fn check_next_temperature(temperature: u64, message: &Value) -> u64 {
    if let Some(missed) = message["missed"].as_u64() {
        return temperature_after(temperature, missed);
    }
    let next = message["temperature"].as_u64().unwrap();
    assert_eq!(
        next,
        temperature_after(temperature, 1),
        "an update is missing"
    );
    next
}

#[test]
fn a_follower_that_never_reads_is_disconnected() {
    let server = start_server(&["--every", "0.002", "--delay", "0"]);
    let city = "Z".repeat(60_000);
    let start = Instant::now();
    let _silent = UpdatesClient::new(&server, &city, 1_000_000);
    server
        .program
        .wait_for_line("the update did not arrive: it took too long");
    assert!(start.elapsed() >= Duration::from_secs(5));
    server.assert_serves_next();
}

#[test]
fn a_follower_may_leave_at_any_moment() {
    let server = start_server(&["--every", "0.02"]);
    for updates in [0, 1, 1000] {
        drop(UpdatesClient::new(&server, "London", updates));
    }
    let mut staying = UpdatesClient::new(&server, "London", 20);
    for _ in 0..21 {
        staying.receive_temperature();
    }
    assert!(staying.next().is_none());
    server.assert_serves_next();
}

#[test]
#[cfg(unix)]
fn a_signal_ends_the_updates_and_finishes_the_jobs() {
    let upstream = FakeServer::start(|request| {
        let is_first = request.number == 1;
        let seconds = if is_first { 0.0 } else { 0.5 };
        request.answer_after(Duration::from_secs_f64(seconds))
    });
    let extra_arguments = ["--workers", "1", "--queue", "10"];
    let server = start_server_with_upstream(&upstream, &extra_arguments);
    let mut updates_client = UpdatesClient::new(&server, "London", 1000);
    updates_client.receive_temperature();
    let cities = ["Oslo", "Rome", "Lima"];
    let clients = cities.map(|city| connect_waiting_client(&server, city));
    upstream.wait_for_requests(2);
    server.program.send_signal("TERM");
    while updates_client.next().is_some() {}
    for (city, client) in cities.iter().zip(&clients) {
        assert_eq!(read_until_close(client), weather_answer(city));
    }
    let (code, lines) = server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(lines.contains("with 4 answers sent"), "{lines}");
    assert!(lines.contains("The workers did 4 jobs"), "{lines}");
}

#[test]
fn an_older_server_gives_one_answer_to_a_follower() {
    let old = FakeServer::start(|request| {
        request.answer_after(Duration::ZERO);
    });
    let port = old.port.to_string();
    let arguments = ["client", "--port", &port, "--updates", "3", "London"];
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(
        lines.contains(&format!("Update for London: {LONDON_ANSWER}")),
        "{lines}"
    );
    assert!(lines.contains("Received weather for London"), "{lines}");
}

#[test]
#[cfg(unix)]
fn a_signal_in_the_middle_of_all_trouble_costs_no_other_client_its_answer() {
    bad_upstream::assert_good_clients_are_answered_at_shutdown(&[
        "--workers",
        "8",
        "--queue",
        "20",
    ]);
}
