//! A function that acquires, lends and releases
use std::time::{Duration, Instant};
use tokio::time::sleep;

// ANCHOR: new
async fn with<T>(
    name: &'static str,
    body: impl AsyncFnOnce(&Resource) -> T,
) -> T {
    let resource = Resource::acquire(name).await;
    let result = body(&resource).await;
    resource.release().await;
    result
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let start = Instant::now();
    let answer = with("Database", async |database| database.work().await).await;
    println!("{answer:?} after {}\n", since(start));
    let start = Instant::now();
    let result = with("Cache", async |cache| {
        with("Logger", async |logger| {
            cache.work().await?;
            logger.fail().await?;
            cache.work().await
        })
        .await
    });
    println!("{:?} after {}", result.await, since(start));
}
// ANCHOR_END: new

struct Resource {
    name: &'static str,
}

impl Resource {
    async fn acquire(name: &'static str) -> Self {
        sleep(Duration::from_millis(100)).await;
        println!("{name}: acquired");
        Resource { name }
    }

    async fn work(&self) -> Result<&'static str, String> {
        println!("{}: works", self.name);
        sleep(Duration::from_secs(1)).await;
        Ok("done")
    }

    async fn fail(&self) -> Result<&'static str, String> {
        self.work().await?;
        Err(format!("{} failed", self.name))
    }

    async fn release(self) {
        sleep(Duration::from_millis(100)).await;
        println!("{}: released", self.name);
    }
}

fn since(start: Instant) -> String {
    format!("{:.2} s", start.elapsed().as_secs_f64())
}
