//! The weather service of chapter 5: it retries, and it drains.
#[path = "at_once.rs"]
mod at_once;
#[cfg(unix)]
#[path = "bad_clients.rs"]
mod bad_clients;
#[path = "draining.rs"]
mod draining;
#[path = "fake_server.rs"]
pub mod fake_server;
#[path = "program.rs"]
pub mod program;
#[path = "protocol_contract.rs"]
mod protocol_contract;
#[path = "retrying.rs"]
mod retrying;
