//! The weather service of chapter 2: five cities at once, polled by hand.
#[path = "at_once.rs"]
mod at_once;
#[path = "program.rs"]
pub mod program;
#[path = "protocol_contract.rs"]
mod protocol_contract;
