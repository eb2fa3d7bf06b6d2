//! A task that might move takes no `Rc`
use std::rc::Rc;

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let city = Rc::new("London");
    let task = tokio::spawn(async move {
        tokio::task::yield_now().await;
        println!("{city}");
    });
    // ANCHOR_END: new
    task.await.unwrap();
}
