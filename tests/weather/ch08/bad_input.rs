//! Whatever a client does, it gets a clear status and a reason, and the others
//! get their answers.
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use super::fake_server::FakeServer;
use super::http::{
    OSLO_REPORT, WeatherHttpServer, get_request, read_answer, report_request,
    start_http_server,
};

#[test]
fn malformed_http_is_refused() {
    let server = start_http_server(&[]);
    for bytes in [
        "hello, are you there?\r\n\r\n",
        "\u{0}\u{1}\u{2}\u{3}\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET  /two  spaces HTTP/1.1\r\n\r\n",
        "{\"city\": \"London\"}\r\n\r\n",
    ] {
        server
            .send(bytes.as_bytes())
            .assert_error(400, "not a request");
        server.assert_serves_next();
    }
}

/// Whether the router refuses a request, or something below it.
#[test]
fn each_refused_request_counts_as_an_error_of_the_client() {
    let server = start_http_server(&[]);
    server
        .send(b"hello\r\n\r\n")
        .assert_error(400, "not a request");
    let lines = "a: b\r\n".repeat(200);
    let head = format!("GET / HTTP/1.1\r\n{lines}\r\n");
    server.send(head.as_bytes()).assert_error(431, "too long");
    server.get("/nothing").assert_error(404, "no such page");
    server.wait_for_metric("weather_client_errors_total", |count| count == 3);
}

#[test]
fn unknown_pages_and_methods_are_refused() {
    let server = start_http_server(&[]);
    server.get("/nothing").assert_error(404, "no such page");
    server
        .get("/../../etc/passwd")
        .assert_error(404, "no such page");
    server.get("/weather/").assert_error(404, "no such page");
    server.get("/reports").assert_error(405, "other methods");
    let delete = get_request("/weather/London").replace("GET", "DELETE");
    let refused = server.send(delete.as_bytes());
    refused.assert_error(405, "other methods");
    assert!(refused.head.contains("allow: get"), "{}", refused.head);
    server.assert_serves_next();
}

