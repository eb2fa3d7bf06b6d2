//! The server's responses, as a client sees them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};
use test_internet::{TestInternet, server};

fn spawn_server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || server::serve(&listener));
    address
}

/// Sends the request and returns all that comes until the server closes.
fn send_and_read_all(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    // The server answers what it has, and then sees the end.
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    response
}

fn get(address: SocketAddr, path: &str) -> String {
    send_and_read_all(
        address,
        &format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n"),
    )
}

#[track_caller]
fn assert_response(response: &str, status: u16, part: &str) {
    let line = format!("HTTP/1.1 {status} ");
    assert!(response.starts_with(&line), "{response}");
    assert!(response.contains(part), "{response}");
}

#[test]
fn each_path_answers_as_documented() {
    let address = spawn_server();
    for (path, status, part) in [
        ("/json", 200, r#""title":"Weather stations""#),
        ("/headers", 200, r#""host":"test""#),
        ("/status/418", 418, "content-length: 0"),
        ("/status/204", 204, ""),
        ("/status/999", 400, "not a status"),
        ("/delay/0", 200, r#"{"waited":0.0}"#),
        ("/delay/soon", 400, "not a number of seconds"),
        ("/bytes/3", 200, "\r\n\r\n..."),
        ("/drip/2", 200, "1\r\n.\r\n1\r\n.\r\n0\r\n\r\n"),
        ("/weather/Oslo", 200, r#""temperature":4"#),
        ("/weather/Atlantis", 404, "no weather"),
        ("/site/", 200, "<title>Weather of the world</title>"),
        ("/site/atlantis", 404, "no such page"),
        ("/v1/answers", 405, "only supports POST"),
        ("/nowhere?x=1", 404, "no such page"),
    ] {
        assert_response(&get(address, path), status, part);
    }
}

#[test]
fn the_delay_path_answers_after_its_delay() {
    let address = spawn_server();
    let start = Instant::now();
    assert_response(&get(address, "/delay/0.3"), 200, "0.3");
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[test]
fn an_unstable_path_fails_as_often_as_its_number_says() {
    let address = spawn_server();
    for status in [503, 503, 200, 200] {
        assert_response(&get(address, "/unstable/2"), status, "");
    }
    assert_response(&get(address, "/unstable/2/other"), 503, "");
}

#[test]
fn a_connection_serves_several_requests() {
    let address = spawn_server();
    let request = "GET /connections HTTP/1.1\r\n\r\n".repeat(2);
    let response = send_and_read_all(address, &request);
    assert_eq!(response.matches(r#"{"connections":1}"#).count(), 2);
}

#[test]
fn the_answer_path_requires_a_key_and_a_prompt() {
    let address = spawn_server();
    let post = |key: &str, body: &str| {
        let length = body.len();
        let head = format!("POST /v1/answers HTTP/1.1\r\n{key}");
        let request = format!("{head}content-length: {length}\r\n\r\n{body}");
        send_and_read_all(address, &request)
    };
    let key = "authorization: Bearer secret\r\n";
    assert_response(&post("", "{}"), 401, "key is missing");
    assert_response(&post(key, "{}"), 400, "needs a `prompt`");
    let answer = post(key, r#"{"prompt": "Rain?"}"#);
    assert_response(&answer, 200, "Take an umbrella");
    let events = post(key, r#"{"prompt": "Rain?", "stream": true}"#);
    assert_response(&events, 200, "data: [DONE]");
    assert_eq!(events.matches("data: {").count(), 10, "{events}");
}

#[test]
fn malformed_requests_are_refused() {
    let address = spawn_server();
    for request in ["hello\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n"] {
        assert_response(&send_and_read_all(address, request), 400, "error");
    }
}

/// The second process of this test runs this test too, and becomes the server
/// at its first line.
#[test]
fn the_server_is_a_process_that_ends_with_its_value() {
    let internet = TestInternet::start();
    let mut stream = TcpStream::connect(internet.address()).unwrap();
    stream.write_all(b"GET /json HTTP/1.1\r\n\r\n").unwrap();
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 200 OK\r\n");
    assert!(internet.url("/json").ends_with("/json"));
    let address = internet.address();
    drop(internet);
    // The connection ends with the process, and the port a moment later.
    let _ = stream.read_to_end(&mut Vec::new());
    let start = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(
            start.elapsed() < Duration::from_secs(60),
            "it still listens"
        );
        thread::sleep(Duration::from_millis(10));
    }
}
