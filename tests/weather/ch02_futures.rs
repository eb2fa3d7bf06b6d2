//! The weather service of chapter 2: five cities at once, polled by hand.
#[path = "at_once.rs"]
mod at_once;
#[path = "manners.rs"]
mod manners;
#[path = "program.rs"]
pub mod program;

const STAGE: &str = "ch02_futures";