#[test]
fn wrong_types_and_values_are_refused() {
    let server = start_http_server(&[]);
    for (body, status, reason) in [
        ("", 400, "EOF"),
        ("hello", 400, "expected value"),
        (r#"{"city": "#, 400, "EOF"),
        ("7", 422, "expected struct"),
        (r#"{"temperature": 1}"#, 422, "city"),
        (&OSLO_REPORT.replace("3.5", "\"warm\""), 422, "temperature"),
        (&OSLO_REPORT.replace("\"Oslo\"", "[1]"), 422, "city"),
        (&OSLO_REPORT.replace("Oslo", ""), 400, "1 to 100 characters"),
        (
            &OSLO_REPORT.replace("Oslo", "\\u0000"),
            400,
            "control characters",
        ),
        (
            &OSLO_REPORT.replace('}', r#", "unix_ms": -1}"#),
            400,
            "until now",
        ),
        (
            &OSLO_REPORT.replace('}', r#", "unix_ms": 9223372036854775807}"#),
            400,
            "until now",
        ),
        (
            &OSLO_REPORT.replace("rain", "a\\nb"),
            400,
            "control characters",
        ),
    ] {
        server.post_report(body).assert_error(status, reason);
    }
    let text =
        report_request(OSLO_REPORT).replace("application/json", "text/plain");
    server
        .send(text.as_bytes())
        .assert_error(415, "application/json");
    let city = "x".repeat(101);
    let long = format!("/weather/{city}");
    server.get(&long).assert_error(400, "1 to 100 characters");
    server.get("/weather/%FF").assert_error(400, "UTF-8");
    server
        .get("/history/Oslo?count=many")
        .assert_error(400, "count");
    server
        .get("/history/Oslo?count=256")
        .assert_error(400, "count");
    server.assert_serves_next();
    assert_eq!(
        server.get_json("/history/Oslo").as_array().unwrap().len(),
        0
    );
}

#[test]
fn requests_that_are_too_long_are_refused() {
    let server = start_http_server(&[]);
    let long = OSLO_REPORT.replace("rain", &"x".repeat(70 * 1024));
    server.post_report(&long).assert_error(413, "limit");

    let head = "POST /reports HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
                content-type: application/json\r\n\
                transfer-encoding: chunked\r\n\r\n";
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let chunks = format!("{head}{chunk}{chunk}0\r\n\r\n");
    server.send(chunks.as_bytes()).assert_error(413, "limit");

    let address = get_request(&format!("/{}", "x".repeat(70_000)));
    server
        .send(address.as_bytes())
        .assert_error(414, "too long");
    let lines = "a: b\r\n".repeat(200);
    let head = format!("GET / HTTP/1.1\r\n{lines}\r\n");
    server.send(head.as_bytes()).assert_error(431, "too long");
    server.assert_serves_next();
}

/// Sends one byte every 50 ms until the server hangs up.
fn spawn_dripping(client: &TcpStream) -> thread::JoinHandle<()> {
    let mut client = client.try_clone().unwrap();
    thread::spawn(move || {
        for _ in 0..400 {
            sleep(Duration::from_millis(50));
            if client.write_all(b"x").is_err() {
                return;
            }
        }
        panic!("the server let a slow drip hold it for 20 s");
    })
}

#[test]
fn a_byte_at_a_time_does_not_put_off_the_deadline() {
    let server = start_http_server(&["--timeout", "0.5"]);
    let body = report_request(OSLO_REPORT)
        .replace("content-length: 5", "content-length: 9");
    for (begun, reason) in [
        ("GET /weather/", "the request took too long"),
        (&body[..body.len() - 10], "the body took too long"),
    ] {
        let start = Instant::now();
        let mut client = server.connect();
        client.write_all(begun.as_bytes()).unwrap();
        let dripping = spawn_dripping(&client);
        read_answer(&client).assert_error(408, reason);
        assert!(start.elapsed() >= Duration::from_millis(500));
        drop(client);
        dripping.join().unwrap();
    }
    server.assert_serves_next();
}

#[test]
fn a_connection_that_is_never_used_is_closed_without_a_word() {
    let server = start_http_server(&["--keep-alive", "0.3"]);
    let mut client = server.connect();
    let mut text = String::new();
    client.read_to_string(&mut text).unwrap();
    assert_eq!(text, "");
    server.assert_serves_next();
}

#[test]
fn a_half_closed_client_gets_its_answer() {
    let server = start_http_server(&["--delay", "0.5"]);
    for request in [get_request("/weather/London"), report_request(OSLO_REPORT)]
    {
        let mut client = server.connect();
        client.write_all(request.as_bytes()).unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let answer = read_answer(&client);
        assert!(answer.status < 300, "{}", answer.body);
    }
}

/// Clients that leave in the middle of everything.
fn connect_clients_that_leave(server: &WeatherHttpServer) {
    let (weather, report) =
        (get_request("/weather/Lima"), report_request(OSLO_REPORT));
    let updates = get_request("/updates");
    for request in ["", "GET /wea", &weather, &report[..150], &report, &updates]
    {
        let mut client = server.connect();
        client.write_all(request.as_bytes()).unwrap();
    }
}

#[test]
fn a_client_may_leave_at_any_moment() {
    let server = start_http_server(&["--every", "0.02"]);
    for _ in 0..5 {
        connect_clients_that_leave(&server);
    }
    server.assert_serves_next();
    // Nothing goes on for them.
    server.wait_for_metric("weather_answers_in_flight", |count| count == 0);
    server.wait_for_metric("weather_update_readers", |count| count == 0);
}

#[test]
fn too_many_requests_are_turned_away_at_once() {
    let server = start_http_server(&["--delay", "2", "--requests", "2"]);
    let mut clients = Vec::new();
    for city in ["Oslo", "Rome", "Lima", "Cairo"] {
        let mut client = server.connect();
        let path = format!("/weather/{city}");
        client.write_all(get_request(&path).as_bytes()).unwrap();
        clients.push(client);
    }
    let answers: Vec<_> = clients.iter().map(read_answer).collect();
    let good = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!(good.count(), 2);
    for refused in answers.iter().filter(|answer| answer.status != 200) {
        refused.assert_error(503, "busy");
        assert!(refused.head.contains("retry-after: 1"), "{}", refused.head);
    }
    // The operator is not turned away.
    assert_eq!(server.read_metric("weather_server_errors_total"), 2);
}

#[test]
fn a_client_waits_until_one_of_the_allowed_ones_leaves() {
    let server = start_http_server(&["--clients", "2", "--timeout", "60"]);
    let keep_alive = "GET /health HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut connected = Vec::new();
    for _ in 0..2 {
        let mut client = server.connect();
        client.write_all(keep_alive.as_bytes()).unwrap();
        let mut status = [0; 15];
        client.read_exact(&mut status).unwrap();
        assert_eq!(&status, b"HTTP/1.1 200 OK");
        connected.push(client);
    }
    let mut waiting = server.connect();
    waiting
        .write_all(get_request("/health").as_bytes())
        .unwrap();
    let half_a_second = Some(Duration::from_millis(500));
    waiting.set_read_timeout(half_a_second).unwrap();
    let answer = waiting.peek(&mut [0; 1]);
    assert!(answer.is_err(), "a third client is served: {answer:?}");

    connected.pop();
    let patience = Some(Duration::from_secs(30));
    waiting.set_read_timeout(patience).unwrap();
    assert_eq!(read_answer(&waiting).status, 200);
}

#[test]
fn a_full_queue_turns_away_in_both_protocols() {
    let server =
        start_http_server(&["--delay", "5", "--workers", "1", "--queue", "0"]);
    let mut waiting = server.connect();
    waiting
        .write_all(get_request("/weather/Oslo").as_bytes())
        .unwrap();
    server.wait_for_metric("weather_upstream_calls_total", |count| count > 0);
    server.get("/weather/Rome").assert_error(503, "busy");
    let answer = server.server.request(r#"{"city": "Lima"}"#);
    assert!(answer.contains("busy: the queue is full"), "{answer}");
}

#[test]
fn an_upstream_that_fails_is_a_bad_gateway() {
    let upstream = FakeServer::start(drop);
    let port = upstream.port.to_string();
    let server = start_http_server(&["--upstream", &port, "--attempts", "1"]);
    let reason = "the upstream sent no weather";
    server.get("/weather/Oslo").assert_error(502, reason);
    let answer = server.server.request(r#"{"city": "Oslo"}"#);
    assert!(answer.contains(reason), "{answer}");
    let line = server.server.program.wait_for_line("without an answer");
    assert!(line.contains("The upstream has failed"), "{line}");
    assert_eq!(server.get("/health").status, 200);
}

/// Each attempt has a part of the time, so one that hangs isn't the last.
#[test]
fn an_upstream_that_hangs_once_is_asked_again() {
    let upstream = FakeServer::start(|request| match request.number {
        1 => request.hang(),
        _ => request.answer_after(Duration::ZERO),
    });
    let port = upstream.port.to_string();
    let calls = ["--upstream-timeout", "8", "--attempts", "2"];
    let server =
        start_http_server(&[&["--upstream", &port], &calls[..]].concat());
    assert_eq!(server.get("/weather/Oslo").status, 200);
    assert_eq!(upstream.request_count(), 2);
}

#[test]
fn answers_of_the_upstream_are_checked() {
    let upstream = FakeServer::start(|request| {
        let length = if request.city == "Oslo" { 60_000 } else { 100 };
        let conditions = "x".repeat(length);
        request.answer(&format!(
            r#"{{"city": "Paris", "temperature": 7,
                "conditions": "{conditions}"}}"#
        ));
    });
    let server = start_http_server(&["--upstream", &upstream.port.to_string()]);
    let reason = "the upstream sent no weather";
    server.get("/weather/Oslo").assert_error(502, reason);
    let cause = "`conditions` must have 1 to 100 characters";
    server.server.program.wait_for_line(cause);
    // The answer is about the city that it was asked for.
    assert_eq!(server.get_json("/weather/Rome")["city"], "Rome");
    assert!(
        server
            .server
            .request(r#"{"city": "Rome"}"#)
            .contains("Rome")
    );
    assert_eq!(server.get_json("/history/Paris"), serde_json::json!([]));
}

#[test]
#[cfg(unix)]
fn a_signal_in_the_middle_of_it_all_loses_no_answer() {
    let server = start_http_server(&["--delay", "1", "--timeout", "2"]);
    let begin = |text: &str| {
        let mut client = server.connect();
        client.write_all(text.as_bytes()).unwrap();
        client
    };
    let honest = ["/weather/London", "/weather/Oslo", "/weather/Rome"]
        .map(|path| begin(&get_request(path)));
    let report = begin(&report_request(OSLO_REPORT));
    let malformed = begin("hello\r\n\r\n");
    let slow = begin("GET /weather/");
    let dripping = spawn_dripping(&slow);
    let idle = begin("");
    let kept_open = begin("GET /health HTTP/1.1\r\nhost: a\r\n\r\n");
    let mut stalled_reader = begin(&get_request("/updates"));
    stalled_reader.read_exact(&mut [0; 15]).unwrap();
    connect_clients_that_leave(&server);
    server.wait_for_metric("weather_upstream_calls_total", |count| count >= 3);
    let start = Instant::now();
    server.server.program.send_signal("TERM");

    for client in &honest {
        let answer = read_answer(client);
        assert_eq!(answer.status, 200, "{}", answer.body);
    }
    assert_eq!(read_answer(&report).status, 201);
    read_answer(&malformed).assert_error(400, "not a request");
    read_answer(&slow).assert_error(408, "took too long");
    assert_eq!(read_answer(&kept_open).status, 200);
    dripping.join().unwrap();
    drop((idle, stalled_reader));
    let (code, lines) = server.server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(start.elapsed() < Duration::from_secs(15), "{lines}");
    assert!(lines.contains("new reports"), "{lines}");
}

#[test]
#[cfg(unix)]
fn after_the_deadline_each_client_learns_that_it_gets_no_answer() {
    let server = start_http_server(&["--delay", "60", "--drain", "0.5"]);
    let mut client = server.connect();
    client
        .write_all(get_request("/weather/London").as_bytes())
        .unwrap();
    server.wait_for_metric("weather_upstream_calls_total", |count| count > 0);
    server.server.program.send_signal("TERM");
    let start = Instant::now();
    read_answer(&client).assert_error(503, "shutting down");
    let (code, lines) = server.server.program.wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(lines.contains("error: gave up on 1 answers"), "{lines}");
    assert!(start.elapsed() >= Duration::from_millis(400));
    assert!(start.elapsed() < Duration::from_secs(15));
}
