//! One program for SQLite and PostgreSQL
use std::env;

use sqlx::AnyPool;
use sqlx::any::install_default_drivers;

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    install_default_drivers();
    // ANCHOR: url
    let url = env::var("DATABASE_URL")
        .unwrap_or_else(|_| "sqlite:weather.db?mode=rwc".to_owned());
    let pool = AnyPool::connect(&url).await?;
    // ANCHOR_END: url
    let connection = pool.acquire().await?;
    println!("Database: {}", connection.backend_name());
    drop(connection);

    // ANCHOR: queries
    for sql in [
        "DROP TABLE IF EXISTS readings",
        "CREATE TABLE readings (city TEXT, celsius INTEGER)",
    ] {
        sqlx::query(sql).execute(&pool).await?;
    }
    for (city, celsius) in [("Oslo", -3), ("Lima", 19), ("Oslo", -6)] {
        sqlx::query("INSERT INTO readings VALUES ($1, $2)")
            .bind(city)
            .bind(celsius)
            .execute(&pool)
            .await?;
    }

    let averages: Vec<(String, f64)> = sqlx::query_as(
        "SELECT city, CAST(AVG(celsius) AS DOUBLE PRECISION)
         FROM readings GROUP BY city ORDER BY city",
    )
    .fetch_all(&pool)
    .await?;
    // ANCHOR_END: queries
    for (city, average) in averages {
        println!("{city}: {average:.1} °C on average");
    }
    pool.close().await;
    Ok(())
}
