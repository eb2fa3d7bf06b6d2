//! An early return that skips the clean-up
use std::time::Duration;

use tokio::time::sleep;

struct Database {
    is_open: bool,
}

impl Database {
    async fn open() -> Self {
        println!("Opening the database");
        sleep(Duration::from_millis(100)).await;
        Database { is_open: true }
    }

    async fn query(&self, city: &str) -> Result<u32, String> {
        sleep(Duration::from_secs(1)).await;
        if city == "Atlantis" {
            return Err(format!("no city {city}"));
        }
        Ok(20)
    }

    // ANCHOR: new
    async fn close(mut self) {
        sleep(Duration::from_millis(100)).await;
        println!("  closed properly");
        self.is_open = false;
    }
    // ANCHOR_END: new
}

// ANCHOR: new

impl Drop for Database {
    fn drop(&mut self) {
        // There can be no `.await` in here.
        if self.is_open {
            println!("  dropped without closing");
        }
    }
}

async fn report(city: &str) -> Result<u32, String> {
    let database = Database::open().await;
    let degrees = database.query(city).await?; // may return here
    database.close().await;
    Ok(degrees)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("{:?}", report("London").await);
    println!("{:?}", report("Atlantis").await);
}
// ANCHOR_END: new
