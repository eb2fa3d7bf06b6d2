//! Three tasks are aborted: before the first poll, while one sleeps, and
//! after its end, which changes nothing.

use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let never = tokio::spawn(async { println!("never") });
    never.abort();
    println!("{}", never.await.unwrap_err().is_cancelled());

    let cut = tokio::spawn(sleep(Duration::from_millis(500)));
    sleep(Duration::from_millis(20)).await;
    cut.abort();
    println!("{}", cut.await.unwrap_err().is_cancelled());

    let done = tokio::spawn(async { println!("done") });
    sleep(Duration::from_millis(10)).await;
    done.abort();
    println!("{}", done.await.is_ok());
}
