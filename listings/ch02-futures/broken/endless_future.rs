//! An async function that calls itself, without a box
struct Folder {
    files: u32,
    folders: Vec<Folder>,
}

// ANCHOR: new
async fn count(folder: &Folder) -> u32 {
    let mut files = folder.files;
    for inner in &folder.folders {
        files += count(inner).await;
    }
    files
}
// ANCHOR_END: new

#[tokio::main]
async fn main() {
    let home = Folder {
        files: 1,
        folders: vec![],
    };
    println!("{} files", count(&home).await);
}
