//! What happens when every connection is in use
use std::time::{Duration, Instant};

use sqlx::any::{AnyPoolOptions, install_default_drivers};
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() -> sqlx::Result<()> {
    install_default_drivers();
    // ANCHOR: pool
    let pool = AnyPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_millis(500))
        .connect("sqlite::memory:")
        .await?;
    // ANCHOR_END: pool

    // ANCHOR: hold
    let start = Instant::now();
    for held_ms in [300, 800] {
        let connection = pool.acquire().await?;
        tokio::spawn(async move {
            sleep(Duration::from_millis(held_ms)).await; // a slow request
            drop(connection);
        });
        let asked = Instant::now();
        let result = pool.acquire().await;
        let waited = asked.elapsed().as_secs_f64();
        match result {
            Ok(_connection) => println!("a connection after {waited:.2} s"),
            Err(error) => {
                println!("no connection after {waited:.2} s: {error}")
            }
        }
    }
    // ANCHOR_END: hold

    // Once the slow request has finished, everything works again.
    pool.acquire().await?;
    println!("recovered after {:.2} s", start.elapsed().as_secs_f64());
    pool.close().await;
    Ok(())
}
