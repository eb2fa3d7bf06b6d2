//! The weather service of chapter 8: HTTP beside the old protocol, a history,
//! and live updates.
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

#[path = "ch08/aiohttp.rs"]
mod aiohttp;
#[path = "ch08/bad_input.rs"]
mod bad_input;
#[path = "ch08/crowd.rs"]
mod crowd;
#[path = "ch08/curl.rs"]
mod curl;
#[path = "ch08/database.rs"]
mod database;
#[path = "ch08/http.rs"]
mod http;
#[path = "ch08/http_edge_cases.rs"]
mod http_edge_cases;
#[path = "ch08/interface.rs"]
mod interface;
#[path = "ch08/live_updates.rs"]
mod live_updates;
#[path = "ch08/load.rs"]
mod load;
#[path = "ch08/operator.rs"]
mod operator;
#[path = "ch08/output.rs"]
mod output;
#[path = "ch08/postgres.rs"]
mod postgres;
#[path = "ch08/postgres_proxy.rs"]
mod postgres_proxy;
#[path = "ch08/proxy.rs"]
mod proxy;
#[path = "ch08/tools.rs"]
mod tools;
