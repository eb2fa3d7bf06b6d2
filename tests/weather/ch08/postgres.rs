//! The service with its history in a PostgreSQL that the test starts.
use std::env;
use std::io::Write;
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use book_tests::postgres::{PostgresPrograms, PostgresServer};

use sqlx::{Connection, Executor, PgConnection, Row};
use tokio::runtime::Runtime;

use super::database::assert_history_unavailable;
use super::http::{
    OSLO_REPORT, UpdatesReader, WeatherHttpServer, get_request, read_answer,
    start_http_server,
};
use super::live_updates::read_updates;
use super::program::{Program, command, start_weather, weather_program};

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

fn count_reports(server: &WeatherHttpServer) -> usize {
    let reports = server.get_json("/history/Oslo?count=255");
    reports.as_array().unwrap().len()
}

const TIMEOUT: Duration = Duration::from_secs(60);

#[track_caller]
fn post_until_stored(server: &WeatherHttpServer) {
    let deadline = Instant::now() + TIMEOUT;
    loop {
        let answer = server.post_report(OSLO_REPORT);
        if answer.status == 201 {
            return;
        }
        answer.assert_error(503, "the history is not available");
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
    let first = WeatherHttpServer::of(Program::start(&mut by_variable));
    // Two services may share a database, and both create its table.
    let second = start_http_server(&["--database", &url]);
    assert_eq!(first.post_report(OSLO_REPORT).status, 201);
    assert_eq!(second.post_report(OSLO_REPORT).status, 201);
    assert_eq!(count_reports(&first), 2);
    assert_eq!(count_reports(&second), 2);

    let mut reader = UpdatesReader::new(&first);
    read_updates(&mut reader, 5);
    postgres.stop().unwrap();
    assert_history_unavailable(&first);
    first
        .get("/history/Oslo")
        .assert_error(503, "not available");
    first.wait_for_history_status("database");
    assert_eq!(first.get("/weather/Rome").status, 200);
    read_updates(&mut reader, 5);

    postgres.start_stopped().unwrap();
    post_until_stored(&first);
    assert_eq!(count_reports(&first), 3);
    first.wait_for_history_status(r#""ok""#);
    read_updates(&mut reader, 5);

    let third = start_http_server(&["--database", &url]);
    assert_eq!(count_reports(&third), 3);
    if cfg!(unix) {
        third.server.program.send_signal("TERM");
        let (code, lines) = third.server.program.wait_for_exit();
        assert_eq!(code, 0, "{lines}");
    }
}

struct DatabaseAdministrator {
    runtime: Runtime,
    connection: PgConnection,
}

impl DatabaseAdministrator {
    fn connect(postgres: &PostgresServer) -> DatabaseAdministrator {
        let runtime = Runtime::new().unwrap();
        let url = postgres.url();
        let connection = runtime.block_on(PgConnection::connect(&url)).unwrap();
        DatabaseAdministrator {
            runtime,
            connection,
        }
    }

    /// Runs the statements, and returns the number that they return, if any.
    fn run_statements(&mut self, statements: &str) -> Option<i64> {
        let row = self.connection.fetch_optional(statements);
        let row = self.runtime.block_on(row).unwrap();
        row.map(|row| row.get(0))
    }
}

/// A role may use the table without being allowed to create it.
#[test]
fn a_role_that_may_not_create_the_table_learns_what_to_do() {
    let Some(postgres) = start_postgres() else {
        return;
    };
    let mut administrator = DatabaseAdministrator::connect(&postgres);
    // Older versions of PostgreSQL let every role create tables.
    administrator.run_statements(
        "CREATE ROLE guest LOGIN; REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    );
    let url = postgres.url_for_role("guest");
    let once = ["server", "--port", "0", "--stop-after", "0", "--database"];
    let (_, lines) =
        start_weather(&[&once[..], &[&url]].concat()).wait_for_exit();
    for part in [
        "Starting without the history: cannot create the table `reports`",
        "permission denied for schema public",
        "GRANT CREATE ON SCHEMA public TO",
        "CREATE TABLE IF NOT EXISTS reports",
        "CREATE INDEX IF NOT EXISTS reports_by_city",
        "CREATE INDEX IF NOT EXISTS reports_by_time",
    ] {
        assert!(lines.contains(part), "no `{part}` in\n{lines}");
    }

    let server = start_http_server(&["--database", &url]);
    assert_history_unavailable(&server);
    server.wait_for_history_status("cannot create the table `reports`");
    // A client learns nothing about roles and tables.
    let answer = server.post_report(OSLO_REPORT);
    assert_eq!(answer.body, r#"{"error":"the history is not available"}"#);
    let health = server.get_json("/health");
    assert_eq!(health["history"], "not available");

    // Once it may use a table, it does, without a restart.
    let other = start_http_server(&["--database", &postgres.url()]);
    assert_eq!(other.post_report(OSLO_REPORT).status, 201);
    server
        .get("/history/Oslo")
        .assert_error(503, "not available");
    let program = &server.server.program;
    let line = program.wait_for_line("The history is not available");
    assert!(line.contains("permission denied"), "{line}");
    administrator
        .run_statements("GRANT SELECT, INSERT, DELETE ON reports TO guest");
    post_until_stored(&server);
    assert_eq!(count_reports(&server), 2);
    server.wait_for_history_status(r#""ok""#);
}

/// It needs a different statement for that than SQLite does.
#[test]
fn postgresql_deletes_the_oldest_reports_too() {
    let Some(postgres) = start_postgres() else {
        return;
    };
    let url = postgres.url();
    let server = start_http_server(&["--max-reports", "5", "--database", &url]);
    // They're all of the same moment, and still only five are kept.
    let report = OSLO_REPORT.replace('}', r#", "unix_ms": 7}"#);
    for _ in 0..9 {
        server.post_report(&report);
    }
    let deadline = Instant::now() + TIMEOUT;
    while count_reports(&server) != 5 {
        assert!(Instant::now() < deadline, "old reports are still there");
        server.post_report(&report);
        sleep(Duration::from_millis(100));
    }
}

/// PostgreSQL wouldn't notice that the service has given up on a query that
/// waits for a lock, and each such query keeps a process of the server.
#[test]
fn a_locked_table_takes_no_more_connections_than_the_pool_has() {
    let Some(postgres) = start_postgres() else {
        return;
    };
    let url = postgres.url();
    let limit = ["--database-timeout", "1", "--database", &url];
    let server = start_http_server(&limit);
    post_until_stored(&server);
    let mut administrator = DatabaseAdministrator::connect(&postgres);
    administrator
        .run_statements("BEGIN; LOCK TABLE reports IN ACCESS EXCLUSIVE MODE");
    for _ in 0..6 {
        let queries = [(); 5].map(|()| {
            let mut client = server.connect();
            client
                .write_all(get_request("/history/Oslo").as_bytes())
                .unwrap();
            client
        });
        for client in &queries {
            read_answer(client).assert_error(503, "not available");
        }
    }
    // The table is still locked, and all of these queries have been stopped.
    let deadline = Instant::now() + TIMEOUT;
    let count = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
    while administrator.run_statements(count) > Some(6) {
        assert!(Instant::now() < deadline, "the queries still wait");
        sleep(Duration::from_millis(100));
    }
    administrator.run_statements("ROLLBACK");
    post_until_stored(&server);
}

/// Begins five queries that wait for a lock, one on each connection of the
/// service's pool.
#[cfg(unix)]
fn begin_five_queries(
    server: &WeatherHttpServer,
    administrator: &mut DatabaseAdministrator,
) -> [TcpStream; 5] {
    administrator
        .run_statements("BEGIN; LOCK TABLE reports IN ACCESS EXCLUSIVE MODE");
    let queries = [(); 5].map(|()| {
        let mut client = server.connect();
        client
            .write_all(get_request("/history/Oslo").as_bytes())
            .unwrap();
        client
    });
    let deadline = Instant::now() + TIMEOUT;
    let count = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
    while administrator.run_statements(count) != Some(5) {
        assert!(Instant::now() < deadline, "the queries don't wait");
        sleep(Duration::from_millis(20));
    }
    queries
}

#[test]
#[cfg(unix)]
fn connections_that_die_in_a_query_are_replaced() {
    use super::postgres_proxy::PostgresProxy;
    let Some(postgres) = start_postgres() else {
        return;
    };
    let proxy = PostgresProxy::start(postgres.socket_path());
    let port = proxy.port;
    let url = format!(
        "postgres://postgres@127.0.0.1:{port}/postgres?sslmode=disable"
    );
    let limit = ["--database-timeout", "5", "--database", &url];
    let server = start_http_server(&limit);
    post_until_stored(&server);

    let mut administrator = DatabaseAdministrator::connect(&postgres);
    // At first, connections are opened for them.
    let queries = begin_five_queries(&server, &mut administrator);
    administrator.run_statements("ROLLBACK");
    for client in &queries {
        assert_eq!(read_answer(client).status, 200);
    }

    let queries = begin_five_queries(&server, &mut administrator);
    proxy.freeze_connections();
    administrator.run_statements("ROLLBACK");
    for client in &queries {
        read_answer(client).assert_error(503, "the database took too long");
    }
    assert_eq!(count_reports(&server), 1);
    assert_eq!(server.post_report(OSLO_REPORT).status, 201);
}
