//! An early return that skips the goodbye
use std::time::Duration;

use tokio::time::sleep;

struct Database {
    open: bool,
}

impl Database {
    async fn open() -> Self {
        println!("Opening the database");
        sleep(Duration::from_millis(100)).await;
        Database { open: true }
    }

    async fn query(&self, city: &str) -> Result<u32, String> {
        sleep(Duration::from_secs(1)).await;
        let known = city != "Atlantis";
        known.then_some(20).ok_or(format!("no city {city}"))
    }

    // ANCHOR: new
    async fn close(mut self) {
        sleep(Duration::from_millis(100)).await;
        println!("  closed, with a goodbye");
        self.open = false;
    }
    // ANCHOR_END: new
}

// ANCHOR: new

impl Drop for Database {
    fn drop(&mut self) {
        // No `.await` in here: this ends before the caller goes on.
        if self.open {
            println!("  dropped, without a goodbye");
        }
    }
}

async fn report(city: &str) -> Result<u32, String> {
    let database = Database::open().await;
    let degrees = database.query(city).await?; // may leave here
    database.close().await;
    Ok(degrees)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{:?}", report("London").await);
    println!("{:?}", report("Atlantis").await);
}
// ANCHOR_END: new
