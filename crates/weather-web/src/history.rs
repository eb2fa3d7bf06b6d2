//! What the weather was: reports in a database.

use serde::{Deserialize, Serialize};
use sqlx::any::{AnyPoolOptions, AnyRow, install_default_drivers};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyPool, Connection, Row};
use std::time::{Duration, SystemTime};
use tokio::time::timeout;
use weather_common::{Error, Result, Weather};

/// In the memory of the program, so it's gone at the end.
pub const DEFAULT_DATABASE: &str = "sqlite::memory:";

/// How long SQLite waits for another program that has locked the file.
const LOCK_TIMEOUT: &str = "PRAGMA busy_timeout = 2000";
const MAX_CONNECTIONS: u32 = 5;

const CREATE_TABLE: &str = "CREATE TABLE IF NOT EXISTS reports \
    (city TEXT NOT NULL, temperature DOUBLE PRECISION NOT NULL, \
    conditions TEXT NOT NULL, unix_ms BIGINT NOT NULL)";
const CREATE_INDEX: &str = "CREATE INDEX IF NOT EXISTS reports_by_city \
    ON reports (city, unix_ms)";
const CREATE_TIME_INDEX: &str = "CREATE INDEX IF NOT EXISTS reports_by_time \
    ON reports (unix_ms)";
const INSERT_QUERY: &str = "INSERT INTO reports VALUES ($1, $2, $3, $4)";
const SELECT_QUERY: &str = "SELECT temperature, conditions, unix_ms FROM \
    reports \
    WHERE city = $1 ORDER BY unix_ms DESC LIMIT $2";
const DELETE_OLD: &str = "DELETE FROM reports WHERE unix_ms <= \
    (SELECT unix_ms FROM reports ORDER BY unix_ms DESC LIMIT 1 OFFSET $1)";

/// What the weather in a city was at a moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub city: String,
    pub temperature: f64,
    pub conditions: String,
    /// Milliseconds since 1970.
    #[serde(default = "unix_ms")]
    pub unix_ms: i64,
}

/// The longest name of a city, and the longest word for its weather.
const MAX_NAME_CHARS: usize = 100;

impl Report {
    /// Returns the report that it's now like this.
    pub fn of(weather: &Weather) -> Self {
        Report {
            city: weather.city.clone(),
            temperature: weather.temperature.as_f64().unwrap_or_default(),
            conditions: weather.conditions.clone(),
            unix_ms: unix_ms(),
        }
    }

    /// Fails if the history can't store it.
    pub fn check(&self) -> Result<(), String> {
        Report::check_name("city", &self.city)?;
        Report::check_name("conditions", &self.conditions)
    }

    /// Fails if a name is empty, long, or has control characters.
    pub fn check_name(field: &str, value: &str) -> Result<(), String> {
        Report::check_length(field, value)?;
        if value.chars().any(char::is_control) {
            return Err(format!("`{field}` must not have control characters"));
        }
        Ok(())
    }

    /// Fails if a name is empty or long.
    pub fn check_length(field: &str, value: &str) -> Result<(), String> {
        let length = value.chars().count();
        if length == 0 || length > MAX_NAME_CHARS {
            return Err(format!(
                "`{field}` must have 1 to {MAX_NAME_CHARS} characters"
            ));
        }
        Ok(())
    }
}

/// Returns the time as milliseconds since 1970.
pub fn unix_ms() -> i64 {
    let time = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    time.as_millis().try_into().unwrap_or(i64::MAX)
}

#[derive(Debug, Clone)]
pub struct History {
    pool: AnyPool,
    /// How long a query may take, with the wait for a connection.
    query_timeout: Duration,
    /// A database in memory is gone with its only connection.
    is_in_memory: bool,
}

