//! Two tasks take turns; nobody waits.

use tokio::task::yield_now;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let turns = ["ping", "pong"].map(|word| {
        tokio::spawn(async move {
            for _ in 0..3 {
                println!("{word}");
                yield_now().await;
            }
        })
    });
    for turn in turns {
        turn.await.unwrap();
    }
}
