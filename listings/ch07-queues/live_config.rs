//! A station follows its settings while it runs
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (settings, receiver) = watch::channel(Duration::from_millis(300));
    let station = tokio::spawn(measure(receiver));

    sleep(Duration::from_millis(650)).await;
    for milliseconds in [100, 150, 200] {
        settings.send(Duration::from_millis(milliseconds)).unwrap();
    }
    sleep(Duration::from_millis(500)).await;
    drop(settings);
    station.await.unwrap();
    // ANCHOR_END: main
}

// ANCHOR: measure
async fn measure(mut settings: watch::Receiver<Duration>) {
    let start = Instant::now();
    loop {
        let interval = *settings.borrow_and_update();
        tokio::select! {
            () = sleep(interval) => {
                let seconds = start.elapsed().as_secs_f64();
                println!("measured after {seconds:.2} s");
            }
            changed = settings.changed() => match changed {
                Ok(()) => println!("new: {:?}", *settings.borrow()),
                Err(_) => break,
            },
        }
    }
    println!("the station ends");
}
// ANCHOR_END: measure
