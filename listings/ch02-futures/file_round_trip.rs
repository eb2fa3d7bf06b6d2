//! Two lines to a file and back
use std::io;

use tokio::fs::{self, File};
use tokio::io::AsyncWriteExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let path = std::env::temp_dir()
        .join(format!("workbook-{}.txt", std::process::id()));
    println!("Before: {}", describe_thread_count());

    // ANCHOR: new
    let mut file = File::create(&path).await?;
    file.write_all(b"London: 20 degrees\n").await?;
    file.write_all(b"Paris: 22 degrees\n").await?;
    file.flush().await?; // wait for the last write

    let text = fs::read_to_string(&path).await?;
    print!("{text}");
    // ANCHOR_END: new

    println!("After: {}", describe_thread_count());
    fs::remove_file(&path).await
}

/// Linux lists the number of threads in `/proc`.
fn describe_thread_count() -> String {
    let status = std::fs::read_to_string("/proc/self/status").ok();
    let count = status.as_deref().and_then(|text| {
        text.split("Threads:").nth(1)?.split_whitespace().next()
    });
    match count {
        Some("1") => "1 thread".into(),
        Some(count) => format!("{count} threads"),
        None => "threads not counted here".into(),
    }
}
