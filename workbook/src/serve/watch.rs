//! Follows the sources of the book and says when they have changed.

use anyhow::Result;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

/// The folders whose files make the book.
const FOLDERS: [&str; 6] =
    ["src", "listings", "examples", "exercises", "page", "theme"];

/// An editor saves in several steps; a build starts when none has followed
/// for this long.
const QUIET: Duration = Duration::from_millis(40);

/// Watches from its making on, so that no edit after that is missed.
pub struct Follower {
    changes: Receiver<()>,
    /// Watches as long as it lives.
    _watcher: RecommendedWatcher,
}

impl Follower {
    pub fn new(root: &Path) -> Result<Self> {
        let (sender, changes) = mpsc::channel();
        let folders: Vec<PathBuf> =
            FOLDERS.iter().map(|name| root.join(name)).collect();
        let sources = Sources {
            book_toml: root.join("book.toml"),
            folders: folders.clone(),
        };
        let mut watcher = notify::recommended_watcher(
            move |event: notify::Result<Event>| {
                if event.is_ok_and(|event| sources.change_by(&event)) {
                    let _ = sender.send(());
                }
            },
        )?;
        // The root itself: editors replace `book.toml` rather than write it.
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            watcher.watch(folder, RecursiveMode::Recursive)?;
        }
        Ok(Follower {
            changes,
            _watcher: watcher,
        })
    }

    /// Calls `changed` after each change, until the process ends.
    pub fn follow(self, mut changed: impl FnMut()) {
        while self.changes.recv().is_ok() {
            wait_for_quiet(&self.changes);
            changed();
        }
    }
}

/// What the book is made of.
struct Sources {
    book_toml: PathBuf,
    folders: Vec<PathBuf>,
}

impl Sources {
    fn change_by(&self, event: &Event) -> bool {
        writes(event) && event.paths.iter().any(|path| self.contain(path))
    }

    fn contain(&self, path: &Path) -> bool {
        path == self.book_toml
            || self.folders.iter().any(|folder| path.starts_with(folder))
    }
}

/// Reading a file is an event too, and a build reads them all.
fn writes(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(_))
}

fn wait_for_quiet(receiver: &Receiver<()>) {
    while receiver.recv_timeout(QUIET).is_ok() {}
}
