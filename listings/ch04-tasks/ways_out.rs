//! Ways to give a task what it needs
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::{JoinSet, LocalSet, spawn_local};
use tokio::time::sleep;
use tokio::{join, spawn};

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let city = String::from("Oslo");
    let task = spawn(async move { report("moved", &city).await });
    task.await.unwrap();

    let city = Arc::new(String::from("Lima"));
    let mut tasks = JoinSet::new();
    for _ in 0..2 {
        let city = Arc::clone(&city);
        tasks.spawn(async move { report("shared", &city).await });
    }
    tasks.join_all().await;

    let city = String::from("Rome");
    join!(report("borrowed", &city), report("borrowed", &city));

    let local = LocalSet::new();
    let work = local.run_until(async {
        let city = Rc::new(String::from("Kyiv"));
        let task = spawn_local(async move { report("local", &city).await });
        task.await.unwrap();
    });
    work.await;

    let task = spawn(async {
        let shouted = {
            let city = Rc::new("Bonn");
            city.to_uppercase()
        };
        report("ended early", &shouted).await
    });
    task.await.unwrap();
    // ANCHOR_END: new
}

async fn report(how: &str, city: &str) {
    sleep(Duration::from_millis(50)).await;
    println!("{how}: sunny in {city}");
}
