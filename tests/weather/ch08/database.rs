//! A database that is gone, locked, full, or silent costs the clients their
//! history, and nothing else.
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::Connection;

use super::http::{
    OSLO_REPORT, WeatherHttpServer, read_answer, report_request,
    start_http_server,
};

fn sqlite_url(file: &Path) -> String {
    format!("sqlite:{}?mode=rwc", file.display())
}

/// Checks that the history takes no report, and that all the rest is there.
#[track_caller]
pub fn assert_history_unavailable(server: &WeatherHttpServer) {
    assert_report_refused(server, OSLO_REPORT);
}

#[track_caller]
fn assert_report_refused(server: &WeatherHttpServer, report: &str) {
    let start = Instant::now();
    let answer = server.post_report(report);
    answer.assert_error(503, "the history is not available");
    server.assert_serves_next();
    // The time limit is 3 s, and the machine may be busy.
    assert!(start.elapsed() < Duration::from_secs(15));
    let health = server.get_json("/health");
    assert_eq!(health["status"], json!("ok"));
}

#[test]
fn requests_for_the_history_take_no_place_of_the_weather() {
    let server = start_http_server(&["--requests", "5", "--timeout", "60"]);
    // The history has one place, which this takes until the body has come.
    let mut slow = server.connect();
    let head = report_request(OSLO_REPORT).replace(
        &format!("\r\n\r\n{OSLO_REPORT}"),
        "\r\nexpect: 100-continue\r\n\r\n",
    );
    slow.write_all(head.as_bytes()).unwrap();
    // This comes when the handler begins to read the body.
    let mut welcome = [0; "HTTP/1.1 100 Continue\r\n\r\n".len()];
    slow.read_exact(&mut welcome).unwrap();
    assert!(welcome.starts_with(b"HTTP/1.1 100 "), "{welcome:?}");
    server.get("/history/Oslo").assert_error(503, "busy");
    assert_eq!(server.get("/weather/Oslo").status, 200);
    slow.write_all(OSLO_REPORT.as_bytes()).unwrap();
    assert_eq!(read_answer(&slow).status, 201);
    assert_eq!(server.get("/history/Oslo").status, 200);
}

#[test]
fn the_service_starts_without_its_database() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let url = format!("postgres://127.0.0.1:{port}/weather");
    let server = start_http_server(&["--database", &url]);
    assert_history_unavailable(&server);
    server
        .get("/history/Oslo")
        .assert_error(503, "not available");
    assert_ne!(server.get_json("/health")["history"], json!("ok"));
}

#[test]
fn a_database_that_never_answers_holds_nobody_up() {
    // The system accepts the connection, but nobody reads from it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let url = format!("postgres://127.0.0.1:{port}/weather");
    let server = start_http_server(&["--database", &url]);
    assert_history_unavailable(&server);
}

#[test]
fn a_database_that_never_answers_delays_neither_health_nor_the_end() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let url = format!("postgres://127.0.0.1:{port}/weather");
    // The service starts when it has tried this database.
    let limit = ["--database-timeout", "12"];
    let server =
        start_http_server(&[&limit[..], &["--database", &url]].concat());
    let start = Instant::now();
    let health = server.get_json("/health");
    assert_eq!(health["status"], json!("ok"));
    assert_eq!(health["history"], json!("not available"));
    assert!(
        start.elapsed() < Duration::from_secs(4),
        "health waits for it"
    );
    server.wait_for_history_status("no connection to the database");
    if cfg!(unix) {
        // A batch has a hundred reports at most, so these need two, and each
        // of them waits for the database as long as it may.
        for number in 0..120 {
            let city = format!(r#"{{"city": "{number}"}}"#);
            server.server.request(&city);
        }
        let start = Instant::now();
        server.server.program.send_signal("TERM");
        let (_, lines) = server.server.program.wait_for_exit();
        let limit = Duration::from_secs(21);
        assert!(start.elapsed() < limit, "{lines}");
    }
}

