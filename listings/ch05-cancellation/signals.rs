//! A service that survives an error and closes cleanly at a signal
use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::select;
use tokio::time::{interval, sleep};

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    // Send the signal, unless you want to do it yourself.
    if std::env::args().nth(1).is_none() {
        tokio::spawn(send_sigterm());
    }
    let mut signal = pin!(wait_for_stop_signal());
    let mut jobs = interval(Duration::from_millis(200));
    let mut number = 0;
    loop {
        select! {
            _ = jobs.tick() => {
                number += 1;
                if let Err(error) = run_job(number) {
                    println!("job {number} failed: {error}, continuing");
                }
            }
            name = &mut signal => {
                println!("received {}", name?);
                break;
            }
        }
    }
    close_database().await;
    Ok(())
}
// ANCHOR_END: main

fn run_job(number: u32) -> Result<(), &'static str> {
    if number == 2 {
        return Err("the sensor is silent");
    }
    println!("job {number} is done");
    Ok(())
}

async fn close_database() {
    sleep(Duration::from_millis(200)).await;
    println!("the database is closed");
}

// ANCHOR: signal
/// Returns the name of the first signal that asks the program to stop.
async fn wait_for_stop_signal() -> io::Result<&'static str> {
    select! {
        result = tokio::signal::ctrl_c() => result.map(|()| "Ctrl-C"),
        result = wait_for_sigterm() => result.map(|()| "SIGTERM"),
    }
}

#[cfg(unix)]
async fn wait_for_sigterm() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    signal(SignalKind::terminate())?.recv().await;
    Ok(())
}
// ANCHOR_END: signal

#[cfg(not(unix))]
async fn wait_for_sigterm() -> io::Result<()> {
    std::future::pending().await // only Unix has this signal
}

async fn send_sigterm() -> io::Result<()> {
    sleep(Duration::from_millis(700)).await;
    let pid = std::process::id().to_string();
    let mut kill = tokio::process::Command::new("kill");
    kill.args(["-TERM", &pid]).status().await?;
    Ok(())
}
