//! What a proxy in front of the service relies on.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::http::{
    UpdatesReader, WeatherHttpServer, get_request, parse_answer, read_answer,
    start_http_server,
};
use super::live_updates::read_updates;

const KEEP_ALIVE_REQUEST: &str = "GET /page.css HTTP/1.1\r\nhost: a\r\n\r\n";

/// A connection on which one request has been answered.
#[track_caller]
fn connect_and_read_answer(server: &WeatherHttpServer) -> BufReader<TcpStream> {
    let mut client = BufReader::new(server.connect());
    client
        .get_mut()
        .write_all(KEEP_ALIVE_REQUEST.as_bytes())
        .unwrap();
    read_one_answer(&mut client);
    client
}

/// Reads one answer, and leaves the connection open.
#[track_caller]
fn read_one_answer(client: &mut BufReader<TcpStream>) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(client.read_line(&mut head).unwrap(), 0, "closed: {head}");
    }
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let (_, length) = head.split_once("content-length: ").expect(&head);
    let length = length.lines().next().unwrap().parse().unwrap();
    client.read_exact(&mut vec![0; length]).unwrap();
    head
}

/// Asks over a connection that is already open, and reads the answer.
#[track_caller]
fn send_again(client: &mut BufReader<TcpStream>) {
    let stream = client.get_mut();
    stream.write_all(KEEP_ALIVE_REQUEST.as_bytes()).unwrap();
    read_one_answer(client);
}

#[test]
fn an_idle_connection_stays_open_longer_than_a_head_may_take() {
    let server = start_http_server(&["--timeout", "0.3"]);
    let mut client = connect_and_read_answer(&server);
    sleep(Duration::from_secs(1));
    send_again(&mut client);
}

#[test]
fn a_connection_that_is_opened_before_it_is_needed_stays_open() {
    let server = start_http_server(&["--timeout", "0.3"]);
    let mut client = BufReader::new(server.connect());
    sleep(Duration::from_secs(1));
    send_again(&mut client);
}

#[test]
fn an_idle_connection_is_closed_without_a_word_after_its_time() {
    let start = Instant::now();
    let server = start_http_server(&["--timeout", "60", "--keep-alive", "0.3"]);
    let mut client = connect_and_read_answer(&server);
    let mut rest = String::new();
    client.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
    assert!(start.elapsed() >= Duration::from_millis(300));
    assert_eq!(server.read_metric("weather_failed_connections_total"), 0);
}

#[test]
fn the_second_head_has_no_more_time_than_the_first() {
    let server = start_http_server(&["--timeout", "0.5"]);
    let mut client = connect_and_read_answer(&server);
    let start = Instant::now();
    client.get_mut().write_all(b"GET /wea").unwrap();
    let mut text = String::new();
    client.read_to_string(&mut text).unwrap();
    parse_answer(&text).assert_error(408, "the request took too long");
    assert!(start.elapsed() >= Duration::from_millis(400));
    server.assert_serves_next();
}

#[test]
fn half_a_head_and_the_end_is_refused() {
    let server = start_http_server(&["--timeout", "60"]);
    for begun in ["G", "GET /weather/London HTTP/1.1\r\nhost: a\r\n"] {
        let mut client = server.connect();
        client.write_all(begun.as_bytes()).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        read_answer(&client).assert_error(400, "ended before it was whole");
    }
    server.assert_serves_next();
}

#[test]
fn nginx_is_asked_to_pass_each_update_on_at_once() {
    let server = start_http_server(&[]);
    let mut client = BufReader::new(server.connect());
    client
        .get_mut()
        .write_all(get_request("/updates").as_bytes())
        .unwrap();
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(client.read_line(&mut head).unwrap(), 0, "{head}");
    }
    assert!(head.contains("x-accel-buffering: no\r\n"), "{head}");
    assert!(head.contains("cache-control: no-cache\r\n"), "{head}");
}

/// Sends a request with these headers, and returns the ID in its answer.
#[track_caller]
fn send_and_read_request_id(
    server: &WeatherHttpServer,
    headers: &str,
) -> String {
    let request = get_request("/weather/Rome");
    let request =
        request.replace("host: a\r\n", &format!("host: a\r\n{headers}"));
    let answer = server.send(request.as_bytes());
    let (_, id) = answer.head.split_once("x-request-id: ").unwrap();
    id.lines().next().unwrap().to_owned()
}

#[test]
fn each_request_has_an_id_in_its_answer_and_in_the_log() {
    let server = start_http_server(&[]);
    let given = "x-request-id: from-the-proxy.1\r\n";
    assert_eq!(send_and_read_request_id(&server, given), "from-the-proxy.1");
    let program = &server.server.program;
    let line = program.wait_for_line("from-the-proxy.1");
    assert!(line.contains("/weather/Rome"), "{line}");

    let spoiled = "x-request-id: a b=\"c\"\r\n";
    let ids = ["", "", spoiled]
        .map(|headers| send_and_read_request_id(&server, headers));
    for id in &ids {
        assert_eq!(id.len(), 16, "{id}");
        assert!(id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        program.wait_for_line(id);
    }
    assert_ne!(ids[0], ids[1]);
    let refused = server.get("/nothing").head;
    assert!(refused.contains("x-request-id: "), "{refused}");
}

#[test]
#[cfg(unix)]
fn an_update_reader_who_leaves_is_no_failure() {
    let server = start_http_server(&["--every", "0.02"]);
    let mut reader = UpdatesReader::new(&server);
    read_updates(&mut reader, 2);
    let follower = server.server.connect();
    let follow = r#"{"city": "London", "updates": 1000000}"#;
    super::program::send_text(&follower, follow);
    let mut lines = BufReader::new(follower);
    for _ in 0..3 {
        lines.read_line(&mut String::new()).unwrap();
    }
    drop((reader, lines));
    server.wait_for_metric("weather_clients_left_total", |count| count == 2);
    server.wait_for_metric("weather_update_readers", |count| count == 0);
    assert_eq!(server.read_metric("weather_failed_connections_total"), 0);
    server.server.program.send_signal("TERM");
    let (code, lines) = server.server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert_eq!(lines.matches("The client left").count(), 2, "{lines}");
    assert!(!lines.contains("WARN"), "{lines}");
}

/// A client that closes its connection looks like one that only has no more
/// to send, until the server sends something.
#[test]
fn a_client_that_has_left_keeps_its_place_until_its_answer_is_there() {
    let server = start_http_server(&["--requests", "1", "--delay", "3"]);
    let mut client = server.connect();
    client
        .write_all(get_request("/weather/Oslo").as_bytes())
        .unwrap();
    server.wait_for_metric("weather_upstream_calls_total", |count| count == 1);
    drop(client);
    server.get("/weather/Rome").assert_error(503, "busy");
    server.wait_for_metric("weather_answers_in_flight", |count| count == 0);
    assert_eq!(server.get("/weather/Oslo").status, 200);
}
