//! An ordinary closure that returns an async block
async fn for_each_city<F: Future>(mut ask: impl FnMut(&'static str) -> F) {
    for city in ["London", "Paris", "Tokyo"] {
        ask(city).await;
    }
}

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let mut log = Vec::new();
    for_each_city(|city| async move { log.push(city) }).await;
    // ANCHOR_END: new
}
