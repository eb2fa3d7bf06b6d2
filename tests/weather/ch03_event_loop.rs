//! The weather service of chapter 3: all clients at once, on a loop of our own.
#[path = "at_once.rs"]
mod at_once;
#[path = "manners.rs"]
mod manners;
#[path = "program.rs"]
mod program;

const STAGE: &str = "ch03_event_loop";
