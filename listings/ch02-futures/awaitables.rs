//! What can be awaited
use std::pin::Pin;
use std::time::Duration;

use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: four
    println!("An async fn: {}", temperature("London").await);

    let block = async { temperature("London").await - 5 };
    println!("An async block: {}", block.await);

    let task = tokio::spawn(temperature("Paris"));
    println!("A task: {}", task.await.unwrap());

    let report = Report::new("Tokyo").days(3);
    println!("A report: {}", report.await);
    // ANCHOR_END: four
}

async fn temperature(city: &str) -> usize {
    sleep(Duration::from_millis(100)).await;
    14 + city.len()
}

// ANCHOR: into_future
struct Report {
    city: &'static str,
    days: u32,
}

impl IntoFuture for Report {
    type Output = String;
    type IntoFuture = Pin<Box<dyn Future<Output = String>>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let degrees = temperature(self.city).await;
            format!("{degrees} for {} days", self.days)
        })
    }
}
// ANCHOR_END: into_future

impl Report {
    fn new(city: &'static str) -> Self {
        Report { city, days: 1 }
    }

    fn days(self, days: u32) -> Self {
        Report { days, ..self }
    }
}
