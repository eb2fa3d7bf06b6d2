//! What the operator's port offers, and how the service stops behind a proxy.
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::fake_server::FakeServer;
use super::http::{connect, get_request, read_answer, start_http_server};
use super::program::{Program, command, start_weather, weather_program};

#[test]
fn the_operator_is_served_although_clients_have_all_places() {
    let server = start_http_server(&["--clients", "2", "--timeout", "60"]);
    let _idle = [server.connect(), server.connect()];
    server.wait_for_metric("weather_connections_total", |count| count == 2);
    for path in ["/metrics", "/health", "/ready"] {
        let answer = server.get_as_operator(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
}

#[test]
fn clients_see_no_metrics_and_the_operator_no_weather() {
    let server = start_http_server(&[]);
    server.get("/metrics").assert_error(404, "no such page");
    let weather = server.get_as_operator("/weather/Oslo");
    weather.assert_error(404, "no such page");
    for path in ["/health", "/ready"] {
        assert_eq!(server.get_json(path)["status"], "ok", "{path}");
    }
}

/// An answer without a body would be taken for one of hyper's own.
#[test]
fn each_error_of_the_operators_port_has_a_reason() {
    let server = start_http_server(&["--keep-alive", "60"]);
    for (method, path) in [
        ("POST", "/metrics"),
        ("OPTIONS", "/metrics"),
        ("DELETE", "/health"),
        ("POST", "/ready"),
        ("PUT", "/nothing"),
    ] {
        for port in [server.operator_port, server.http_port] {
            let mut client = connect(("127.0.0.1", port));
            let request = get_request(path).replace("GET", method);
            client.write_all(request.as_bytes()).unwrap();
            let answer = read_answer(&client);
            let is_refused = matches!(answer.status, 404 | 405);
            assert!(is_refused, "{method} {path}: {}", answer.head);
            answer.assert_error(answer.status, "page");
        }
    }
}

#[test]
#[cfg(unix)]
fn failures_are_warnings_and_probes_are_not_logged() {
    let upstream = FakeServer::start(drop);
    let port = upstream.port.to_string();
    let server = start_http_server(&["--upstream", &port, "--attempts", "1"]);
    for path in ["/health", "/ready"] {
        assert_eq!(server.get(path).status, 200, "{path}");
        assert_eq!(server.get_as_operator(path).status, 200, "{path}");
    }
    assert_eq!(server.get("/page.css").status, 200);
    assert_eq!(server.get("/weather/Oslo").status, 502);
    server.server.program.send_signal("TERM");
    let (_, lines) = server.server.program.wait_for_exit();
    for (path, level) in [("/page.css", " INFO "), ("/weather/Oslo", " WARN ")]
    {
        let path = format!("path=\"{path}\"");
        let line = lines.lines().find(|line| line.contains(&path));
        assert!(line.expect(&lines).contains(level), "{lines}");
    }
    for probe in ["/health", "/ready", "protocol=\"operator\""] {
        assert!(!lines.contains(probe), "{probe} is in {lines}");
    }
}

#[test]
fn the_metrics_count_how_long_answers_take() {
    let server = start_http_server(&["--delay", "0.3"]);
    assert_eq!(server.get("/weather/Oslo").status, 200);
    server.wait_for_metric("weather_http_answer_seconds_count", |n| n == 1);
    let text = server.get_as_operator("/metrics").body;
    let value = |name: &str| -> f64 {
        let name = format!("weather_http_answer_seconds_{name} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&name));
        line.expect(&text).parse().unwrap()
    };
    assert_eq!(value("bucket{le=\"0.25\"}"), 0.0, "{text}");
    assert_eq!(value("bucket{le=\"+Inf\"}"), 1.0, "{text}");
    assert!((0.3..30.0).contains(&value("sum")), "{text}");
}

#[test]
#[cfg(unix)]
fn after_a_signal_it_serves_on_but_is_not_ready() {
    let server = start_http_server(&["--shutdown-delay", "60"]);
    assert_eq!(server.get("/ready").status, 200);
    let kept_alive = "GET /weather/Oslo HTTP/1.1\r\nhost: a\r\n\r\n";
    let mut early = server.connect();
    server.server.program.send_signal("TERM");
    server.server.program.wait_for_line("Not ready any more");
    for ready in [server.get("/ready"), server.get_as_operator("/ready")] {
        assert_eq!(ready.status, 503, "{}", ready.body);
        assert!(ready.body.contains("shutting down"), "{}", ready.body);
    }
    assert_eq!(server.get("/health").status, 200);
    server.assert_serves_next();
    // No connection stays open, so none is cut when the delay ends.
    early.write_all(kept_alive.as_bytes()).unwrap();
    let answer = read_answer(&early);
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("connection: close"), "{}", answer.head);

    // A second signal ends the delay.
    let start = Instant::now();
    server.server.program.send_signal("TERM");
    let (code, lines) = server.server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(start.elapsed() < Duration::from_secs(15), "{lines}");
}

#[test]
#[cfg(unix)]
fn after_the_delay_it_accepts_no_more_clients_but_the_operator() {
    let arguments = ["--shutdown-delay", "1", "--timeout", "60"];
    let drain = ["--drain", "60"];
    let server = start_http_server(&[&arguments[..], &drain].concat());
    let silent = server.server.connect();
    server.wait_for_metric("weather_connections_total", |count| count == 1);
    let start = Instant::now();
    server.server.program.send_signal("TERM");
    server
        .server
        .program
        .wait_for_line("Shutting down with 1 answers");
    assert!(start.elapsed() >= Duration::from_secs(1));
    let address = ("127.0.0.1", server.http_port);
    assert!(
        TcpStream::connect(address).is_err(),
        "it still accepts clients"
    );
    assert_eq!(server.get_as_operator("/ready").status, 503);
    assert_eq!(server.get_as_operator("/health").status, 200);
    assert_eq!(server.read_metric("weather_answers_in_flight"), 1);
    drop(silent);
    let (code, lines) = server.server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
}

/// On Linux, all addresses that begin with 127 lead to the machine itself.
#[test]
#[cfg(target_os = "linux")]
fn the_service_listens_only_on_the_given_address() {
    let server = start_http_server(&["--bind", "127.0.0.2"]);
    let ports = [
        (server.http_port, "/weather/Oslo"),
        (server.operator_port, "/metrics"),
    ];
    for (port, path) in ports {
        let mut client = connect(("127.0.0.2", port));
        client.write_all(get_request(path).as_bytes()).unwrap();
        assert_eq!(read_answer(&client).status, 200, "{path}");
    }
    connect(("127.0.0.2", server.server.port));
    for port in [server.server.port, server.http_port, server.operator_port] {
        let other = TcpStream::connect(("127.0.0.1", port));
        assert!(other.is_err(), "port {port} is open on another address");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_operators_port_may_be_on_an_address_of_its_own() {
    let server = start_http_server(&["--operator-bind", "127.0.0.3"]);
    assert_eq!(server.get("/weather/Oslo").status, 200);
    let mut operator = connect(("127.0.0.3", server.operator_port));
    operator
        .write_all(get_request("/metrics").as_bytes())
        .unwrap();
    assert_eq!(read_answer(&operator).status, 200);
    let other = TcpStream::connect(("127.0.0.1", server.operator_port));
    assert!(other.is_err(), "the operator's port is open to clients");
}

#[test]
fn an_invalid_address_and_a_busy_port_are_named() {
    let arguments = ["server", "--port", "0", "--bind", "localhost"];
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 2, "{lines}");
    assert!(lines.contains("invalid IP address"), "{lines}");

    let server = start_http_server(&[]);
    let port = server.operator_port.to_string();
    let arguments = ["server", "--port", "0", "--operator-port", &port];
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    let reason = format!("cannot open port {port}");
    assert!(lines.contains(&reason), "{lines}");
}

#[test]
#[cfg(unix)]
fn too_few_open_files_for_all_clients_are_reported_at_the_start() {
    let script = "ulimit -n \"$1\" && exec \"$0\" server --port 0 --clients \"$2\" \"$3\" \"$4\"";
    let service = weather_program();
    let service = service.to_str().unwrap();
    let start = |files: &str, clients: &str| {
        let arguments = ["-c", script, service, files, clients];
        let mut command = command("sh".as_ref(), &arguments);
        Program::start(command.args(["--stop-after", "0.1"]))
    };
    let (_, lines) = start("200", "101").wait_for_exit();
    let warning = "may open only 200 files, and 101 clients need 201:";
    assert!(lines.contains(warning), "{lines}");
    for (files, clients) in [("200", "100"), ("120", "10")] {
        let (_, lines) = start(files, clients).wait_for_exit();
        assert!(!lines.contains("files"), "{lines}");
    }
}
