//! What a poll costs: alone, with metrics, and with spans
use std::io;

use tokio::runtime::Builder;
use tracing::{Instrument, info_span};
use tracing_subscriber::fmt::format::FmtSpan;
use unstable_observers::{create_requests, measure_poll_ns};

fn main() {
    let observer = std::env::args().nth(1).unwrap_or_default();
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_time();
    if observer == "metrics" {
        builder.enable_metrics_poll_time_histogram();
    }
    let runtime = builder.build().unwrap();
    // ANCHOR: observers
    let poll = match observer.as_str() {
        "requests" => {
            let (oslo, rome) = create_requests();
            runtime.spawn(oslo);
            runtime.block_on(runtime.spawn(rome)).unwrap();
            return;
        }
        "spans" => {
            tracing_subscriber::fmt()
                .with_span_events(FmtSpan::CLOSE)
                .with_writer(io::sink)
                .init();
            let observe =
                |task| Instrument::instrument(task, info_span!("task"));
            runtime.spawn(measure_poll_ns(observe))
        }
        _ => runtime.spawn(measure_poll_ns(|task| task)),
    };
    // ANCHOR_END: observers
    println!("a poll takes {} ns", runtime.block_on(poll).unwrap());
}
