//! Watches files for `serve` and `watch`.
//!
//! The system watches a folder's inode, not its path. So once a second we
//! look whether each path still leads to the same folder, and watch it anew
//! if it was moved, replaced or restored.

use anyhow::Result;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{Instant, sleep_until, timeout};

/// An editor saves in several steps. A change is reported when nothing has
/// followed for this long.
const DEBOUNCE_TIME: Duration = Duration::from_millis(40);

/// How often the paths are compared with the folders that are watched.
const PATH_CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// Reports changes in folders from its creation until it is dropped.
pub struct FileWatcher {
    watcher: RecommendedWatcher,
    folders: Vec<WatchedFolder>,
    change_rx: UnboundedReceiver<PathBuf>,
    /// Changes that are not reported yet.
    pending_paths: Vec<PathBuf>,
    next_check_at: Instant,
}

struct WatchedFolder {
    path: PathBuf,
    mode: RecursiveMode,
    /// The folder that the system watches; `None` if there was none.
    watched_id: Option<FolderId>,
}

/// Tells a folder from any other that has its path later.
#[derive(PartialEq, Eq)]
struct FolderId(
    #[cfg(unix)] (u64, u64),
    #[cfg(not(unix))] Option<std::time::SystemTime>,
);

impl FileWatcher {
    /// Watches the `trees` with all their folders, and the files directly in
    /// `folders`. A folder that does not exist yet is watched when it does.
    pub fn new(trees: &[PathBuf], folders: &[PathBuf]) -> Result<FileWatcher> {
        let (sender, changes) = unbounded_channel();
        let watcher = notify::recommended_watcher(
            move |event: notify::Result<Event>| {
                let written = event.ok().filter(is_write);
                for path in written.into_iter().flat_map(|event| event.paths) {
                    // The receiver is dropped only with the watcher.
                    let _ = sender.send(path);
                }
            },
        )?;
        let watched = |path: &PathBuf, mode| WatchedFolder {
            path: path.clone(),
            mode,
            watched_id: None,
        };
        let trees = trees.iter().map(|p| watched(p, RecursiveMode::Recursive));
        let folders = folders
            .iter()
            .map(|p| watched(p, RecursiveMode::NonRecursive));
        let mut file_watcher = FileWatcher {
            watcher,
            folders: trees.chain(folders).collect(),
            change_rx: changes,
            pending_paths: Vec::new(),
            next_check_at: Instant::now() + PATH_CHECK_INTERVAL,
        };
        file_watcher.watch_replaced_folders()?;
        file_watcher.pending_paths.clear();
        Ok(file_watcher)
    }

    /// Waits until files have changed and then for a moment of quiet; returns
    /// their paths. Loses nothing if it is dropped and called again.
    pub async fn next_changes(&mut self) -> Vec<PathBuf> {
        while self.pending_paths.is_empty() {
            tokio::select! {
                Some(path) = self.change_rx.recv() => self.pending_paths.push(path),
                () = sleep_until(self.next_check_at) => {
                    self.next_check_at = Instant::now() + PATH_CHECK_INTERVAL;
                    // The next check tries again.
                    let _ = self.watch_replaced_folders();
                }
            }
        }
        while let Ok(Some(path)) =
            timeout(DEBOUNCE_TIME, self.change_rx.recv()).await
        {
            self.pending_paths.push(path);
        }
        std::mem::take(&mut self.pending_paths)
    }

    /// Watches each folder whose path leads to another folder than before,
    /// and reports it as changed.
    fn watch_replaced_folders(&mut self) -> Result<()> {
        for folder in &mut self.folders {
            let found = FolderId::read(&folder.path);
            if found == folder.watched_id {
                continue;
            }
            if folder.watched_id.take().is_some() {
                // The system has forgotten a folder that was removed.
                let _ = self.watcher.unwatch(&folder.path);
            }
            if found.is_some() {
                self.watcher.watch(&folder.path, folder.mode)?;
                folder.watched_id = found;
            }
            self.pending_paths.push(folder.path.clone());
        }
        Ok(())
    }
}

impl FolderId {
    fn read(path: &Path) -> Option<FolderId> {
        let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_dir)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt;
            Some(FolderId((metadata.dev(), metadata.ino())))
        }
        #[cfg(not(unix))]
        Some(FolderId(metadata.created().ok()))
    }
}

/// Reading a file is an event too, and a build or a check reads files.
fn is_write(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    const TIMEOUT: Duration = Duration::from_secs(20);

    /// Writes the file, and waits until the watcher reports it.
    async fn assert_reports_edit(watcher: &mut FileWatcher, file: &Path) {
        fs::write(file, "edited").unwrap();
        let reported = async {
            while !watcher.next_changes().await.contains(&file.to_owned()) {}
        };
        timeout(TIMEOUT, reported)
            .await
            .expect("the edit is reported");
    }

    fn watched_tree() -> (TempDir, PathBuf, FileWatcher) {
        let root = tempfile::tempdir().unwrap();
        let tree = root.path().join("src");
        fs::create_dir_all(tree.join("inner")).unwrap();
        let watcher =
            FileWatcher::new(std::slice::from_ref(&tree), &[]).unwrap();
        (root, tree, watcher)
    }

    #[tokio::test]
    async fn a_replaced_tree_is_still_watched() {
        let (root, tree, mut watcher) = watched_tree();
        assert_reports_edit(&mut watcher, &tree.join("inner/a.md")).await;
        fs::rename(&tree, root.path().join("old")).unwrap();
        fs::create_dir_all(tree.join("inner")).unwrap();
        timeout(TIMEOUT, watcher.next_changes()).await.unwrap();
        while watcher.folders[0].watched_id != FolderId::read(&tree) {
            timeout(TIMEOUT, watcher.next_changes()).await.unwrap();
        }
        assert_reports_edit(&mut watcher, &tree.join("inner/a.md")).await;
    }

    #[tokio::test]
    async fn a_tree_that_is_moved_away_and_back_is_still_watched() {
        let (root, tree, mut watcher) = watched_tree();
        let away = root.path().join("away");
        fs::rename(&tree, &away).unwrap();
        while watcher.folders[0].watched_id.is_some() {
            timeout(TIMEOUT, watcher.next_changes()).await.unwrap();
        }
        fs::rename(&away, &tree).unwrap();
        while watcher.folders[0].watched_id.is_none() {
            timeout(TIMEOUT, watcher.next_changes()).await.unwrap();
        }
        assert_reports_edit(&mut watcher, &tree.join("inner/a.md")).await;
    }

    #[tokio::test]
    async fn a_renamed_folder_inside_a_tree_is_still_watched() {
        let (_root, tree, mut watcher) = watched_tree();
        fs::rename(tree.join("inner"), tree.join("other")).unwrap();
        timeout(TIMEOUT, watcher.next_changes()).await.unwrap();
        assert_reports_edit(&mut watcher, &tree.join("other/a.md")).await;
    }
}
