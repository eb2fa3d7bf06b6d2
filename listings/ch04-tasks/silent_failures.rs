//! Failures that nobody looks at, and a look at them
use std::time::Duration;

use tokio::spawn;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    for report in ["rain", "hail", "fog"] {
        drop(spawn(save(report)));
    }
    sleep(Duration::from_millis(200)).await;
    println!("Two of three have failed, and main knows of nothing");

    for report in ["rain", "hail", "fog"] {
        match spawn(save(report)).await {
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
