//! The state of the site, and news of each change for the open pages.

use super::site::Site;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::watch;
use ts_rs::TS;

/// What is served, and why the newest build failed.
#[derive(Debug, Clone, Default)]
struct SiteState {
    /// Counts the builds that succeeded.
    version: u64,
    /// The result of the last successful build; `None` before the first.
    site: Option<Arc<Site>>,
    /// Why the newest build failed; `None` if it succeeded.
    fault: Option<String>,
}

/// The builder's side.
#[derive(Debug)]
pub struct SitePublisher(watch::Sender<SiteState>);

/// The server's side.
#[derive(Debug, Clone)]
pub struct SiteReader(watch::Receiver<SiteState>);

/// What a page is sent; `page/src/site/live-reload.js` reads it.
#[derive(Debug, Serialize, TS)]
pub struct SiteNews {
    version: u64,
    /// Why the newest build failed.
    fault: Option<String>,
}

impl SitePublisher {
    pub fn new() -> (SitePublisher, SiteReader) {
        let (sender, receiver) = watch::channel(SiteState::default());
        (SitePublisher(sender), SiteReader(receiver))
    }

    /// Serves `site` from now on.
    pub fn publish(&self, site: Site) {
        self.0.send_modify(|state| {
            state.version += 1;
            state.site = Some(Arc::new(site));
            state.fault = None;
        });
    }

    /// Keeps the last good site, and reports why there is no newer one.
    pub fn report_fault(&self, fault: String) {
        self.0.send_modify(|state| state.fault = Some(fault));
    }
}

impl SiteReader {
    pub fn current(&self) -> Option<Arc<Site>> {
        self.0.borrow().site.clone()
    }

    pub fn fault(&self) -> Option<String> {
        self.0.borrow().fault.clone()
    }

    /// A reader whose next news is the current state.
    pub fn subscribe(&self) -> SiteReader {
        let mut reader = self.clone();
        reader.0.mark_changed();
        reader
    }

    /// Waits for the next build. Never ready again when the builder has ended.
    pub async fn next_news(&mut self) -> SiteNews {
        if self.0.changed().await.is_err() {
            return std::future::pending().await;
        }
        let state = self.0.borrow_and_update();
        SiteNews {
            version: state.version,
            fault: state.fault.clone(),
        }
    }
}
