//! One slow read, and everything waits
use std::io::{PipeReader, Read, Write, pipe};
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let mut archive = open_archive();

    // ANCHOR: read
    println!("Reading the weather archive");
    let start = Instant::now();
    let mut text = String::new();
    archive.read_to_string(&mut text).unwrap();
    println!("The read took {:.2} s", start.elapsed().as_secs_f64());

    let hottest = text.lines().max_by_key(|day| degrees(day)).unwrap();
    println!("The hottest of {} days: {hottest}", text.lines().count());
    println!("Done");
    // ANCHOR_END: read
}

/// Returns 34 for the line `2024-07-19 34`.
fn degrees(day: &str) -> i32 {
    day.split(' ').nth(1).unwrap().parse().unwrap()
}

/// Imitates a slow disk that delivers one chunk every half second.
fn open_archive() -> PipeReader {
    let (reader, mut disk) = pipe().unwrap();
    let deliver_chunks = move || {
        for chunk in [
            "2024-07-18 31\n2024-07-19 34\n",
            "2024-07-20 33\n2024-07-21 27\n",
            "2024-07-22 24\n2024-07-23 25\n",
        ] {
            thread::sleep(Duration::from_millis(500));
            disk.write_all(chunk.as_bytes()).unwrap();
        }
    };
    let disk_thread = thread::Builder::new().name("disk".into());
    disk_thread.spawn(deliver_chunks).unwrap();
    reader
}
