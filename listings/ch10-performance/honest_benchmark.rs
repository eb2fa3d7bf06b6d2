//! The same benchmark, repaired
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 21;
const CALLS_PER_ROUND: u32 = 50;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let report = "Oslo,-3.25,1013\n".repeat(100);
    let expected = -325.0;

    // ANCHOR: rounds
    let (mut old, mut new) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let start = Instant::now();
        for _ in 0..CALLS_PER_ROUND {
            let sum = sum_column(black_box(&report)).await;
            assert_eq!(black_box(sum), expected);
        }
        let new_time = start.elapsed() / CALLS_PER_ROUND;

        let start = Instant::now();
        for _ in 0..CALLS_PER_ROUND {
            let sum: f64 = black_box(&report).lines().map(temperature).sum();
            assert_eq!(black_box(sum), expected);
        }
        let old_time = start.elapsed() / CALLS_PER_ROUND;

        if round > 0 {
            new.push(new_time.as_secs_f64() * 1e6);
            old.push(old_time.as_secs_f64() * 1e6);
        }
    }
    report_rounds("new", new);
    report_rounds("old", old);
    // ANCHOR_END: rounds
}

// ANCHOR: report
fn report_rounds(name: &str, mut us: Vec<f64>) {
    us.sort_by(f64::total_cmp);
    let (fastest, median, slowest) = (us[0], us[ROUNDS / 2], us[ROUNDS - 1]);
    print!("the {name} parser: {median:.1} us, ");
    println!("from {fastest:.1} to {slowest:.1} us");
}
// ANCHOR_END: report

async fn sum_column(report: &str) -> f64 {
    report.lines().map(temperature).sum()
}

fn temperature(line: &str) -> f64 {
    let text = line.split(',').nth(1).unwrap();
    text.parse().unwrap()
}
