//! Runs the database listing against a real PostgreSQL, and checks what the
//! pages say about it. The test starts a server of its own.
//!
//! It's ignored where PostgreSQL is missing, but not in CI.

use anyhow::{Context, Result, anyhow, bail, ensure};
use book_tests::postgres::{PostgresPrograms, PostgresServer};
use book_tests::{node, process, python, root};
use catalogue::Catalogue;
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{AnyConnection, Connection, Error};
use std::fs;
use std::process::{Command, ExitCode};
use std::time::Duration;

/// The listing may have to be compiled first.
const TIME_LIMIT: Duration = Duration::from_secs(900);

fn main() -> ExitCode {
    let trial = Trial::ignorable_test("pages_are_true_of_postgresql", || {
        check_all().map_err(|error| Failed::from(format!("{error:#}")))
    });
    libtest_mimic::run(&Arguments::from_args(), vec![trial]).exit_code()
}

fn check_all() -> Result<Completion> {
    let programs = match PostgresPrograms::find() {
        Ok(programs) => programs,
        Err(reason) if node::is_ci() => return Err(anyhow!(reason)),
        Err(reason) => return Ok(Completion::ignored_with(reason)),
    };
    let server = PostgresServer::start(programs)?;
    check_listing(&server.url())?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        install_default_drivers();
        check_connection_limit(&server.url()).await?;
        check_average_needs_a_cast(&server.url()).await?;
        check_dropped_transaction(&server.url()).await
    })?;
    Ok(Completion::Completed)
}

/// Both versions print what the `.out` file says, but for the database.
fn check_listing(url: &str) -> Result<()> {
    let catalogue = Catalogue::load(root())?;
    let listing = catalogue.find("database_url")?;
    let text = fs::read_to_string(root().join(listing.transcript_path()))?;
    let (_, text) = text.split_once('\n').context("an empty `.out` file")?;
    let expected = text.replace("SQLite", "PostgreSQL");

    let mut rust_version = toolchain::cargo_command();
    rust_version
        .args(["run", "--quiet", "--example", &listing.name])
        .arg("--manifest-path")
        .arg(root().join("Cargo.toml"));
    // Both names of the protocol are in use.
    let long_url = url.replacen("postgres:", "postgresql:", 1);
    for url in [url, &long_url] {
        check_program(&mut rust_version, url, &expected)?;
    }

    let script = root().join(listing.python_path());
    let python = match python::find_for_script(&script)? {
        Ok(python) => python,
        Err(reason) if node::is_ci() => return Err(anyhow!(reason)),
        Err(reason) => {
            println!("the Python version is skipped: {reason}");
            return Ok(());
        }
    };
    let mut python_version = Command::new(python);
    python_version.arg(script);
    for url in [url, &long_url] {
        check_program(&mut python_version, url, &expected)?;
    }
    Ok(())
}

fn check_program(
    command: &mut Command,
    url: &str,
    expected: &str,
) -> Result<()> {
    let finished = process::run_with_time_limit(
        command.env("DATABASE_URL", url),
        TIME_LIMIT,
    )?;
    ensure!(
        finished.stdout == expected,
        "with PostgreSQL, {command:?} prints\n{}{}",
        finished.stdout,
        finished.stderr
    );
    Ok(())
}

async fn check_connection_limit(url: &str) -> Result<()> {
    let mut connection = AnyConnection::connect(url).await?;
    let limit: String = sqlx::query_scalar("SHOW max_connections")
        .fetch_one(&mut connection)
        .await?;
    ensure!(limit == "100", "PostgreSQL accepts {limit} connections");
    Ok(())
}

async fn check_average_needs_a_cast(url: &str) -> Result<()> {
    let mut connection = AnyConnection::connect(url).await?;
    let result = sqlx::query("SELECT AVG(celsius) FROM readings")
        .fetch_one(&mut connection)
        .await;
    let Err(error) = result else {
        bail!("an average without a cast can be read");
    };
    let is_from_driver = match &error {
        Error::ColumnDecode { source, .. } => matches!(
            source.downcast_ref::<Error>(),
            Some(Error::AnyDriverError(_))
        ),
        _ => false,
    };
    let message = error.to_string();
    ensure!(
        is_from_driver && message.contains("Numeric"),
        "an average fails with another error: {message}"
    );
    Ok(())
}

async fn check_dropped_transaction(url: &str) -> Result<()> {
    // Another connection wouldn't see the change, dropped or not.
    let one_connection = AnyPoolOptions::new().max_connections(1);
    let pool = one_connection.connect(url).await?;
    let mut transaction = pool.begin().await?;
    sqlx::query("DELETE FROM readings")
        .execute(&mut *transaction)
        .await?;
    drop(transaction);
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM readings")
        .fetch_one(&pool)
        .await?;
    ensure!(count == 3, "{count} readings after a dropped transaction");
    pool.close().await;
    Ok(())
}
