//! A benchmark that fools you three times
use std::hint::black_box;
use std::time::Instant;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let report = "Oslo,-3.25,1013\n".repeat(100);

    // ANCHOR: benchmark
    let start = Instant::now();
    for _ in 0..1_000 {
        let _sum = black_box(sum_column(black_box(&report)));
    }
    let us = start.elapsed().as_secs_f64() * 1e6 / 1_000.0;
    println!("a new parser: {us:.2} us");

    let start = Instant::now();
    let total: f64 = report.lines().map(temperature).sum();
    let us = start.elapsed().as_secs_f64() * 1e6;
    println!("the old one:  {us:.2} us (total {total})");
    // ANCHOR_END: benchmark
}

async fn sum_column(report: &str) -> f64 {
    report.lines().map(temperature).sum()
}

fn temperature(line: &str) -> f64 {
    let text = line.split(',').nth(1).unwrap();
    text.parse().unwrap()
}
