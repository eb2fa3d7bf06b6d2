//! The weather service of chapter 6: a cache, one upstream call for all who
//! ask for the same city, and a limited number of calls at once.
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

use std::net::TcpStream;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::{Duration, Instant};

use self::fake_server::{FakeServer, Request, weather_answer, weather_request};
use self::program::{
    LONDON_ANSWER, LONDON_REQUEST, Server, read_until_close, send_text,
    start_server,
};

/// A server that gets its weather from the fake one.
fn start_server_with_upstream(
    upstream: &FakeServer,
    extra_arguments: &[&str],
) -> Server {
    let port = upstream.port.to_string();
    start_server(&[&["--upstream", &port], extra_arguments].concat())
}

fn start_slow_upstream() -> FakeServer {
    FakeServer::start(|request| {
        request.answer_after(Duration::from_millis(300))
    })
}

fn connect_waiting_clients(
    server: &Server,
    city: &str,
    client_count: usize,
) -> Vec<TcpStream> {
    let send_question = |_| {
        let client = server.connect();
        send_text(&client, &weather_request(city));
        client
    };
    (0..client_count).map(send_question).collect()
}

#[test]
fn many_askers_of_a_city_share_one_call() {
    let upstream = start_slow_upstream();
    let server = start_server_with_upstream(&upstream, &[]);
    let in_london = connect_waiting_clients(&server, "London", 30);
    let in_oslo = connect_waiting_clients(&server, "Oslo", 30);
    for client in &in_london {
        assert_eq!(read_until_close(client), LONDON_ANSWER);
    }
    for client in &in_oslo {
        assert_eq!(read_until_close(client), weather_answer("Oslo"));
    }
    assert_eq!(upstream.request_count(), 2);
}

#[test]
fn an_answer_is_given_again_until_it_is_too_old() {
    let upstream = start_slow_upstream();
    let server = start_server_with_upstream(&upstream, &["--max-age", "2"]);
    let start = Instant::now();
    for _ in 0..3 {
        server.assert_serves_next();
    }
    // On a busy machine, the answer may be too old by now.
    if start.elapsed() < Duration::from_secs(2) {
        assert_eq!(upstream.request_count(), 1);
    }
    let before = upstream.request_count();
    sleep(Duration::from_secs(2));
    server.assert_serves_next();
    assert_eq!(upstream.request_count(), before + 1);
}

#[test]
fn no_more_calls_run_at_once_than_allowed() {
    let upstream = start_slow_upstream();
    let server =
        start_server_with_upstream(&upstream, &["--upstream-calls", "3"]);
    let start = Instant::now();
    let cities: Vec<String> = (0..12).map(|n| format!("City {n}")).collect();
    let clients: Vec<_> = cities
        .iter()
        .map(|city| connect_waiting_clients(&server, city, 2))
        .collect();
    for (city, clients) in cities.iter().zip(&clients) {
        for client in clients {
            assert_eq!(read_until_close(client), weather_answer(city));
        }
    }
    assert_eq!(
        (upstream.request_count(), upstream.max_concurrent_requests()),
        (12, 3)
    );
    // Twelve calls of 0.3 s, three at a time.
    assert!(start.elapsed() >= Duration::from_millis(1200));
}

#[test]
fn an_error_goes_to_all_who_wait_and_is_not_kept() {
    // The first call fails, the second one doesn't.
    let upstream = FakeServer::start(|request| {
        sleep(Duration::from_millis(300));
        match request.number {
            1 => request.answer(r#"{"error": "no measurement"}"#),
            _ => request.answer_after(Duration::ZERO),
        }
    });
    let server = start_server_with_upstream(&upstream, &[]);
    for client in connect_waiting_clients(&server, "London", 10) {
        let answer = read_until_close(&client);
        assert!(answer.contains("no measurement"), "{answer}");
    }
    assert_eq!(upstream.request_count(), 1);
    server.assert_serves_next();
    assert_eq!(upstream.request_count(), 2);
}

#[test]
fn an_upstream_that_fails_now_and_then_is_asked_again() {
    let upstream = FakeServer::start(|request| match request.number {
        1 => drop(request),
        _ => request.answer_after(Duration::ZERO),
    });
    let server = start_server_with_upstream(&upstream, &[]);
    for client in connect_waiting_clients(&server, "London", 5) {
        assert_eq!(read_until_close(&client), LONDON_ANSWER);
    }
    assert_eq!(upstream.request_count(), 2);
}

#[test]
fn an_upstream_that_hangs_costs_only_those_who_need_it() {
    let upstream = FakeServer::start(|request| match request.city.as_str() {
        "Atlantis" => request.hang(),
        _ => request.answer_after(Duration::ZERO),
    });
    let server =
        start_server_with_upstream(&upstream, &["--upstream-timeout", "2"]);
    server.assert_serves_next();
    let clients_without_answer =
        connect_waiting_clients(&server, "Atlantis", 5);
    upstream.wait_for_requests(2);
    let start = Instant::now();
    server.assert_serves_next(); // from the cache
    assert_eq!(
        server.request(&weather_request("Oslo")),
        weather_answer("Oslo")
    );
    assert!(start.elapsed() < Duration::from_secs(2));
    for client in &clients_without_answer {
        let answer = read_until_close(client);
        assert!(answer.contains("it took too long"), "{answer}");
    }
    server.assert_serves_next();
}

#[test]
fn a_call_continues_although_its_first_asker_has_left() {
    let (finish_tx, finish_rx) = mpsc::channel();
    let finish_rx = Arc::new(Mutex::new(finish_rx));
    let upstream = FakeServer::start(move |request: Request| {
        finish_rx.lock().unwrap().recv().unwrap();
        request.answer_after(Duration::ZERO);
    });
    let server = start_server_with_upstream(&upstream, &[]);
    let leaving = server.connect();
    send_text(&leaving, LONDON_REQUEST);
    upstream.wait_for_requests(1);
    let staying = connect_waiting_clients(&server, "London", 3);
    drop(leaving);
    finish_tx.send(()).unwrap();
    for client in &staying {
        assert_eq!(read_until_close(client), LONDON_ANSWER);
    }
    assert_eq!(upstream.request_count(), 1);
}

#[test]
#[cfg(unix)]
fn an_upstream_that_hangs_does_not_hold_up_the_end() {
    let upstream = FakeServer::start(|request| match request.city.as_str() {
        "Atlantis" => request.hang(),
        _ => request.answer_after(Duration::from_millis(500)),
    });
    let extra_arguments = ["--upstream-timeout", "60", "--drain", "2"];
    let server = start_server_with_upstream(&upstream, &extra_arguments);
    let clients_without_answer =
        connect_waiting_clients(&server, "Atlantis", 3);
    let lucky = connect_waiting_clients(&server, "London", 3);
    upstream.wait_for_requests(2);
    server.program.send_signal("TERM");
    for client in &lucky {
        assert_eq!(read_until_close(client), LONDON_ANSWER);
    }
    for client in &clients_without_answer {
        let answer = read_until_close(client);
        assert!(answer.contains("the server is shutting down"), "{answer}");
    }
    let start = Instant::now();
    let (code, lines) = server.program.wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(lines.contains("error: gave up on 3 answers"), "{lines}");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
#[cfg(unix)]
fn a_signal_in_the_middle_of_all_trouble_costs_no_other_client_its_answer() {
    bad_upstream::assert_good_clients_are_answered_at_shutdown(&[]);
}
