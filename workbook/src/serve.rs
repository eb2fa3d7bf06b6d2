//! The book over HTTP on this machine: the site in memory, rebuilt when its
//! sources change, and news of that for the pages that are open.

mod app;
mod live;
mod site;
mod watch;

pub use app::app;
pub use live::{Editions, Reader};
pub use site::Site;
pub use watch::Follower;