impl History {
    /// Prepares connections to the database, but opens none yet, so that the
    /// service starts even if the database is down.
    pub fn new(url: &str, query_timeout: Duration) -> Result<Self> {
        install_default_drivers();
        let is_in_memory = url == DEFAULT_DATABASE;
        let is_sqlite = url.starts_with("sqlite:");
        let mut options = AnyPoolOptions::new()
            .max_connections(MAX_CONNECTIONS)
            .acquire_timeout(query_timeout)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if is_sqlite {
                        sqlx::query(LOCK_TIMEOUT)
                            .execute(&mut *connection)
                            .await?;
                    }
                    for statement in
                        [CREATE_TABLE, CREATE_INDEX, CREATE_TIME_INDEX]
                    {
                        sqlx::query(statement)
                            .execute(&mut *connection)
                            .await?;
                    }
                    Ok(())
                })
            });
        if is_in_memory {
            let one = options.max_connections(1).test_before_acquire(false);
            options = one.idle_timeout(None).max_lifetime(None);
        }
        let pool = options.connect_lazy(url).map_err(|error| {
            let help = "give `--database` an address such as \
                        `sqlite:weather.db?mode=rwc` or `postgres://HOST/NAME`";
            format!("cannot use the database ({error}): {help}")
        })?;
        Ok(History {
            pool,
            query_timeout,
            is_in_memory,
        })
    }

    /// Writes all of the reports, or none.
    pub async fn store(&self, reports: &[Report]) -> Result<()> {
        self.run(async |connection| {
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
            .run(async |connection| {
                sqlx::query(SELECT_QUERY)
                    .bind(city)
                    .bind(i64::from(count))
                    .fetch_all(&mut **connection)
                    .await
            })
            .await?;
        rows.iter().map(|row| read_report(city, row)).collect()
    }

    /// Deletes the oldest reports, so that at most `count` are left. Where some
    /// are of the same millisecond, fewer may be left.
    pub async fn keep_latest(&self, count: u32) -> Result<()> {
        self.run(async |connection| {
            sqlx::query(DELETE_OLD)
                .bind(i64::from(count))
                .execute(&mut **connection)
                .await
        })
        .await?;
        Ok(())
    }

    /// Fails if the database doesn't answer.
    pub async fn check(&self) -> Result<()> {
        self.run(async |connection| {
            sqlx::query("SELECT 1 FROM reports LIMIT 1")
                .execute(&mut **connection)
                .await
        })
        .await?;
        Ok(())
    }

    pub async fn close(&self) {
        // A query that hangs must not keep the program from ending.
        let _ = timeout(self.query_timeout, self.pool.close()).await;
    }

    /// Runs `query` on a connection of the pool, within the time limit. If it
    /// returns an error, its connection is closed, because a new one may work.
    /// Only a database in memory keeps it, because it would lose its data. A
    /// query that takes too long is dropped, and its connection goes back to
    /// the pool.
    async fn run<T>(
        &self,
        query: impl AsyncFnOnce(&mut PoolConnection<Any>) -> sqlx::Result<T>,
    ) -> Result<T> {
        let work = async {
            let mut connection = self.pool.acquire().await?;
            let result = query(&mut connection).await;
            if result.is_err() && !self.is_in_memory {
                connection.close_on_drop();
            }
            result
        };
        match timeout(self.query_timeout, work).await {
            Ok(result) => result.map_err(Error::from),
            Err(_) => Err("the database took too long".into()),
        }
    }
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
mod tests {
    use super::*;

    const LONG_TIMEOUT: Duration = Duration::from_secs(60);

    fn create_report(city: &str, unix_ms: i64) -> Report {
        Report {
            city: city.to_owned(),
            temperature: 20.5,
            conditions: "sunny".to_owned(),
            unix_ms,
        }
    }

    #[tokio::test]
    async fn the_last_reports_come_back_the_newest_first() {
        let history = History::new(DEFAULT_DATABASE, LONG_TIMEOUT).unwrap();
        let reports: Vec<_> =
            (1..=5).map(|n| create_report("Oslo", n)).collect();
        history.store(&reports).await.unwrap();
        history.store(&[create_report("Rome", 6)]).await.unwrap();
        let latest = history.latest("Oslo", 2).await.unwrap();
        assert_eq!(
            latest,
            [create_report("Oslo", 5), create_report("Oslo", 4)]
        );
        assert_eq!(history.latest("Lima", 2).await.unwrap(), []);
    }

    #[tokio::test]
    async fn only_the_latest_reports_are_kept() {
        let history = History::new(DEFAULT_DATABASE, LONG_TIMEOUT).unwrap();
        let reports: Vec<_> =
            (1..=5).map(|n| create_report("Oslo", n)).collect();
        history.store(&reports).await.unwrap();
        for (count, oldest) in [(9, 1), (5, 1), (4, 2), (2, 4)] {
            history.keep_latest(count).await.unwrap();
            let left = history.latest("Oslo", 10).await.unwrap();
            assert_eq!(left.last().unwrap().unix_ms, oldest, "{count}");
        }
        let same = [(); 3].map(|()| create_report("Oslo", 5));
        history.store(&same).await.unwrap();
        history.keep_latest(3).await.unwrap();
        assert_eq!(history.latest("Oslo", 10).await.unwrap(), []);
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_refused_with_an_example() {
        let error = History::new("weather.db", LONG_TIMEOUT)
            .unwrap_err()
            .to_string();
        assert!(error.contains("sqlite:weather.db?mode=rwc"), "{error}");
    }
}
