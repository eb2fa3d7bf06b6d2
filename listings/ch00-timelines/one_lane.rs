//! Two waits in one task
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let tea = async {
        sleep(Duration::from_millis(600)).await;
        println!("Tea is ready");
    };
    let toast = async {
        sleep(Duration::from_millis(300)).await;
        println!("Toast is ready");
    };
    tokio::join!(tea, toast);
    println!("Breakfast");
}
