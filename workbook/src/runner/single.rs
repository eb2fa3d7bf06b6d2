//! One compilation of each text at a time: who wants the same waits for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::OwnedMutexGuard;

type Turn = tokio::sync::Mutex<()>;

/// The texts that are being compiled, by their keys.
#[derive(Debug, Default)]
pub struct Single {
    turns: Mutex<HashMap<String, Weak<Turn>>>,
}

impl Single {
    /// Waits until nobody else compiles this.
    pub async fn turn(&self, key: &str) -> OwnedMutexGuard<()> {
        self.of(key).lock_owned().await
    }

    fn of(&self, key: &str) -> Arc<Turn> {
        let mut turns =
            self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, turn| turn.strong_count() > 0);
        if let Some(turn) = turns.get(key).and_then(Weak::upgrade) {
            return turn;
        }
        let turn = Arc::new(Turn::default());
        turns.insert(key.to_owned(), Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[test]
    fn who_wants_the_same_waits_and_who_wants_another_does_not() {
        let single = Single::default();
        let turn = single.turn("a").now_or_never().unwrap();
        assert!(single.turn("a").now_or_never().is_none());
        assert!(single.turn("b").now_or_never().is_some());
        drop(turn);
        assert!(single.turn("a").now_or_never().is_some());
    }
}
