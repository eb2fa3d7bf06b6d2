//! One toaster for three tasks
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let toaster = Arc::new(Mutex::new(0));
    let guests = ["Ada", "Bo", "Cy"].map(|name| {
        let toaster = Arc::clone(&toaster);
        tokio::spawn(async move {
            let mut slices = toaster.lock().await;
            sleep(Duration::from_millis(300)).await;
            *slices += 1;
            println!("{name} has toast");
        })
    });
    for guest in guests {
        guest.await.unwrap();
    }
    println!("{} slices", toaster.lock().await);
}
