//! What can be awaited
use std::pin::Pin;
use std::time::Duration;

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    println!("An async fn: {}", temperature("London").await);

    let block = async { temperature("London").await - 5 };
    println!("An async block: {}", block.await);

    let task = tokio::spawn(temperature("Paris"));
    println!("A task: {}", task.await.unwrap());

    let report = Report::of("Tokyo").days(3);
    println!("Anything that says how: {}", report.await);
    // ANCHOR_END: new
}

async fn temperature(city: &str) -> usize {
    sleep(Duration::from_millis(100)).await;
    14 + city.len()
}

// ANCHOR: new

struct Report {
    city: &'static str,
    days: u32,
}

impl IntoFuture for Report {
    type Output = String;
    type IntoFuture = Pin<Box<dyn Future<Output = String> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let degrees = temperature(self.city).await;
            format!("{degrees} for {} days", self.days)
        })
    }
}
// ANCHOR_END: new

impl Report {
    fn of(city: &'static str) -> Self {
        Report { city, days: 1 }
    }

    fn days(self, days: u32) -> Self {
        Report { days, ..self }
    }
}
