//! sqlx on SQLite, in memory, with a pool of one connection.

use sqlx::sqlite::SqlitePoolOptions;
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .connect("sqlite::memory:")
        .await?;
    sqlx::query("create table cities (name text, degrees integer)")
        .execute(&pool)
        .await?;
    let held = pool.acquire().await?;
    let writer = tokio::spawn({
        let pool = pool.clone();
        async move {
            sqlx::query("insert into cities values ('Lima', 19), ('Oslo', 4)")
                .execute(&pool)
                .await
        }
    });
    sleep(Duration::from_millis(20)).await;
    drop(held);
    let rows = writer.await.unwrap()?.rows_affected();
    println!("{rows} rows");
    let query = "select name, degrees from cities order by degrees";
    let cities: Vec<(String, i64)> =
        sqlx::query_as(query).fetch_all(&pool).await?;
    for (name, degrees) in cities {
        println!("{name}: {degrees}");
    }
    pool.close().await;
    Ok(())
}
