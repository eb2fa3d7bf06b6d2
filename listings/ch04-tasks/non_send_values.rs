//! A task that needs a value which isn't `Send`
use std::rc::Rc;
use std::time::Duration;

use tokio::spawn;
use tokio::task::{LocalSet, spawn_local};
use tokio::time::sleep;

#[tokio::main]
async fn main() {
    drop_rc_before_await().await;
    spawn_on_local_set().await;
}

// ANCHOR: new
async fn drop_rc_before_await() {
    let task = spawn(async {
        let capitals = {
            let city = Rc::new("Bonn");
            city.to_uppercase()
        }; // the `Rc` is gone before the `.await`
        report("scoped", &capitals).await
    });
    task.await.unwrap();
}

async fn spawn_on_local_set() {
    let local = LocalSet::new();
    let work = local.run_until(async {
        let city = Rc::new("Kyiv");
        let task = spawn_local(async move { report("local", &city).await });
        task.await.unwrap();
    });
    work.await;
}
// ANCHOR_END: new

async fn report(way: &str, city: &str) {
    sleep(Duration::from_millis(50)).await;
    println!("{way}: sunny in {city}");
}
