//! A future that is kept and never awaited
#![deny(unused_variables)]

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let saved = save("tea");
    // ANCHOR_END: new
}

async fn save(order: &str) {
    println!("Saved: {order}");
}
