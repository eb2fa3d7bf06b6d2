//! What the HTTP interface offers to a client that behaves.
use std::io::{BufRead, BufReader, Write};

use serde_json::{Value, json};

use super::http::{
    LONG_DATABASE_TIMEOUT, OSLO_REPORT, read_answer, start_http_server,
};
use super::program::{LONDON_ANSWER, LONDON_REQUEST, command, weather_program};
use super::program::{Program, start_weather};

#[test]
fn both_protocols_share_the_weather() {
    let server = start_http_server(&[]);
    let weather = server.get_json("/weather/London");
    let sunny: Value = serde_json::from_str(LONDON_ANSWER).unwrap();
    assert_eq!(weather, sunny);
    assert_eq!(server.server.request(LONDON_REQUEST), LONDON_ANSWER);
    assert_eq!(server.read_metric("weather_upstream_calls_total"), 1);
}

#[test]
fn a_connection_may_carry_many_requests() {
    let server = start_http_server(&[]);
    let mut client = server.connect();
    let alive = "GET /weather/London HTTP/1.1\r\nhost: a\r\n\r\n";
    let last = super::http::get_request("/weather/Rome");
    client
        .write_all(format!("{alive}{last}").as_bytes())
        .unwrap();
    let answers = read_answer(&client);
    assert_eq!(answers.status, 200);
    assert!(answers.body.contains("Rome"), "{}", answers.body);
}

#[test]
fn the_history_has_answers_of_the_upstream_and_reports() {
    let server = start_http_server(&[]);
    let created = server.post_report(OSLO_REPORT);
    assert_eq!(created.status, 201, "{}", created.body);
    let reports = server.get_json("/history/Oslo");
    assert_eq!(reports[0]["temperature"], json!(3.5));
    assert_eq!(reports[0]["conditions"], json!("rain"));
    assert!(reports[0]["unix_ms"].as_i64() > Some(1_600_000_000_000));

    for number in 0..20 {
        let report = format!(
            r#"{{"city": "Lima", "temperature": {number},
                "conditions": "fog", "unix_ms": {number}}}"#
        );
        assert_eq!(server.post_report(&report).status, 201);
    }
    let reports = server.get_json("/history/Lima?count=3");
    let numbers: Vec<_> = (0..3).map(|i| &reports[i]["unix_ms"]).collect();
    assert_eq!(numbers, [&json!(19), &json!(18), &json!(17)]);
    assert_eq!(
        server.get_json("/history/Lima").as_array().unwrap().len(),
        10
    );

    server.get_json("/weather/Rome");
    // It's written a little later, and nobody waits for it.
    for _ in 0..500 {
        if server.get_json("/history/Rome") != json!([]) {
            return;
        }
    }
    panic!("the weather in Rome never came into the history");
}

#[test]
fn names_arrive_as_they_were_sent() {
    let server = start_http_server(&[]);
    let weather = server.get_json("/weather/S%C3%A3o%20%22P%22%2F");
    assert_eq!(weather["city"], json!("São \"P\"/"));
}

#[test]
fn health_is_ok_and_metrics_have_the_services_prefix() {
    let server = start_http_server(&[]);
    // On a busy machine, even this database may take too long once.
    let healthy = json!({ "status": "ok", "history": "ok" });
    let mut health = (0..20).map(|_| server.get_json("/health"));
    assert!(health.any(|health| health == healthy));
    server.assert_serves_next();
    server.wait_for_metric("weather_answers_in_flight", |count| count == 0);
    server.wait_for_metric("weather_answers_total", |count| count >= 3);
    let text = server.get_as_operator("/metrics").body;
    for line in text.lines() {
        assert!(line.starts_with("# ") || line.starts_with("weather_"));
    }
}

