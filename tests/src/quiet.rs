//! Which listings may run side by side: those that measure, but none beside
//! one that keeps the machine busy.

use crate::proof;
use catalogue::Listing;
use catalogue::transcript::Transcript;
use std::sync::RwLock;

/// Held alone by listings that keep the machine busy, shared by those that
/// measure.
static QUIET_LOCK: RwLock<()> = RwLock::new(());

/// Runs with as much of the machine as the listing needs.
pub fn run_in_quiet<T>(
    listing: &Listing,
    transcript: &Transcript,
    run: impl FnOnce() -> T,
) -> T {
    // A trial that panicked has failed already.
    if listing.runs_alone {
        let _alone = QUIET_LOCK.write().unwrap_or_else(|e| e.into_inner());
        run()
    } else if proof::needs_quiet(transcript) {
        let _shared = QUIET_LOCK.read().unwrap_or_else(|e| e.into_inner());
        run()
    } else {
        run()
    }
}
