//! Follows the sources of the book and says when they have changed.

use anyhow::Result;
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// The folders whose files make the book.
const FOLDERS: [&str; 5] = ["src", "listings", "examples", "page", "theme"];

/// An editor saves in several steps; a build starts when none has followed
/// for this long.
const QUIET: Duration = Duration::from_millis(40);

/// Calls `changed` after each change, until the process ends.
pub fn follow(root: &Path, mut changed: impl FnMut()) -> Result<()> {
    let (sender, receiver) = mpsc::channel();
    let book_toml = root.join("book.toml");
    let folders: Vec<PathBuf> =
        FOLDERS.iter().map(|name| root.join(name)).collect();
    let is_source = {
        let folders = folders.clone();
        move |path: &PathBuf| {
            *path == book_toml
                || folders.iter().any(|folder| path.starts_with(folder))
        }
    };
    let mut watcher =
        notify::recommended_watcher(move |event: notify::Result<Event>| {
            if event.is_ok_and(|e| writes(&e) && e.paths.iter().any(&is_source))
            {
                let _ = sender.send(());
            }
        })?;
    // The root itself, since editors replace `book.toml` rather than write it.
    watcher.watch(root, RecursiveMode::NonRecursive)?;
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        watcher.watch(folder, RecursiveMode::Recursive)?;
    }
    while receiver.recv().is_ok() {
        wait_for_quiet(&receiver);
        changed();
    }
    Ok(())
}

/// Reading a file is an event too, and a build reads them all.
fn writes(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(_))
}

fn wait_for_quiet(receiver: &Receiver<()>) {
    while receiver.recv_timeout(QUIET).is_ok() {}
}
