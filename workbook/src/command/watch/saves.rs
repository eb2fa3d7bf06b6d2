//! Which exercises have been saved.

use crate::exercises::FOLDER;
use anyhow::{Context, Result};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::timeout;

/// An editor saves in several steps; a check starts when none has followed
/// for this long.
const QUIET: Duration = Duration::from_millis(40);

pub struct Saves {
    paths: UnboundedReceiver<PathBuf>,
    taken: Vec<PathBuf>,
    /// Watches as long as it lives.
    _watcher: RecommendedWatcher,
}

impl Saves {
    pub fn new(root: &Path) -> Result<Saves> {
        let (sender, paths) = unbounded_channel();
        let mut watcher = notify::recommended_watcher(
            move |event: notify::Result<Event>| {
                let saved = event.ok().filter(writes);
                for path in saved.into_iter().flat_map(|event| event.paths) {
                    // Nobody listens any more: then it ends soon.
                    let _ = sender.send(path);
                }
            },
        )?;
        let folder = root.join(FOLDER).join("exercises");
        watcher
            .watch(&folder, RecursiveMode::Recursive)
            .with_context(|| format!("folder `{}`", folder.display()))?;
        Ok(Saves {
            paths,
            taken: Vec::new(),
            _watcher: watcher,
        })
    }

    /// Waits for the next save, to its end; may be dropped and asked again.
    pub async fn next(&mut self) {
        if self.taken.is_empty() {
            match self.paths.recv().await {
                Some(first) => self.taken.push(first),
                None => return std::future::pending().await,
            }
        }
        while let Ok(Some(path)) = timeout(QUIET, self.paths.recv()).await {
            self.taken.push(path);
        }
    }

    /// What has been saved since the last call.
    pub fn taken(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.taken)
    }
}

/// Reading a file is an event too, and a check reads one.
fn writes(event: &Event) -> bool {
    !matches!(event.kind, EventKind::Access(_))
}
