//! An async function that calls itself, without a box
struct Folder {
    file_count: u32,
    folders: Vec<Folder>,
}

// ANCHOR: new
async fn count(folder: &Folder) -> u32 {
    let mut files = folder.file_count;
    for inner in &folder.folders {
        files += count(inner).await;
    }
    files
}
// ANCHOR_END: new

#[tokio::main]
async fn main() {
    let home = Folder {
        file_count: 1,
        folders: vec![],
    };
    println!("{} files", count(&home).await);
}
