//! Forty queries through pools of three sizes
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use sqlx::AnyPool;
use sqlx::any::{AnyPoolOptions, install_default_drivers};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    install_default_drivers();
    // ANCHOR: sizes
    for size in [1, 5, 20] {
        let pool = AnyPoolOptions::new()
            .min_connections(size.min(5))
            .max_connections(size)
            .connect("sqlite::memory:")
            .await?;
        let start = Instant::now();
        try_join_all((0..40).map(|number| ask(&pool, number))).await?;
        let seconds = start.elapsed().as_secs_f64();
        println!("Pool of {:2} took {seconds:.2} s", pool.size());
        pool.close().await;
    }
    // ANCHOR_END: sizes
    Ok(())
}

// ANCHOR: ask
/// Asks the database something, which takes 0.1 s.
async fn ask(pool: &AnyPool, number: i64) -> sqlx::Result<i64> {
    let mut connection = pool.acquire().await?;
    sleep(Duration::from_millis(100)).await; // the database is slow
    let square = sqlx::query_scalar("SELECT $1 * $1")
        .bind(number)
        .fetch_one(&mut *connection)
        .await?;
    Ok(square)
} // `connection` is dropped here, and returns to the pool.
// ANCHOR_END: ask
