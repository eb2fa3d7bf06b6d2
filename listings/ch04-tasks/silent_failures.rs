//! Failures that nobody looks at, and a look at them
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
    println!("Two of three have failed, and main knows of nothing");

    for report in ["rain", "hail", "fog", "snow"] {
        let task = spawn(save(report));
        if report == "snow" {
            task.abort();
        }
        match task.await {
            Ok(Ok(bytes)) => println!("{report}: {bytes} bytes saved"),
            Ok(Err(error)) => println!("{report}: {error}"),
            Err(end) if end.is_panic() => {
                let panic = end.into_panic();
                let text = panic.downcast_ref::<&str>().unwrap();
                println!("{report}: it panicked: {text}");
            }
            Err(_) => println!("{report}: it was aborted"),
        }
    }

    let both = spawn(async { join!(save("rain"), save("fog")) });
    if both.await.is_err_and(|end| end.is_panic()) {
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
