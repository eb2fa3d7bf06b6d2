//! A transaction that is dropped before its commit
use std::time::Duration;

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use sqlx::{Any, AnyPool, Transaction};
use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    install_default_drivers();
    let options = AnyPoolOptions::new().max_connections(1);
    let pool = options.connect("sqlite::memory:").await?;
    sqlx::query("CREATE TABLE stock (city TEXT, umbrellas INTEGER)")
        .execute(&pool)
        .await?;
    sqlx::query("INSERT INTO stock VALUES ('Oslo', 10), ('Lima', 0)")
        .execute(&pool)
        .await?;

    // ANCHOR: calls
    for limit_ms in [100, 1_000] {
        let limit = Duration::from_millis(limit_ms);
        let result = timeout(limit, send_to_lima(&pool, 4)).await;
        println!("within {limit:?}: {}", result.is_ok());
        let stock: Vec<(String, i32)> = sqlx::query_as("SELECT * FROM stock")
            .fetch_all(&pool)
            .await?;
        println!("{stock:?}");
    }
    // ANCHOR_END: calls
    pool.close().await;
    Ok(())
}

// ANCHOR: send
async fn send_to_lima(pool: &AnyPool, count: i32) -> sqlx::Result<()> {
    let mut transaction = pool.begin().await?;
    add_umbrellas(&mut transaction, "Oslo", -count).await?;
    sleep(Duration::from_millis(300)).await; // ask the customs office
    add_umbrellas(&mut transaction, "Lima", count).await?;
    transaction.commit().await
}
// ANCHOR_END: send

async fn add_umbrellas(
    transaction: &mut Transaction<'_, Any>,
    city: &str,
    count: i32,
) -> sqlx::Result<()> {
    sqlx::query("UPDATE stock SET umbrellas = umbrellas + $1 WHERE city = $2")
        .bind(count)
        .bind(city)
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
