//! A spawned task must be `Send`, and an `Rc` is not
use std::rc::Rc;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: rc
    let city = Rc::new("London");
    let task = tokio::spawn(async move {
        tokio::task::yield_now().await;
        println!("{city}");
    });
    // ANCHOR_END: rc
    task.await.unwrap();
}
