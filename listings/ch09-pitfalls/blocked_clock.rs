//! A sleep and a file, beside a clock
use std::io::{self, Write};
use std::{thread, time::Duration};

use tokio::task::spawn_blocking;
use tokio::{select, time::sleep};

const DELAY: Duration = Duration::from_millis(300);

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: calls
    run_beside_clock("wrong, sleep", async { thread::sleep(DELAY) }).await;
    run_beside_clock("wrong, file", async { read_slow_file() }).await;

    run_beside_clock("right, sleep", sleep(DELAY)).await;
    run_beside_clock("right, file", spawn_blocking(read_slow_file)).await;
    // ANCHOR_END: calls
}

// ANCHOR: report
/// Runs `work` beside a clock, and prints how often the clock has ticked.
async fn run_beside_clock(name: &str, work: impl Future) {
    let mut ticks = 0;
    let clock = async {
        loop {
            sleep(Duration::from_millis(10)).await;
            ticks += 1;
        }
    };
    select! {
        biased;
        _ = work => {}
        () = clock => {}
    }
    println!("{name}: {ticks} ticks");
}
// ANCHOR_END: report

/// Reads from a pipe, which stands for a disk that needs 300 ms.
fn read_slow_file() -> io::Result<String> {
    let (reader, mut writer) = io::pipe()?;
    thread::spawn(move || {
        thread::sleep(DELAY);
        writer.write_all(b"sunny")
    });
    io::read_to_string(reader)
}
