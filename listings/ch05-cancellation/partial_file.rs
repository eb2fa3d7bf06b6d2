//! A guard removes the half-written file of a cancelled download
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::{sleep, timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    // ANCHOR: main
    let name = format!("radar-{}.part", std::process::id());
    let path = std::env::temp_dir().join(name);
    let limit = Duration::from_secs(1);
    match timeout(limit, download(&path)).await {
        Ok(result) => result?,
        Err(_) => println!("main: the download took too long"),
    }
    println!("main: the file exists: {}", path.exists());
    // ANCHOR_END: main
    Ok(())
}

// ANCHOR: guard
async fn download(path: &Path) -> io::Result<()> {
    let mut file = PartialFile::new(path);
    for part in 1..=10 {
        sleep(Duration::from_millis(400)).await;
        file.bytes += 1000;
        fs::write(path, vec![0; file.bytes])?;
        println!("download: part {part}");
    }
    file.complete = true;
    Ok(())
}

struct PartialFile {
    path: PathBuf,
    bytes: usize,
    complete: bool,
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if !self.complete && fs::remove_file(&self.path).is_ok() {
            println!("guard: removed a file of {} bytes", self.bytes);
        }
    }
}
// ANCHOR_END: guard

impl PartialFile {
    fn new(path: &Path) -> Self {
        PartialFile {
            path: path.to_owned(),
            bytes: 0,
            complete: false,
        }
    }
}
