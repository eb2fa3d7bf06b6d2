//! A task that borrows from main
use tokio::spawn;

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let city = String::from("Oslo");
    let task = spawn(async { report(&city).await });
    task.await.unwrap();
    // ANCHOR_END: new
}

async fn report(city: &str) {
    println!("sunny in {city}");
}