#[test]
fn the_page_comes_with_all_that_it_needs() {
    let server = start_http_server(&[]);
    let page = server.get("/");
    assert_eq!(page.status, 200);
    assert!(
        page.head.contains("content-type: text/html"),
        "{}",
        page.head
    );
    assert!(
        page.head
            .contains("content-security-policy: default-src 'self'")
    );
    // The page has no file for its icon.
    assert!(page.body.contains(r#"rel="icon" href="data:"#));
    assert!(page.head.contains("img-src 'self' data:"), "{}", page.head);
    for file in ["page.js", "page.css"] {
        assert!(page.body.contains(&format!("\"{file}\"")), "{file}");
        assert_eq!(server.get(&format!("/{file}")).status, 200, "{file}");
    }
}

#[test]
fn the_log_may_be_json() {
    let arguments = ["server", "--port", "0", "--delay", "0", "--log", "json"];
    let mut command = command(&weather_program(), &arguments);
    command.stderr(std::process::Stdio::piped());
    let mut child = command
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let port: u16 = line.trim().rsplit(' ').next().unwrap().parse().unwrap();
    let mut client = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    client.write_all(b"hello").unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let mut messages = Vec::new();
    for line in stderr.lines().take(2) {
        let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
        assert_eq!(event["span"]["protocol"], json!("weather"), "{event}");
        messages.push(event["fields"]["message"].as_str().unwrap().to_owned());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        messages[0].starts_with("Accepted connection"),
        "{messages:?}"
    );
    assert!(messages[1].contains("expected value"), "{messages:?}");
}

#[test]
fn a_follower_of_chapter_7_gets_its_updates() {
    let server = start_http_server(&["--every", "0.05"]);
    let port = server.server.port.to_string();
    let chapter_7 = weather_program()
        .with_file_name(format!("ch07_queues{}", std::env::consts::EXE_SUFFIX));
    let arguments = ["client", "--port", &port, "--updates", "5", "London"];
    let client = Program::start(&mut command(&chapter_7, &arguments));
    let (code, lines) = client.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(lines.contains("Update for London: "), "{lines}");
    // On a busy machine, it may miss some.
    let updates = lines.matches("Update for London: ").count();
    let missed = lines.matches("Missed ").count();
    assert_eq!(updates + missed, 6, "{lines}");
}

#[test]
fn a_busy_http_port_is_named() {
    let server = start_http_server(&[]);
    let port = server.http_port.to_string();
    let arguments = ["server", "--port", "0", "--http-port", &port];
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(
        lines.contains(&format!("cannot open port {port}")),
        "{lines}"
    );
}

#[test]
fn an_invalid_database_address_is_refused_with_an_example() {
    let arguments = ["server", "--port", "0", "--database", "weather.db"];
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(lines.contains("sqlite:weather.db?mode=rwc"), "{lines}");
}

/// The service starts without its database, but not with an address under which
/// it could never find one.
#[test]
fn a_mistake_in_the_databases_address_ends_the_start() {
    for (url, reason) in [
        (
            "mysql://localhost/weather",
            "neither SQLite's nor PostgreSQL's",
        ),
        ("postgres://localhost/weather?sslmode=maybe", "ssl_mode"),
        ("sqlite:weather.db?mode=maybe", "mode"),
    ] {
        let arguments = ["server", "--port", "0", "--database", url];
        let (code, lines) = start_weather(&arguments).wait_for_exit();
        assert_eq!(code, 1, "{url}: {lines}");
        assert!(lines.contains("cannot use the database"), "{lines}");
        assert!(lines.contains(reason), "no `{reason}` in {lines}");
    }
}

#[test]
fn a_time_limit_that_nothing_could_meet_is_refused() {
    for option in ["--keep-alive", "--database-timeout"] {
        let arguments = ["server", "--port", "0", option, "0"];
        let (code, lines) = start_weather(&arguments).wait_for_exit();
        assert_eq!(code, 2, "{option}: {lines}");
        assert!(lines.contains("longer than 0 seconds"), "{lines}");
    }
}

#[test]
fn in_a_log_of_json_the_last_error_is_json_too() {
    let server = start_http_server(&[]);
    let port = server.http_port.to_string();
    let arguments = ["server", "--port", "0", "--http-port", &port];
    let program = start_weather(&[&arguments[..], &["--log", "json"]].concat());
    let exit = program.wait_for_exit_and_streams();
    assert_eq!(exit.code, 1);
    let line = exit.stderr.last().expect("no error is logged");
    let event: Value = serde_json::from_str(line).unwrap();
    assert_eq!(event["level"], json!("ERROR"), "{line}");
    let message = event["fields"]["message"].as_str().unwrap();
    assert!(message.starts_with("cannot open port"), "{line}");
}

#[test]
fn the_five_cities_are_in_the_history_when_the_program_ends() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("weather.db");
    let url = format!("sqlite:{}?mode=rwc", file.display());
    let arguments = ["--port", "0", "--delay", "0", "--database", &url];
    let arguments = [&arguments[..], &LONG_DATABASE_TIMEOUT].concat();
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(lines.contains("The history has 5 new reports"), "{lines}");
    let server = start_http_server(&["--database", &url]);
    let reports = server.get_json("/history/Tokyo");
    assert_eq!(reports[0]["conditions"], json!("sunny"));
}
