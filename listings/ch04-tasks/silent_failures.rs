//! Failures that go unnoticed, and how to notice them
use std::time::Duration;

use tokio::time::sleep;
use tokio::{join, spawn};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    for report in ["rain", "hail", "fog"] {
        drop(spawn(save(report)));
    }
    sleep(Duration::from_millis(200)).await;
    println!("Two of the three failed, and main has not noticed");

    for report in ["rain", "hail", "fog", "snow"] {
        let task = spawn(save(report));
        if report == "snow" {
            task.abort();
        }
        match task.await {
            Ok(Ok(bytes)) => println!("{report}: {bytes} bytes saved"),
            Ok(Err(error)) => println!("{report}: {error}"),
            Err(error) if error.is_panic() => {
                let panic = error.into_panic();
                let message = panic.downcast_ref::<&str>().unwrap();
                println!("{report}: it panicked: {message}");
            }
            Err(_) => println!("{report}: it was aborted"),
        }
    }

    let saves = spawn(async { join!(save("rain"), save("fog")) });
    if saves.await.is_err_and(|error| error.is_panic()) {
        println!("rain and fog, joined: a panic, and no bytes");
    }
    // ANCHOR_END: new
}

async fn save(report: &str) -> Result<usize, &'static str> {
    sleep(Duration::from_millis(100)).await;
    match report {
        "hail" => Err("the disk is full"),
        "fog" => panic!("there is no unit for fog"),
        _ => Ok(100 * report.len()),
    }
}
