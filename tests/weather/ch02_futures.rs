//! The weather service of chapter 2: five cities at once, polled by hand.
#[path = "at_once.rs"]
mod at_once;
#[path = "contract.rs"]
mod contract;
#[path = "program.rs"]
pub mod program;
