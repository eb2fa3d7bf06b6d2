//! What a tracing span costs
use std::hint::black_box;
use std::io;
use std::time::Instant;

use tracing::{debug_span, info_span};
use tracing_subscriber::fmt::format::FmtSpan;

const SPANS_PER_ROUND: u32 = 100;
const ROUNDS: usize = 101;

fn main() {
    // ANCHOR: costs
    measure("no subscriber", || info_span!("request", city = "Oslo"));

    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_span_events(FmtSpan::CLOSE)
        .with_writer(io::sink)
        .init();
    measure("filtered out", || debug_span!("request", city = "Oslo"));
    measure("written", || info_span!("request", city = "Oslo"));
    // ANCHOR_END: costs
}

/// Prints the median of `ROUNDS` rounds, after a round that doesn't count.
fn measure(name: &str, create_span: impl Fn() -> tracing::Span) {
    let mut nanoseconds = Vec::new();
    for round in 0..=ROUNDS {
        let start = Instant::now();
        for _ in 0..SPANS_PER_ROUND {
            create_span().in_scope(|| black_box(1));
        }
        if round > 0 {
            nanoseconds.push((start.elapsed() / SPANS_PER_ROUND).as_nanos());
        }
    }
    nanoseconds.sort();
    println!("{name}: {} ns", nanoseconds[ROUNDS / 2]);
}
