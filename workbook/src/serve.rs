//! The book over HTTP on this machine: the site in memory, rebuilt when its
//! sources change; a connection for each page, with news of that and with the
//! events of its runs and checks; and the reader's progress.

mod app;
mod connections;
mod exercise_checks;
mod exercises;
mod format;
mod messages;
mod policy;
mod progress;
mod replies;
mod response;
mod runs;
mod saves;
mod security;
mod site;
mod site_builder;
mod site_state;
mod socket;
mod speculative_build;
mod state;
mod tasks;

pub use app::create_router;
pub use connections::serve;
pub use exercise_checks::ExerciseChecks;
pub use messages::{
    PageMessage, PageRequest, PageRequestKind, RecordTestRequest,
};
pub use security::Guard;
pub use site_builder::SiteBuilder;
pub use site_state::SiteNews;
pub use state::AppState;
