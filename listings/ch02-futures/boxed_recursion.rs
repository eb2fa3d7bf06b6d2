//! A future that contains itself
use std::time::Duration;

use tokio::time::sleep;

struct Folder {
    files: u32,
    folders: Vec<Folder>,
}

// ANCHOR: new
async fn count_files(folder: &Folder) -> u32 {
    sleep(Duration::from_millis(50)).await; // read the disk
    let mut files = folder.files;
    for inner in &folder.folders {
        files += Box::pin(count_files(inner)).await;
    }
    files
}
// ANCHOR_END: new

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = |files, folders| Folder { files, folders };
    let photos = folder(30, vec![folder(7, vec![]), folder(4, vec![])]);
    let home = folder(1, vec![photos]);
    println!("{} files", count_files(&home).await);
}
