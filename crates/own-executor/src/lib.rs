//! The executor of chapter 3 as a library: its stage 4, in four files.

mod executor;
mod reactor;
mod sleep;
mod socket;

pub use executor::{block_on, spawn};
pub use sleep::sleep;
pub use socket::{AsyncSocket, Direction};
