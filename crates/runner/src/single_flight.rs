//! Compiles each text once at a time: all other runs that need the same
//! program waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::OwnedMutexGuard;

type KeyLock = tokio::sync::Mutex<()>;

/// One lock for each key that is in use.
#[derive(Debug, Default)]
pub struct SingleFlight {
    locks: Mutex<HashMap<String, Weak<KeyLock>>>,
}

impl SingleFlight {
    /// Waits until no other caller holds this key.
    pub async fn lock(&self, key: &str) -> OwnedMutexGuard<()> {
        self.lock_for(key).lock_owned().await
    }

    fn lock_for(&self, key: &str) -> Arc<KeyLock> {
        let mut locks =
            self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.retain(|_, lock| lock.strong_count() > 0);
        if let Some(lock) = locks.get(key).and_then(Weak::upgrade) {
            return lock;
        }
        let lock = Arc::new(KeyLock::default());
        locks.insert(key.to_owned(), Arc::downgrade(&lock));
        lock
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn a_key_is_held_once_and_other_keys_are_free() {
        let flight = SingleFlight::default();
        let held = flight.lock("a").now_or_never().unwrap();
        assert!(flight.lock("a").now_or_never().is_none());
        assert!(flight.lock("b").now_or_never().is_some());
        drop(held);
        assert!(flight.lock("a").now_or_never().is_some());
    }
}
