//! What the weather was: reports in a database.

use crate::report::Report;
use sqlx::any::{AnyPoolOptions, AnyRow, install_default_drivers};
use sqlx::pool::PoolConnection;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Row};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::timeout;
use weather_common::{Error, Result};

/// In the memory of the program, so it's gone at the end.
pub const DEFAULT_DATABASE: &str = "sqlite::memory:";

/// What a client learns if its query has taken too long.
pub const TOO_SLOW: &str = "the database took too long";

const MAX_CONNECTIONS: u32 = 5;

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS reports \
    (city TEXT NOT NULL, temperature DOUBLE PRECISION NOT NULL, \
    conditions TEXT NOT NULL, unix_ms BIGINT NOT NULL)";
const CREATE_INDEX: &str = "CREATE INDEX IF NOT EXISTS reports_by_city \
    ON reports (city, unix_ms)";
const CREATE_TIME_INDEX: &str = "CREATE INDEX IF NOT EXISTS reports_by_time \
    ON reports (unix_ms)";
const FIND_TABLE: &str = "SELECT 1 FROM reports LIMIT 1";
/// It names the columns, because a newer version of the service may have added
/// some while this one still runs.
const INSERT_QUERY: &str = "INSERT INTO reports \
    (city, temperature, conditions, unix_ms) VALUES ($1, $2, $3, $4)";
const SELECT_QUERY: &str = "SELECT temperature, conditions, unix_ms FROM \
    reports \
    WHERE city = $1 ORDER BY unix_ms DESC LIMIT $2";
/// Each database has a name of its own for the place of a row.
const DELETE_OLD_IN_SQLITE: &str = "DELETE FROM reports WHERE rowid IN \
    (SELECT rowid FROM reports ORDER BY unix_ms DESC LIMIT $2 OFFSET $1)";
const DELETE_OLD_IN_POSTGRESQL: &str = "DELETE FROM reports WHERE ctid = ANY \
    (ARRAY(SELECT ctid FROM reports ORDER BY unix_ms DESC LIMIT $2 OFFSET $1))";

#[derive(Debug, Clone)]
pub struct History {
    pool: AnyPool,
    /// How long a query may take, with the wait for a connection.
    query_timeout: Duration,
    /// A database in memory is gone with its only connection.
    is_in_memory: bool,
    is_sqlite: bool,
    /// Why the newest connection has no table, if that's so. A query that
    /// succeeds shows that there's one now.
    table_problem: Arc<Mutex<Option<String>>>,
}

impl History {
    /// Prepares connections to the database, but opens none yet, so that the
    /// service starts even if the database is down.
    pub fn new(url: &str, query_timeout: Duration) -> Result<Self> {
        install_default_drivers();
        let is_sqlite = url.starts_with("sqlite:");
        let is_in_memory = is_sqlite
            && (url.contains(":memory:") || url.contains("mode=memory"));
        let table_problem = Arc::new(Mutex::new(None));
        let problem = Arc::clone(&table_problem);
        let mut options = AnyPoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(query_timeout)
            .after_connect(move |connection, _| {
                let problem = Arc::clone(&problem);
                Box::pin(async move {
                    let prepared = prepare_connection(
                        connection,
                        is_sqlite,
                        query_timeout,
                    )
                    .await;
                    *problem.lock().unwrap() = prepared.err();
                    // After an error, the pool would connect again and again,
                    // and then report only that it took too long.
                    Ok(())
                })
            });
        if is_in_memory {
            let one = options.max_connections(1).test_before_acquire(false);
            options = one.idle_timeout(None).max_lifetime(None);
        }
        let pool = check_address(url, is_sqlite)
            .and_then(|()| options.connect_lazy(url))
            .map_err(|error| {
                let help = "give `--database` an address such as \
                        `sqlite:weather.db?mode=rwc` or `postgres://HOST/NAME`";
                format!("cannot use the database ({error}): {help}")
            })?;
        Ok(History {
            pool,
            query_timeout,
            is_in_memory,
            is_sqlite,
            table_problem,
        })
    }