#[test]
fn a_database_that_is_gone_may_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("data");
    fs::create_dir(&place).unwrap();
    let url = sqlite_url(&place.join("weather.db"));
    let server = start_http_server(&["--database", &url]);
    assert_eq!(server.post_report(OSLO_REPORT).status, 201);
    if cfg!(unix) {
        fs::remove_dir_all(&place).unwrap();
        assert_history_unavailable(&server);
        fs::create_dir(&place).unwrap();
        assert_eq!(server.post_report(OSLO_REPORT).status, 201);
        let reports = server.get_json("/history/Oslo");
        assert_eq!(reports.as_array().unwrap().len(), 1);
    }
}

#[test]
fn a_database_that_is_locked_is_waited_for_but_not_forever() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite_url(&folder.path().join("weather.db"));
    let server = start_http_server(&["--database", &url]);
    assert_eq!(server.post_report(OSLO_REPORT).status, 201);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let mut other = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let begin = sqlx::query("BEGIN EXCLUSIVE");
        begin.execute(&mut other).await.unwrap();
        assert_history_unavailable(&server);
        server
            .get("/history/Oslo")
            .assert_error(503, "not available");
        sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    });
    assert_eq!(server.post_report(OSLO_REPORT).status, 201);
    let reports = server.get_json("/history/Oslo");
    assert_eq!(reports.as_array().unwrap().len(), 2);
}

/// A limit for the size of files stands for a disk that is full.
#[test]
#[cfg(target_os = "linux")]
fn a_database_that_is_full_still_has_what_it_has_taken() {
    use super::program::{Program, weather_program};
    use std::process::Command;
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite_url(&folder.path().join("weather.db"));
    let limited = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", limited, "sh"]).arg(weather_program());
    command.args(["server", "--port", "0", "--delay", "0.05"]);
    let program = Program::start(command.args(["--database", &url]));
    let server = WeatherHttpServer::of(program);
    let wordy = OSLO_REPORT.replace("rain", &"rain ".repeat(19));
    let deadline = Instant::now() + Duration::from_secs(60);
    let mut taken = 0;
    loop {
        let answer = server.post_report(&wordy);
        if answer.status == 201 {
            taken += 1;
        } else if !answer.body.contains("took too long") {
            answer.assert_error(503, "the history is not available");
            break;
        }
        let is_in_time = Instant::now() < deadline;
        assert!(is_in_time, "there's still room after {taken} reports");
    }
    assert_report_refused(&server, &wordy);
    let reports = server.get_json("/history/Oslo?count=255");
    let count = reports.as_array().unwrap().len();
    // On a busy machine, a report may be stored although that took too long.
    assert!(count >= taken.min(255), "{count} of {taken}");
    assert!(taken > 20, "{taken}");
}

#[test]
#[cfg(unix)]
fn a_confirmed_report_is_stored_despite_a_signal() {
    let folder = tempfile::tempdir().unwrap();
    let url = sqlite_url(&folder.path().join("weather.db"));
    let server = start_http_server(&["--database", &url]);
    let mut clients = Vec::new();
    for _ in 0..150 {
        let mut client = server.connect();
        client
            .write_all(report_request(OSLO_REPORT).as_bytes())
            .unwrap();
        clients.push(client);
    }
    server.server.program.send_signal("TERM");
    let mut confirmed = 0;
    for client in &clients {
        let answer = read_answer(client);
        if answer.status == 201 {
            confirmed += 1;
        } else {
            answer.assert_error(503, "");
        }
    }
    let (code, lines) = server.server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(confirmed > 0, "{lines}");
    let stored = format!("The history has {confirmed} new reports");
    assert!(lines.contains(&stored), "{stored} is missing in\n{lines}");
    let server = start_http_server(&["--database", &url]);
    let reports = server.get_json("/history/Oslo?count=255");
    assert_eq!(reports.as_array().unwrap().len(), confirmed);
}
