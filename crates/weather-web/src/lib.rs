//! What the last stage of the weather service adds to the others: connections
//! that speak HTTP, errors as JSON, a history in a database, metrics, logs,
//! and a page.

mod api_error;
mod client_stream;
mod connections;
mod histogram;
mod history;
mod history_writer;
mod http;
mod load;
mod logs;
mod memory;
mod metrics;
mod operator;
mod page;
mod report;
mod request_id;
mod request_phase;
mod settings;
mod shutdown_delay;
mod station;

pub use api_error::{ApiError, hide_upstream_error};
pub use connections::Connections;
pub use history::{DEFAULT_DATABASE, History};
pub use history_writer::HistoryWriter;
pub use http::serve_http;
pub use load::{ServerProcess, raise_open_files_limit, serve_blocking};
pub use logs::{LogFormat, LogWriter, log_answer, shorten, start_logs};
pub use memory::resident_mb;
pub use metrics::{Counter, InFlight, Metrics};
pub use operator::{Health, health_routes, operator_router, serve_operator};
pub use page::page_routes;
pub use report::{Report, check_weather, unix_ms};
pub use request_id::{REQUEST_ID, request_id};
pub use request_phase::ReadLimits;
pub use settings::Settings;
pub use shutdown_delay::stop_after_delay;
pub use station::{Reading, measure};