    /// Writes all of the reports, or none.
    pub async fn store(&self, reports: &[Report]) -> Result<()> {
        self.run_query(async |connection| {
            let mut transaction = connection.begin().await?;
            for report in reports {
                sqlx::query(INSERT_QUERY)
                    .bind(&report.city)
                    .bind(report.temperature)
                    .bind(&report.conditions)
                    .bind(report.unix_ms)
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await
        })
        .await
    }

    /// Returns the last reports on a city, the newest first.
    pub async fn latest(&self, city: &str, count: u32) -> Result<Vec<Report>> {
        let rows = self
            .run_query(async |connection| {
                sqlx::query(SELECT_QUERY)
                    .bind(city)
                    .bind(i64::from(count))
                    .fetch_all(&mut **connection)
                    .await
            })
            .await?;
        rows.iter().map(|row| read_report(city, row)).collect()
    }

    /// Deletes reports that are older than the latest `kept_count`, but not
    /// more than `max_deleted` at once, because a query has a time limit.
    /// Returns how many it has deleted.
    pub async fn delete_old(
        &self,
        kept_count: u32,
        max_deleted: u32,
    ) -> Result<u64> {
        let query = if self.is_sqlite {
            DELETE_OLD_IN_SQLITE
        } else {
            DELETE_OLD_IN_POSTGRESQL
        };
        let deleted = self
            .run_query(async |connection| {
                sqlx::query(query)
                    .bind(i64::from(kept_count))
                    .bind(i64::from(max_deleted))
                    .execute(&mut **connection)
                    .await
            })
            .await?;
        Ok(deleted.rows_affected())
    }

    /// Fails if the database doesn't answer.
    pub async fn check(&self) -> Result<()> {
        self.run_query(async |connection| {
            sqlx::query(FIND_TABLE).execute(&mut **connection).await
        })
        .await?;
        Ok(())
    }

    pub async fn close(&self) {
        // A query that hangs must not keep the program from ending.
        let _ = timeout(self.query_timeout, self.pool.close()).await;
    }

    /// Runs `query` on a connection of the pool, within the time limit.
    async fn run_query<T>(
        &self,
        query: impl AsyncFnOnce(&mut PoolConnection<Any>) -> sqlx::Result<T>,
    ) -> Result<T> {
        let work = async {
            let mut borrowed = BorrowedConnection {
                connection: self.pool.acquire().await?,
                closes_on_drop: !self.is_in_memory,
            };
            let result = query(&mut borrowed.connection).await;
            if result.is_ok() {
                borrowed.closes_on_drop = false;
                *self.table_problem.lock().unwrap() = None;
            }
            result
        };
        match timeout(self.query_timeout, work).await {
            Ok(result) => result.map_err(|error| self.explain_error(error)),
            Err(_) => Err(TOO_SLOW.into()),
        }
    }

    fn explain_error(&self, error: sqlx::Error) -> Error {
        let problem = self.table_problem.lock().unwrap().clone();
        match (problem, error) {
            (_, sqlx::Error::PoolTimedOut) => {
                let seconds = self.query_timeout.as_secs_f64();
                let help = "check that it's running, that its address is \
                            right, and that it has connections left";
                format!("no connection to the database in {seconds} s: {help}")
                    .into()
            }
            (_, error) if was_stopped_by_timeout(&error) => TOO_SLOW.into(),
            (Some(problem), _) => problem.into(),
            (None, error) => error.into(),
        }
    }
}

/// A connection of the pool. It goes back only after a query that has
/// succeeded. After an error, or when the query is dropped because it takes too
/// long, the connection may be dead, and the pool would test it without a time
/// limit. So it's closed, and the pool opens a new one. Only a database in
/// memory keeps its connection, because it would lose its data.
struct BorrowedConnection {
    connection: PoolConnection<Any>,
    closes_on_drop: bool,
}

impl Drop for BorrowedConnection {
    fn drop(&mut self) {
        if self.closes_on_drop {
            self.connection.close_on_drop();
        }
    }
}

/// Fails if a part of the address is wrong. The pool would notice this only
/// when it connects, and then again each time.
fn check_address(url: &str, is_sqlite: bool) -> sqlx::Result<()> {
    if is_sqlite {
        url.parse::<SqliteConnectOptions>()?;
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        url.parse::<PgConnectOptions>()?;
    } else {
        let reason = "it's neither SQLite's nor PostgreSQL's";
        return Err(sqlx::Error::Configuration(reason.into()));
    }
    Ok(())
}

/// Limits the time for a statement in PostgreSQL, and creates the table. If
/// PostgreSQL has one already, it's used as it is, because a role that may use
/// a table need not be allowed to create it.
async fn prepare_connection(
    connection: &mut AnyConnection,
    is_sqlite: bool,
    query_timeout: Duration,
) -> Result<(), String> {
    if !is_sqlite {
        let limit = limit_statements(connection, query_timeout).await;
        limit.map_err(|error| error.to_string())?;
        match connection.execute(FIND_TABLE).await {
            Ok(_) => return Ok(()),
            // The table is there, but something has locked it.
            Err(error) if was_stopped_by_timeout(&error) => return Ok(()),
            Err(_) => {}
        }
    }
    let created = create_table(connection, is_sqlite, query_timeout).await;
    created.map_err(|error| {
        let help = "let the role of the database create it (in PostgreSQL, \
                    `GRANT CREATE ON SCHEMA public TO …`), or create it as \
                    another role, and grant SELECT, INSERT and DELETE on it";
        format!(
            "cannot create the table `reports` ({error}): {help}. \
             It's created by `{CREATE_TABLE}; {CREATE_INDEX}; \
             {CREATE_TIME_INDEX}`"
        )
    })
}

/// Lets PostgreSQL stop a statement a little before the service gives up on
/// it. Otherwise a statement that waits for a lock would continue after its
/// connection has been closed, and the connections that replace it would fill
/// the database server.
async fn limit_statements(
    connection: &mut AnyConnection,
    query_timeout: Duration,
) -> sqlx::Result<()> {
    let limit_ms = statement_limit_ms(query_timeout);
    let statement = format!("SET statement_timeout = {limit_ms}");
    connection.execute(&*statement).await?;
    Ok(())
}

/// Returns a little less than the time for a query, and never 0, which would
/// mean that there's no limit.
fn statement_limit_ms(query_timeout: Duration) -> u128 {
    (query_timeout.as_millis() * 4 / 5).max(1)
}

/// Whether PostgreSQL has stopped the statement, because its time was up.
fn was_stopped_by_timeout(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(|error| error.code());
    code.as_deref() == Some("57014")
}

async fn create_table(
    connection: &mut AnyConnection,
    is_sqlite: bool,
    query_timeout: Duration,
) -> sqlx::Result<()> {
    if is_sqlite {
        // This is how long it waits for a program that has locked the file.
        let limit_ms = statement_limit_ms(query_timeout);
        let statement = format!("PRAGMA busy_timeout = {limit_ms}");
        connection.execute(&*statement).await?;
    }
    for statement in [CREATE_TABLE, CREATE_INDEX, CREATE_TIME_INDEX] {
        connection.execute(statement).await?;
    }
    Ok(())
}

fn read_report(city: &str, row: &AnyRow) -> Result<Report> {
    Ok(Report {
        city: city.to_owned(),
        temperature: row.try_get(0)?,
        conditions: row.try_get(1)?,
        unix_ms: row.try_get(2)?,
    })
}

#[cfg(test)]
mod tests;
