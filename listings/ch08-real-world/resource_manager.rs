//! Several connections that are all closed, even after an error
use std::time::Duration;

use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, Connection, Result};
use tokio::time::{sleep, timeout};

const MEMORY_URL: &str = "sqlite::memory:";
const MISSING_URL: &str = "sqlite:missing-folder/weather.db";

#[tokio::main(flavor = "current_thread")]
async fn main() {
    install_default_drivers();
    // ANCHOR: calls
    println!("1. the work succeeds");
    let result = with_databases([MEMORY_URL, MEMORY_URL], "SELECT 1").await;
    println!("ok: {}\n2. the work fails", result.is_ok());
    let result = with_databases([MEMORY_URL, MEMORY_URL], "SELEKT 1").await;
    println!("ok: {}\n3. a database can't be opened", result.is_ok());
    let result = with_databases([MEMORY_URL, MISSING_URL], "SELECT 1").await;
    println!("ok: {}\n4. the caller doesn't wait", result.is_ok());
    let work = with_databases([MEMORY_URL, MEMORY_URL], "SELECT 1");
    let result = timeout(Duration::from_millis(100), work).await;
    println!("ok: {}", result.is_ok());
    // ANCHOR_END: calls
}

// ANCHOR: manager
/// Opens the databases, runs the query on each, and closes what it opened.
async fn with_databases(urls: [&str; 2], sql: &str) -> Result<()> {
    let mut databases = Vec::new();
    let result = run_on_all(&mut databases, urls, sql).await;
    while let Some(database) = databases.pop() {
        database.close().await;
    }
    result
}

async fn run_on_all(
    databases: &mut Vec<Database>,
    urls: [&str; 2],
    sql: &str,
) -> Result<()> {
    for (index, url) in urls.into_iter().enumerate() {
        let connection = Some(AnyConnection::connect(url).await?);
        let number = index + 1;
        databases.push(Database { number, connection });
    }
    for database in databases {
        sleep(Duration::from_millis(100)).await; // a slow query
        let connection = database.connection.as_mut().unwrap();
        sqlx::query(sql).execute(connection).await?;
    }
    Ok(())
}
// ANCHOR_END: manager

struct Database {
    number: usize,
    /// `None` once it has been closed.
    connection: Option<AnyConnection>,
}

// ANCHOR: close
impl Database {
    async fn close(mut self) {
        match self.connection.take().unwrap().close().await {
            Ok(()) => println!("   database {} closed", self.number),
            Err(error) => println!("   database {}: {error}", self.number),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.connection.is_some() {
            println!("   database {} dropped, not closed", self.number);
        }
    }
}
// ANCHOR_END: close
