//! A call whose future nobody takes
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
