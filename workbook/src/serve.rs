//! The book over HTTP on this machine: the site in memory, rebuilt when its
//! sources change, news of that for the pages that are open, the runner,
//! exercises and progress.

mod api;
mod app;
mod learning;
mod live;
mod policy;
mod security;
mod site;
mod watch;

pub use api::Ahead;
pub use app::{Shared, app};
pub use learning::Checks;
pub use live::{Editions, Reader};
pub use security::{Guard, random_token};
pub use site::Site;
pub use watch::Follower;
