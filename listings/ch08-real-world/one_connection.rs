//! Three queries on one connection
use sqlx::any::install_default_drivers;
use sqlx::{AnyConnection, Connection, Row};

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    // ANCHOR: connect
    install_default_drivers();
    let mut connection = AnyConnection::connect("sqlite::memory:").await?;
    sqlx::query("CREATE TABLE readings (city TEXT, celsius INTEGER)")
        .execute(&mut connection)
        .await?;
    // ANCHOR_END: connect

    // ANCHOR: insert
    let malicious = "Oslo', 0); DROP TABLE readings; --";
    for (city, celsius) in [("Oslo", -3), ("Lima", 19), (malicious, 99)] {
        sqlx::query("INSERT INTO readings VALUES ($1, $2)")
            .bind(city)
            .bind(celsius)
            .execute(&mut connection)
            .await?;
    }
    // ANCHOR_END: insert

    // ANCHOR: select
    let (count, warmest): (i64, i32) =
        sqlx::query_as("SELECT COUNT(*), MAX(celsius) FROM readings")
            .fetch_one(&mut connection)
            .await?;
    println!("{count} readings, {warmest} °C at most");

    let row = sqlx::query("SELECT celsius FROM readings WHERE city = $1")
        .bind("Cairo")
        .fetch_optional(&mut connection)
        .await?;
    println!("Cairo has a reading: {}", row.is_some());

    let rows = sqlx::query("SELECT * FROM readings ORDER BY celsius")
        .fetch_all(&mut connection)
        .await?;
    // ANCHOR_END: select
    // ANCHOR: print
    for row in rows {
        let city: String = row.get("city");
        let celsius: i32 = row.get("celsius");
        println!("{city}: {celsius} °C");
    }
    // ANCHOR_END: print
    connection.close().await
}
