//! The weather service of chapter 3: all clients at once, on a loop of our own.
#[path = "at_once.rs"]
mod at_once;
#[path = "program.rs"]
pub mod program;
#[path = "protocol_contract.rs"]
mod protocol_contract;
