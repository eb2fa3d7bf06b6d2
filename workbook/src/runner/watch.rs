//! What programs use, looked up for all runs at once.

use super::processes::{Snapshot, Usage};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::task::spawn_blocking;

/// A look serves every run that asks within this time.
const FRESH: Duration = Duration::from_millis(50);
/// Looking takes at most this share of a core.
const SHARE: u32 = 10;

/// Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    last: Arc<Mutex<Option<Look>>>,
}

#[derive(Debug, Clone)]
struct Look {
    snapshot: Arc<Snapshot>,
    fresh_until: Instant,
}

impl Watch {
    /// What the descendants of that process use; nothing, where it cannot be
    /// known.
    pub async fn usage_below(&self, ancestor: Option<i32>) -> Usage {
        let Some(ancestor) = ancestor else {
            return Usage::default();
        };
        let watch = self.clone();
        let usage =
            spawn_blocking(move || watch.snapshot().usage_below(ancestor));
        usage.await.unwrap_or_default()
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let start = Instant::now();
        if let Some(look) = last.as_ref()
            && look.fresh_until > start
        {
            return look.snapshot.clone();
        }
        let snapshot = Arc::new(Snapshot::take());
        let took = start.elapsed();
        *last = Some(Look {
            snapshot: snapshot.clone(),
            fresh_until: Instant::now() + FRESH.max(took * SHARE),
        });
        snapshot
    }
}
