//! Two tasks, one lane each
use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let tea = tokio::spawn(async {
        sleep(Duration::from_millis(600)).await;
        println!("Tea is ready");
    });
    let toast = tokio::spawn(async {
        sleep(Duration::from_millis(300)).await;
        println!("Toast is ready");
    });
    tea.await.unwrap();
    toast.await.unwrap();
    println!("Breakfast");
}
