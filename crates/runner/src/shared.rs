//! What all runs share: the limits, what is prepared, the queue, and the
//! programs that can be stopped.

use crate::build_plan::OpenPage;
use crate::limits::Limits;
use crate::prepare_state::PrepareState;
use crate::queue::Queue;
use crate::single_flight::SingleFlight;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, OnceCell, Semaphore, watch};
use tokio::time::sleep;

/// How long after a run the machine counts as idle.
const IDLE_DELAY: Duration = Duration::from_secs(2);

/// What all runs share.
#[derive(Debug)]
pub struct Shared {
    pub root: PathBuf,
    /// The workbook's own program, which is the supervisor too.
    pub workbook_program: PathBuf,
    pub limits: Limits,
    pub prepare_state: PrepareState,
    /// What a reader looks at; None where there is no reader.
    pub open_page_tx: watch::Sender<Option<OpenPage>>,
    pub queue: Queue,
    /// Limits how many type-checks run at the same time.
    pub type_check_permits: Semaphore,
    pub single_flight: SingleFlight,
    /// Found when a reader first formats a program.
    pub rustfmt: OnceCell<PathBuf>,
    next_run_id: AtomicU64,
    /// Stops the program of the run with that id.
    stop_signals: Mutex<HashMap<u64, Arc<Notify>>>,
    pub shutdown_tx: watch::Sender<bool>,
    /// How much there is for whose end `shutdown` waits.
    active_count_tx: watch::Sender<usize>,
}

impl Shared {
    pub fn new(
        workbook_program: PathBuf,
        root: PathBuf,
        limits: Limits,
    ) -> Shared {
        Shared {
            root,
            workbook_program,
            prepare_state: PrepareState::new(),
            open_page_tx: watch::Sender::default(),
            queue: Queue::new(limits.max_concurrent_runs),
            type_check_permits: Semaphore::new(
                limits.max_concurrent_runs.max(1),
            ),
            limits,
            single_flight: SingleFlight::default(),
            rustfmt: OnceCell::new(),
            next_run_id: AtomicU64::new(1),
            stop_signals: Mutex::default(),
            shutdown_tx: watch::Sender::new(false),
            active_count_tx: watch::Sender::new(0),
        }
    }

    /// Registers the next program, so that `stop` finds it.
    pub fn register_run(&self) -> RegisteredRun<'_> {
        let run_id = self.next_run_id.fetch_add(1, Ordering::Relaxed);
        let stop = Arc::new(Notify::new());
        self.lock_stop_signals().insert(run_id, stop.clone());
        RegisteredRun {
            shared: self,
            run_id,
            stop_signal: stop,
        }
    }

    /// Asks the program of a run to end. Returns false if none runs.
    pub fn request_run_stop(&self, run_id: u64) -> bool {
        match self.lock_stop_signals().get(&run_id) {
            Some(stop) => {
                stop.notify_one();
                true
            }
            None => false,
        }
    }

    fn lock_stop_signals(&self) -> MutexGuard<'_, HashMap<u64, Arc<Notify>>> {
        self.stop_signals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes sure that the listing's chapter is built soon.
    pub fn prioritize_listing(&self, listing_name: &str) {
        self.open_page_tx.send_if_modified(|page| {
            // Without a reader, the whole book is built anyway.
            let Some(page) = page else { return false };
            let is_new =
                !page.listings.iter().any(|listing| listing == listing_name);
            if is_new {
                page.listings.insert(0, listing_name.to_owned());
            }
            is_new
        });
    }

    /// Waits until nothing but the preparation is active; if something was,
    /// until a reader has probably read what it did.
    pub async fn wait_until_idle(&self) {
        let mut active_count = self.active_count_tx.subscribe();
        while *active_count.borrow_and_update() > 1 {
            // The sender lives in `self`, so this cannot fail.
            let _ = active_count.wait_for(|count| *count <= 1).await;
            sleep(IDLE_DELAY).await;
        }
    }

    /// Waits until everything that was counted as active has ended.
    pub async fn wait_until_inactive(&self) {
        let mut active_count = self.active_count_tx.subscribe();
        let _ = active_count.wait_for(|count| *count == 0).await;
    }

    /// Makes `shutdown` wait until the returned value is dropped.
    pub fn count_as_active(&self) -> ActiveGuard {
        self.active_count_tx.send_modify(|count| *count += 1);
        ActiveGuard(self.active_count_tx.clone())
    }
}

/// A program that can be stopped until this value is dropped.
pub struct RegisteredRun<'a> {
    shared: &'a Shared,
    pub run_id: u64,
    pub stop_signal: Arc<Notify>,
}

impl Drop for RegisteredRun<'_> {
    fn drop(&mut self) {
        self.shared.lock_stop_signals().remove(&self.run_id);
    }
}

/// Something for whose end `shutdown` waits.
pub struct ActiveGuard(watch::Sender<usize>);

impl Drop for ActiveGuard {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}
