//! The service with its history in a PostgreSQL that the test starts.
use std::env;
use std::thread::sleep;
use std::time::{Duration, Instant};

use book_tests::postgres::{PostgresPrograms, PostgresServer};

use super::database::misses_its_history;
use super::http::{HttpServer, OSLO_REPORT, UpdatesReader, http_server};
use super::live_updates::read_updates;
use super::program::{Program, command, weather_program};

/// Starts a PostgreSQL; only on a developer's machine may it be missing.
fn start_postgres() -> Option<PostgresServer> {
    match PostgresPrograms::find() {
        Ok(programs) => Some(PostgresServer::start(programs).unwrap()),
        Err(reason) => {
            assert!(env::var_os("CI").is_none(), "CI needs more: {reason}");
            println!("skipped: {reason}");
            None
        }
    }
}

fn count_reports(server: &HttpServer) -> usize {
    let reports = server.get_json("/history/Oslo?count=255");
    reports.as_array().unwrap().len()
}

const TIMEOUT: Duration = Duration::from_secs(60);

#[track_caller]
fn post_until_stored(server: &HttpServer) {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        let answer = server.post(OSLO_REPORT);
        if answer.status == 201 {
            return;
        }
        answer.is_error(503, "the history is not available");
        assert!(Instant::now() < deadline, "{}", answer.body);
        sleep(Duration::from_millis(100));
    }
}

#[test]
fn the_history_outlives_the_service_and_a_restart_of_postgresql() {
    let Some(postgres) = start_postgres() else {
        return;
    };
    let url = postgres.url();
    let arguments = ["server", "--port", "0", "--every", "0.02"];
    let mut by_variable = command(&weather_program(), &arguments);
    by_variable.env("DATABASE_URL", &url);
    let first = HttpServer::of(Program::start(&mut by_variable));
    // Two services may share a database, and both create its table.
    let second = http_server(&["--database", &url]);
    assert_eq!(first.post(OSLO_REPORT).status, 201);
    assert_eq!(second.post(OSLO_REPORT).status, 201);
    assert_eq!(count_reports(&first), 2);
    assert_eq!(count_reports(&second), 2);

    let mut reader = UpdatesReader::new(&first);
    read_updates(&mut reader, 5);
    postgres.stop().unwrap();
    misses_its_history(&first);
    first.get("/history/Oslo").is_error(503, "not available");
    assert_ne!(first.get_json("/health")["history"], "ok");
    assert_eq!(first.get("/weather/Rome").status, 200);
    read_updates(&mut reader, 5);

    postgres.restart().unwrap();
    post_until_stored(&first);
    assert_eq!(count_reports(&first), 3);
    assert_eq!(first.get_json("/health")["history"], "ok");
    read_updates(&mut reader, 5);

    let third = http_server(&["--database", &url]);
    assert_eq!(count_reports(&third), 3);
    if cfg!(unix) {
        third.server.program.send_signal("TERM");
        let (code, lines) = third.server.program.wait_for_exit();
        assert_eq!(code, 0, "{lines}");
    }
}
