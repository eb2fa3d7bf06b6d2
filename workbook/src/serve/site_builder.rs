//! Builds the site, and again whenever its sources change.

use super::security::random_token;
use super::site::Site;
use super::site_state::{SitePublisher, SiteReader};
use crate::file_watcher::FileWatcher;
use crate::terminal::{print_error, print_note};
use anstream::stdout;
use anyhow::{Context, Result};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio::task::spawn_blocking;

/// The folders whose files make the book.
const SOURCE_FOLDERS: [&str; 6] = [
    "src",
    "listings",
    "unstable",
    "examples",
    "exercises",
    "page",
];

/// The files beside them from which the book is built. The links to API
/// documentation have the versions that the workspace has locked.
const SOURCE_FILES: [&str; 3] = ["book.toml", "Cargo.toml", "Cargo.lock"];

/// Builds versions of the site in the background.
#[derive(Clone)]
pub struct SiteBuilder(Arc<Inner>);

struct Inner {
    root: PathBuf,
    /// With it, the scripts of a page may add styles.
    nonce: String,
    publisher: SitePublisher,
}

impl SiteBuilder {
    pub fn new(root: &Path) -> Result<(SiteBuilder, SiteReader)> {
        let (publisher, reader) = SitePublisher::new();
        let builder = SiteBuilder(Arc::new(Inner {
            root: root.to_owned(),
            nonce: random_token()?,
            publisher,
        }));
        Ok((builder, reader))
    }

    /// Builds the site, then starts a task that rebuilds it after changes.
    pub async fn build_and_watch(self) {
        // An edit during the build must not be lost, so watch first.
        let watcher = self.watch_sources();
        self.rebuild().await;
        match watcher {
            Ok(watcher) => {
                tokio::spawn(self.rebuild_after_changes(watcher));
            }
            Err(error) => print_note(format_args!(
                "the sources can't be watched, so pages don't follow edits: \
                 {error:#}"
            )),
        }
    }

    fn watch_sources(&self) -> Result<FileWatcher> {
        let root = &self.0.root;
        let folders = SOURCE_FOLDERS.map(|name| root.join(name));
        FileWatcher::new(&folders, std::slice::from_ref(root))
    }

    async fn rebuild_after_changes(self, mut watcher: FileWatcher) {
        loop {
            let changes = watcher.next_changes().await;
            if changes.iter().any(|path| self.0.is_source(path)) {
                self.rebuild().await;
            }
        }
    }

    /// Builds the site once, and publishes the new version or the error.
    async fn rebuild(&self) {
        let inner = Arc::clone(&self.0);
        // A panic ends this build only; its message is on standard error.
        let _ = spawn_blocking(move || inner.rebuild()).await;
    }
}

impl Inner {
    fn rebuild(&self) {
        let start = Instant::now();
        match self.build() {
            Ok(site) => {
                // The server goes on without an open standard output.
                let _ = writeln!(
                    stdout(),
                    "built {} pages in {:.2} s",
                    site.page_count(),
                    start.elapsed().as_secs_f64()
                );
                self.publisher.publish(site);
            }
            Err(error) => {
                print_error(&error);
                self.publisher.report_fault(format!("{error:#}"));
            }
        }
    }

    fn build(&self) -> Result<Site> {
        let folder = supervise::create_scratch_folder("site-")
            .context("a temporary folder could not be created")?;
        let options = book::BuildOptions {
            dest: Some(folder.path().join("site")),
        };
        let built = book::build(&self.root, &options)?;
        Site::read(&built, &self.nonce)
    }

    /// Whether the book is built from this path: a source file, or anything
    /// in a source folder. The root itself counts, since it may be another one.
    fn is_source(&self, path: &Path) -> bool {
        let Ok(path) = path.strip_prefix(&self.root) else {
            return false;
        };
        let Some(first) = path.components().next() else {
            return true;
        };
        SOURCE_FILES.iter().any(|name| path == Path::new(name))
            || SOURCE_FOLDERS.iter().any(|name| first.as_os_str() == *name)
    }
}
