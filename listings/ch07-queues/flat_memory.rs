//! A large file, chunk by chunk and all at once
use std::fs::{File, read_to_string, remove_file};
use std::io::{self, Write};
use std::path::Path;

use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;

const FILE_MEGABYTES: usize = 64;

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let path = Path::new("readings.csv");
    write_readings(path)?;

    // ANCHOR: runs
    let before = resident_kb();
    let (sender, mut chunks) = mpsc::channel(4);
    let reader = tokio::spawn(read_chunks(path, sender));
    let mut lines = 0;
    let mut peak = before;
    while let Some(chunk) = chunks.recv().await {
        lines += count_lines(&chunk);
        peak = peak.max(resident_kb());
    }
    reader.await.unwrap()?;
    print_memory("chunk by chunk", lines, peak - before);

    let before = resident_kb();
    let text = tokio::fs::read(path).await?;
    let lines = count_lines(&text);
    print_memory("all at once", lines, resident_kb() - before);
    // ANCHOR_END: runs
    remove_file(path)
}

// ANCHOR: read
async fn read_chunks(
    path: &Path,
    sender: mpsc::Sender<Vec<u8>>,
) -> io::Result<()> {
    let mut file = tokio::fs::File::open(path).await?;
    loop {
        let mut chunk = Vec::with_capacity(64 * 1024);
        let count = file.read_buf(&mut chunk).await?;
        if count == 0 || sender.send(chunk).await.is_err() {
            return Ok(());
        }
    }
}
// ANCHOR_END: read

fn count_lines(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte == b'\n').count()
}

fn write_readings(path: &Path) -> io::Result<()> {
    let block = b"Oslo,-3.25,1013\n".repeat(65_536); // 1 MB
    let mut file = File::create(path)?;
    for _ in 0..FILE_MEGABYTES {
        file.write_all(&block)?;
    }
    Ok(())
}

fn print_memory(title: &str, lines: usize, kb: f64) {
    println!("{title}: {lines} lines, {:.1} MB more memory", kb / 1024.0);
}

/// Returns the memory in use, or 0 where it isn't measured.
fn resident_kb() -> f64 {
    let status = read_to_string("/proc/self/status").unwrap_or_default();
    let kb = status.split("VmRSS:").nth(1);
    let kb = kb.and_then(|kb| kb.split_whitespace().next());
    kb.map_or(0.0, |kb| kb.parse().unwrap())
}
