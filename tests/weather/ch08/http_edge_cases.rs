//! Edge cases of HTTP, where a server and a proxy in front of it mustn't
//! disagree about where a request ends.
use std::io::Write;
use std::net::Shutdown;
use std::thread::sleep;
use std::time::Duration;

use super::http::{
    LONG_DATABASE_TIMEOUT, OSLO_REPORT, WeatherHttpServer, get_request,
    read_answer, start_http_server,
};

const REQUEST_HEAD: &str = "POST /reports HTTP/1.1\r\nhost: a\r\n\
                    content-type: application/json\r\n";

/// A request for the health that may be hidden behind another one.
const SMUGGLED_REQUEST: &str = "GET /health HTTP/1.1\r\nhost: a\r\n\r\n";

fn encode_chunk(body: &str) -> String {
    format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len())
}

/// Sends a report with these headers, and returns all that comes back.
#[track_caller]
fn send_report(
    server: &WeatherHttpServer,
    headers: &str,
    body: &str,
) -> String {
    let mut client = server.connect();
    let text = format!("{REQUEST_HEAD}{headers}\r\n{body}");
    client.write_all(text.as_bytes()).unwrap();
    super::program::read_until_close(&client)
}

#[test]
fn a_length_that_is_ambiguous_is_refused() {
    let server = start_http_server(&[]);
    let length = OSLO_REPORT.len();
    for headers in [
        format!("content-length: {length}\r\ncontent-length: 5\r\n"),
        format!("content-length: +{length}\r\n"),
        format!("content-length: {length}, {length}0\r\n"),
        "content-length: -1\r\n".to_owned(),
        "content-length: 99999999999999999999\r\n".to_owned(),
        "transfer-encoding: gzip\r\n".to_owned(),
        "transfer-encoding: chunked, identity\r\n".to_owned(),
        "transfer-encoding: xchunked\r\n".to_owned(),
        "transfer-encoding:\u{b}chunked\r\n".to_owned(),
        "transfer-encoding : chunked\r\n".to_owned(),
        format!("content-length: {length}\r\n folded: 1\r\n"),
    ] {
        let answer = send_report(
            &server,
            &headers,
            &(OSLO_REPORT.to_owned() + SMUGGLED_REQUEST),
        );
        assert!(answer.starts_with("HTTP/1.1 400 "), "{headers}{answer}");
        assert!(answer.contains("not a request of HTTP/1"), "{answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    }
    let reports = server.get_json("/history/Oslo");
    assert_eq!(reports.as_array().unwrap().len(), 0);
}

#[test]
fn a_request_behind_a_body_with_two_lengths_is_not_answered() {
    let server = start_http_server(&[]);
    // The chunks are the body, and the connection ends with this request.
    let both = "content-length: 5\r\ntransfer-encoding: chunked\r\n";
    let body = encode_chunk(OSLO_REPORT) + SMUGGLED_REQUEST;
    let answer = send_report(&server, both, &body);
    assert!(answer.starts_with("HTTP/1.1 201 "), "{answer}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
}

#[test]
fn malformed_chunks_are_refused() {
    let server = start_http_server(&["--timeout", "1"]);
    let fields = "a: b\r\n".repeat(5000);
    for (chunks, status) in [
        ("zz\r\n".to_owned(), 400),
        ("10000000000000000\r\n".to_owned(), 400),
        (
            format!(
                "{:x};{}\r\n{OSLO_REPORT}\r\n",
                OSLO_REPORT.len(),
                "x".repeat(40_000)
            ),
            400,
        ),
        (
            format!(
                "{:x}\r\n{OSLO_REPORT}\r\n0\r\n{fields}\r\n",
                OSLO_REPORT.len()
            ),
            400,
        ),
        // That may still come, but not in time.
        ("ffff\r\n{".to_owned(), 408),
    ] {
        let encoding = "transfer-encoding: chunked\r\n";
        let mut client = server.connect();
        let text = format!("{REQUEST_HEAD}{encoding}\r\n{chunks}");
        client.write_all(text.as_bytes()).unwrap();
        read_answer(&client).assert_error(status, "body");
    }
    server.assert_serves_next();
}

#[test]
fn a_body_that_ends_early_is_refused() {
    let server = start_http_server(&[]);
    let mut client = server.connect();
    let text =
        format!("{REQUEST_HEAD}content-length: 100\r\n\r\n{OSLO_REPORT}");
    client.write_all(text.as_bytes()).unwrap();
    client.shutdown(Shutdown::Write).unwrap();
    read_answer(&client).assert_error(400, "body");
    let reports = server.get_json("/history/Oslo");
    assert_eq!(reports.as_array().unwrap().len(), 0);
}

#[test]
fn a_client_learns_that_it_needs_a_new_connection() {
    let server = start_http_server(&[]);
    let json = "content-type: application/json\r\n";
    for (request_line, headers, status) in [
        ("POST /reports", "content-type: text/plain\r\n", 415),
        ("PUT /reports", json, 405),
        ("POST /nothing", json, 404),
    ] {
        let mut client = server.connect();
        // The body isn't there yet, and the connection could stay open.
        let text = format!(
            "{request_line} HTTP/1.1\r\nhost: a\r\n{headers}\
             content-length: 60000\r\n\r\n"
        );
        client.write_all(text.as_bytes()).unwrap();
        let answer = read_answer(&client);
        assert_eq!(answer.status, status, "{}", answer.body);
        let head = answer.head;
        assert!(head.contains("connection: close"), "{head}");
    }
}

#[test]
fn a_client_that_asks_first_learns_that_its_body_is_too_long() {
    let server = start_http_server(&["--timeout", "60"]);
    let headers = "expect: 100-continue\r\ncontent-length: 70000\r\n";
    let answer = send_report(&server, headers, "");
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let length = OSLO_REPORT.len();
    let headers = format!(
        "expect: 100-continue\r\nconnection: close\r\n\
         content-length: {length}\r\n"
    );
    let answer = send_report(&server, &headers, OSLO_REPORT);
    let welcome = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 ";
    assert!(answer.starts_with(welcome), "{answer}");
}

/// hyper doesn't read such a body, and closes the connection.
#[test]
fn a_client_that_sends_a_body_nobody_reads_learns_about_the_close() {
    let server = start_http_server(&[]);
    for path in ["/page.css", "/health", "/weather/Oslo"] {
        let mut client = server.connect();
        let head = format!(
            "GET {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 50000\r\n\r\n"
        );
        client.write_all(head.as_bytes()).unwrap();
        let answer = read_answer(&client);
        assert_eq!(answer.status, 200, "{}", answer.body);
        let head = answer.head;
        assert!(head.contains("connection: close"), "{path}: {head}");
    }
}

#[test]
fn other_versions_are_answered_or_refused() {
    let server = start_http_server(&[]);
    let answer = server.send(b"GET /weather/Rome HTTP/1.0\r\n\r\n");
    assert_eq!(answer.status, 200, "{}", answer.head);
    assert!(answer.head.starts_with("http/1.0 200"), "{}", answer.head);
    for bytes in [
        // The first bytes of HTTP/2, and of TLS.
        &b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03aaaaaaaaaaaaaaaa",
    ] {
        server
            .send(bytes)
            .assert_error(400, "not a request of HTTP/1");
    }
    server.assert_serves_next();
}

#[test]
fn requests_may_come_before_the_answers() {
    let server = start_http_server(&[]);
    let mut client = server.connect();
    let text = SMUGGLED_REQUEST.repeat(1000) + &get_request("/health");
    client.write_all(text.as_bytes()).unwrap();
    let answers = super::program::read_until_close(&client);
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 1001);

    // A bad one after a good one spoils only itself.
    let mut client = server.connect();
    let text = format!("{SMUGGLED_REQUEST}nonsense\r\n\r\n");
    client.write_all(text.as_bytes()).unwrap();
    let answers = super::program::read_until_close(&client);
    assert!(answers.starts_with("HTTP/1.1 200 OK"), "{answers}");
    assert!(answers.contains("HTTP/1.1 400 "), "{answers}");
    assert!(answers.contains("not a request of HTTP/1"), "{answers}");
}

/// The server replaces hyper's own refusals. When a client reads slowly, a body
/// is written in parts, and none of them may be taken for such a refusal.
#[test]
fn a_body_that_looks_like_a_refusal_arrives_whole() {
    let server = start_http_server(&LONG_DATABASE_TIMEOUT);
    let text = "HTTP/1.1 444".repeat(8);
    let report = OSLO_REPORT.replace("Oslo", &text).replace("rain", &text);
    for _ in 0..255 {
        assert_eq!(server.post_report(&report).status, 201);
    }
    let city = text.replace('/', "%2F").replace(' ', "%20");
    let last = get_request(&format!("/history/{city}?count=255"));
    let kept_alive = last.replace("connection: close\r\n", "");
    // With each length of the first ID, the parts begin at other places.
    for length in 1..=100 {
        let mut client = server.connect_with_small_buffer();
        let id = format!("host: a\r\nx-request-id: {}", "x".repeat(length));
        let first = kept_alive.replace("host: a", &id);
        let requests = first + &kept_alive + &last;
        client.write_all(requests.as_bytes()).unwrap();
        // Meanwhile, the server fills the system's buffers.
        sleep(Duration::from_millis(50));
        let answers = super::program::read_until_close(&client);
        let reports = answers.matches("unix_ms").count();
        assert_eq!(reports, 3 * 255, "with an ID of {length} bytes");
    }
}

#[test]
fn strange_bytes_in_an_address_are_refused_or_kept() {
    let server = start_http_server(&[]);
    for bytes in [
        &b"GET /weather/\xff HTTP/1.1\r\nhost: a\r\n\r\n"[..],
        b"GET /weather/\x1b[31m HTTP/1.1\r\nhost: a\r\n\r\n",
        b"G\x1b[2JT /health HTTP/1.1\r\nhost: a\r\n\r\n",
    ] {
        server.send(bytes).assert_error(400, "not a request");
    }
    for path in ["/weather/%00", "/weather/a%0d%0aset-cookie:%20b"] {
        server.get(path).assert_error(400, "control characters");
    }
    let raw = server.get_json("/weather/é");
    assert_eq!(raw["city"], "é");
}
