//! An average that hides two broken stations, and one that doesn't
use std::num::ParseFloatError;
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

const STATIONS: [(&str, &str); 5] = [
    ("Hull", "12.5"),
    ("Calais", "offline"),
    ("Bergen", "9.5"),
    ("Lisbon", ""),
    ("Oslo", "8.0"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let results = measure_all().await;
    // ANCHOR: wrong
    let degrees: Vec<f64> =
        results.into_iter().filter_map(Result::ok).collect();
    println!("wrong: {:.1} degrees on average", average(&degrees));
    // ANCHOR_END: wrong

    let results = measure_all().await;
    // ANCHOR: right
    let mut degrees = Vec::new();
    for ((station, _), result) in STATIONS.iter().zip(results) {
        match result {
            Ok(measured) => degrees.push(measured),
            Err(error) => println!("right: {station} failed: {error}"),
        }
    }
    let (count, total) = (degrees.len(), STATIONS.len());
    let average = average(&degrees);
    println!("right: {average:.1} degrees, from {count} of {total} stations");
    // ANCHOR_END: right
}

async fn measure_all() -> Vec<Result<f64, ParseFloatError>> {
    join_all(STATIONS.map(|(_, report)| measure(report))).await
}

async fn measure(report: &str) -> Result<f64, ParseFloatError> {
    sleep(Duration::from_millis(100)).await;
    report.parse()
}

fn average(degrees: &[f64]) -> f64 {
    degrees.iter().sum::<f64>() / degrees.len() as f64
}
