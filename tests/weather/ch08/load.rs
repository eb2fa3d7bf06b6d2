//! The service under the load of wrk, with 64 connections.
use std::path::Path;
use std::process::Output;
use std::thread;

use book_tests::root;

use super::http::{WeatherHttpServer, start_http_server};
use super::tools::{find_tool, run};

/// What wrk has counted.
#[derive(Debug)]
struct LoadReport {
    ok_count: u64,
    busy_count: u64,
    other_count: u64,
    /// Problems with sockets, if there were any.
    socket_errors: Option<String>,
}

fn measure_load(wrk: &Path, port: u16, duration: &str) -> LoadReport {
    let script = root().join("tests/weather/ch08/statuses.lua");
    let url = format!("http://127.0.0.1:{port}/");
    let threads = ["-t", "1", "-c", "64", "-d", duration, "--timeout", "30s"];
    let script = ["-s", script.to_str().unwrap(), &url];
    let Output { stdout, stderr, .. } =
        run(wrk, &[&threads[..], &script].concat());
    let text = String::from_utf8_lossy(&stdout).into_owned();
    let value = |name: &str| {
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.trim().strip_prefix(name));
        value.map(|value| value.trim().to_owned())
    };
    let count = |name| {
        let value = value(name).unwrap_or_else(|| {
            panic!("{text}{}", String::from_utf8_lossy(&stderr))
        });
        value.parse().unwrap()
    };
    LoadReport {
        ok_count: count("good:"),
        busy_count: count("busy:"),
        other_count: count("other:"),
        socket_errors: value("Socket errors:"),
    }
}

#[track_caller]
fn assert_idle_again(server: &WeatherHttpServer) {
    server.wait_for_metric("weather_answers_in_flight", |count| count == 0);
    server.assert_serves_next();
}

#[test]
fn an_overloaded_service_answers_or_says_that_it_is_busy() {
    let Some(wrk) = find_tool("wrk") else { return };
    // A hundred cities, a line of ten, and five of them at a time.
    let server = start_http_server(&["--max-age", "0", "--delay", "0.02"]);
    let load = measure_load(&wrk, server.http_port, "3s");
    assert!(load.ok_count > 0 && load.busy_count > 0, "{load:?}");
    assert_eq!(load.other_count, 0, "{load:?}");
    assert_eq!(load.socket_errors, None);
    assert_idle_again(&server);
}

#[test]
fn cached_weather_is_served_to_all() {
    let Some(wrk) = find_tool("wrk") else { return };
    let server = start_http_server(&["--max-age", "3600", "--queue", "1000"]);
    let load = measure_load(&wrk, server.http_port, "3s");
    assert!(load.ok_count > 100, "{load:?}");
    assert_eq!((load.busy_count, load.other_count), (0, 0), "{load:?}");
    assert_eq!(load.socket_errors, None);
    // There's one call for each city, and a busy machine may not reach all.
    let call_count = server.read_metric("weather_upstream_calls_total");
    assert!(call_count <= 100, "{call_count} calls for 100 cities");
    assert_idle_again(&server);
}

#[test]
#[cfg(unix)]
fn a_signal_under_load_ends_the_service_in_time() {
    use std::time::{Duration, Instant};
    let Some(wrk) = find_tool("wrk") else { return };
    let server = start_http_server(&["--max-age", "0", "--delay", "0.02"]);
    let port = server.http_port;
    let loading = thread::spawn(move || measure_load(&wrk, port, "3s"));
    server.wait_for_metric("weather_answers_total", |count| count > 50);
    server.server.program.send_signal("TERM");
    let start = Instant::now();
    let (code, lines) = server.server.program.wait_for_exit();
    let time = start.elapsed();
    let end = lines.lines().rev().take(20).collect::<Vec<_>>();
    assert_eq!(code, 0, "{end:?}");
    assert!(time < Duration::from_secs(10), "it took {time:?}");
    assert!(lines.contains("new reports"), "{end:?}");
    let load = loading.join().unwrap();
    assert!(load.ok_count > 0, "{load:?}");
    assert_eq!(load.other_count, 0, "{load:?}");
}
