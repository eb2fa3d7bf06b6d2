//! Requests that are too large, too slow, too many, or not what is expected.

use crate::common::{Book, TIMEOUT, TestServer};
use crate::requests::{PostRequest, start_server};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::time::{Duration, Instant};

#[test]
fn a_body_over_256_kib_is_refused() {
    let server = start_server();
    let source = "x".repeat(256 * 1024);
    let body = format!(r#"{{"run": 1, "more": "{source}"}}"#);
    let large = PostRequest {
        body: &body,
        ..PostRequest::default()
    };
    assert_eq!(large.send(&server).status, 413);
}

#[test]
fn a_request_over_256_kib_is_refused_and_the_connection_stays() {
    let server = start_server();
    let mut page = server.open_page_connection();
    let source = "x".repeat(256 * 1024);
    let request = json!({ "listing": "two_waits", "source": source });
    let error = page.send_request("run", request).unwrap_err();
    assert!(error.contains("at most 256 KiB"), "{error}");
    let request = json!({ "listing": "no_such", "source": "" });
    let events = page.send_request("run", request).unwrap();
    assert_eq!(events.last().unwrap()["how"], "failed");
}

#[test]
fn a_malformed_request_is_refused_with_a_sentence() {
    let server = start_server();
    let mut page = server.open_page_connection();
    for (request, message) in [
        ("run", json!({})),
        ("run", json!({ "listing": 1, "source": "" })),
        ("type-check", json!({ "listing": "two_waits" })),
        ("fly", json!({})),
    ] {
        let error = page.send_request(request, message).unwrap_err();
        assert!(error.contains("not what is expected"), "{error}");
    }
    for text in ["", "{}", "[]", r#"{"request": "run"}"#, r#"{"id": -1}"#] {
        let mut page = server.open_page_connection();
        page.next_site_news();
        page.send_text(text);
        assert_eq!(page.next_message(), None, "{text}");
    }
}

#[test]
fn a_malformed_body_is_refused_with_a_sentence() {
    let server = start_server();
    for body in ["", "{}", "[]", r#"{"run": "all"}"#, "run=1"] {
        let wrong = PostRequest {
            body,
            ..PostRequest::default()
        };
        let answer = wrong.send(&server);
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.body.contains("error"), "{}", answer.body);
    }
}

/// Heads and bodies of requests that crawl or never end.
#[test]
fn a_request_that_takes_too_long_is_ended() {
    let server = start_server();
    let (host, token) = (&server.address, server.token_header());
    let post = format!(
        "POST /api/stop HTTP/1.1\r\nHost: {host}\r\n\
         Origin: http://{host}\r\n{token}\
         Content-Type: application/json\r\nContent-Length: 99\r\n\r\n"
    );
    let start = Instant::now();
    let mut crawling = server.send_without_reading("GET / HTTP/1.1\r\n");
    let slow = ["", "GET / HT", "GET / HTTP/1.1\r\nHost: a\r\n", &post]
        .map(|request| server.send_without_reading(request));
    let is_closed = |stream: &mut std::net::TcpStream| {
        let _ = stream.read_to_end(&mut Vec::new());
        start.elapsed() < TIMEOUT
    };
    let crawls = (0..).take_while(|_| start.elapsed() < TIMEOUT).any(|n| {
        std::thread::sleep(Duration::from_millis(500));
        write!(crawling, "X-{n}: 1\r\n").is_err()
    });
    assert!(crawls, "a head may crawl for ever");
    for (n, mut stream) in slow.into_iter().enumerate() {
        assert!(is_closed(&mut stream), "request {n} is still held");
    }
}

/// A browser has six HTTP connections to a server, and a page one WebSocket.
#[test]
fn one_connection_answers_thirty_concurrent_requests() {
    let server = start_server();
    let mut page = server.open_page_connection();
    let request = || json!({ "listing": "no_such", "source": "" });
    let ids: Vec<u64> = (0..30).map(|_| page.send("run", request())).collect();
    let is_end = |message: &Value| message["message"] == "end";
    let mut run_ids: Vec<u64> = (0..30)
        .map(|_| page.next_matching(is_end)["id"].as_u64().unwrap())
        .collect();
    run_ids.sort();
    assert_eq!(run_ids, ids);
}

#[test]
fn without_a_runner_run_requests_are_refused() {
    let server = TestServer::start_with_arguments(Book::new(), &["--no-run"]);
    assert_eq!(PostRequest::default().send(&server).status, 404);
    let hello = server
        .get_with_headers("/api/hello", &server.token_header())
        .body;
    assert!(hello.contains(r#""allowed":true,"runs":false"#), "{hello}");
    let request = json!({ "listing": "two_waits", "source": "" });
    let error = server
        .open_page_connection()
        .send_request("run", request)
        .unwrap_err();
    assert!(error.contains("--no-run"), "{error}");
}
