//! A call of an async function that isn't awaited
#![deny(unused_must_use)]

#[tokio::main]
async fn main() {
    // ANCHOR: new
    save("tea");
    // ANCHOR_END: new
}

async fn save(order: &str) {
    println!("Saved: {order}");
}
