//! The weather service of chapter 8: HTTP beside the old protocol, a history,
//! and live updates.
#[path = "at_once.rs"]
mod at_once;
#[path = "contract.rs"]
mod contract;
#[path = "draining.rs"]
mod draining;
#[path = "fake_server.rs"]
pub mod fake_server;
#[path = "program.rs"]
pub mod program;
#[path = "retrying.rs"]
mod retrying;

#[path = "ch08/bad_input.rs"]
mod bad_input;
#[path = "ch08/database.rs"]
mod database;
#[path = "ch08/http.rs"]
mod http;
#[path = "ch08/interface.rs"]
mod interface;
#[path = "ch08/live_updates.rs"]
mod live_updates;
