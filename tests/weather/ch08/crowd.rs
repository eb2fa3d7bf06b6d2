//! Thousands of clients that want to hold the service up.
#![cfg(target_os = "linux")]
use std::io::Write;
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use weather_web::raise_open_files_limit;

use super::http::{
    OSLO_REPORT, WeatherHttpServer, get_request, read_answer, report_request,
    start_http_server,
};

fn connect_crowd(
    server: &WeatherHttpServer,
    client_count: usize,
    request_text: &str,
) -> Vec<TcpStream> {
    let connect = |_| {
        let mut client = server.connect();
        client.write_all(request_text.as_bytes()).unwrap();
        client
    };
    (0..client_count).map(connect).collect()
}

#[test]
fn thousands_of_idle_clients_hold_nobody_up() {
    raise_open_files_limit();
    let server = start_http_server(&["--timeout", "20"]);
    let idle = connect_crowd(&server, 1500, "");
    let begun = connect_crowd(&server, 1000, "GET /weather/Lo");
    let kept = "GET /page.css HTTP/1.1\r\nhost: a\r\n\r\n";
    let kept_open = connect_crowd(&server, 500, kept);
    let readers = connect_crowd(&server, 500, &get_request("/updates"));
    server.assert_serves_next();
    assert_eq!(server.post_report(OSLO_REPORT).status, 201);
    let memory = server.server.program.resident_kb();
    // In a debug build, each needs less than 20 KB.
    assert!(memory < 100_000, "{memory} KB");

    // SIGTERM in the middle of it all.
    let mut last = server.connect();
    last.write_all(report_request(OSLO_REPORT).as_bytes())
        .unwrap();
    let start = Instant::now();
    server.server.program.send_signal("TERM");
    assert_eq!(read_answer(&last).status, 201);
    drop((idle, begun, kept_open, readers));
    let (code, lines) = server.server.program.wait_for_exit();
    let end: Vec<_> = lines.lines().rev().take(9).collect();
    assert_eq!(code, 0, "{end:?}");
    assert!(start.elapsed() < Duration::from_secs(21), "{end:?}");
}

#[test]
fn idle_clients_lose_their_places_to_others() {
    let server = start_http_server(&["--clients", "50", "--timeout", "1"]);
    let crowd = connect_crowd(&server, 200, "GET /");
    let start = Instant::now();
    // It's behind four rounds of them.
    assert_eq!(server.get("/weather/London").status, 200);
    assert!(start.elapsed() < Duration::from_secs(20));
    drop(crowd);
    server.assert_serves_next();
}

#[test]
fn a_long_name_is_refused_in_the_old_protocol_too() {
    let server = start_http_server(&[]);
    let ask = |length| {
        let city = "é".repeat(length);
        server.server.request(&format!(r#"{{"city": "{city}"}}"#))
    };
    let answer = ask(100);
    assert!(answer.contains("sunny"), "{answer}");
    for length in [0, 101, 30_000] {
        let answer = ask(length);
        assert!(answer.contains("1 to 100 characters"), "{answer}");
    }
    server.assert_serves_next();
}

#[test]
fn the_history_keeps_the_latest_reports_only() {
    let server = start_http_server(&["--max-reports", "20"]);
    for number in 0..50 {
        let report =
            OSLO_REPORT.replace('}', &format!(", \"unix_ms\": {number}}}"));
        assert_eq!(server.post_report(&report).status, 201);
    }
    // The oldest are deleted after every few reports, and after the answer.
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let reports = server.get_json("/history/Oslo?count=255");
        let reports = reports.as_array().unwrap();
        assert_eq!(reports[0]["unix_ms"], 49);
        if (20..=23).contains(&reports.len()) {
            return;
        }
        assert!(Instant::now() < deadline, "{} are left", reports.len());
        sleep(Duration::from_millis(10));
    }
}
