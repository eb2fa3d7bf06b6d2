//! What all routes share.

use super::exercise_checks::ExerciseChecks;
use super::security::Guard;
use super::site_state::SiteReader;
use super::speculative_build::SpeculativeBuild;
use runner::Runner;
use tokio::sync::watch;

#[derive(Clone)]
pub struct AppState {
    pub site: SiteReader,
    pub guard: Guard,
    /// `None` with `--no-run`.
    pub runner: Option<Runner>,
    pub speculative_build: SpeculativeBuild,
    pub exercise_checks: ExerciseChecks,
    /// The news for all pages that one of them has changed the progress.
    pub progress_change_tx: watch::Sender<()>,
}

impl AppState {
    pub fn new(
        site: SiteReader,
        guard: Guard,
        runner: Option<Runner>,
        exercise_checks: ExerciseChecks,
    ) -> AppState {
        AppState {
            site,
            guard,
            runner,
            speculative_build: SpeculativeBuild::default(),
            exercise_checks,
            progress_change_tx: watch::Sender::new(()),
        }
    }
}
