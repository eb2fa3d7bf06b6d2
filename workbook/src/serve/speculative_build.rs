//! Compiles a program that will probably be run next.

use runner::{Job, Runner};
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::task::AbortHandle;

/// At most one compilation ahead of a run; the next one replaces it.
#[derive(Clone, Default)]
pub struct SpeculativeBuild(Arc<Mutex<Option<Compilation>>>);

struct Compilation {
    job: Job,
    abort_handle: AbortHandle,
}

impl SpeculativeBuild {
    pub fn start(&self, runner: Runner, job: Job) {
        let task = tokio::spawn({
            let job = job.clone();
            async move {
                // The run itself reports what is wrong.
                let _ = runner.build_ahead(job).await;
            }
        });
        let abort_handle = task.abort_handle();
        self.replace(Some(Compilation { job, abort_handle }));
    }

    /// Stops a compilation of anything but this job, so that the run doesn't
    /// compete with it for processors.
    pub fn cancel_others(&self, job: &Job) {
        let is_for_job = self
            .lock_compilation()
            .as_ref()
            .is_some_and(|c| c.job == *job);
        if !is_for_job {
            self.replace(None);
        }
    }

    fn replace(&self, new_compilation: Option<Compilation>) {
        let old =
            std::mem::replace(&mut *self.lock_compilation(), new_compilation);
        if let Some(old) = old {
            old.abort_handle.abort();
        }
    }

    fn lock_compilation(&self) -> MutexGuard<'_, Option<Compilation>> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
