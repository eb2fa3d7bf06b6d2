//! A sync core that decides, and an async shell that waits
use std::time::Duration;

use futures::future::join_all;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    check_core();
    // ANCHOR: shell
    let reports = join_all(["Hull", "Calais", "Bergen"].map(measure)).await;
    let Some(warning) = choose_warning(&reports) else {
        return println!("No warning today");
    };
    send(&warning).await;
    // ANCHOR_END: shell
}

// ANCHOR: core
#[derive(Debug, PartialEq)]
struct Report {
    harbour: &'static str,
    wind: u32,
}

/// Decides whether to warn. It has no `async`, so it needs no runtime.
fn choose_warning(reports: &[Report]) -> Option<String> {
    let worst = reports.iter().max_by_key(|report| report.wind)?;
    let is_storm = worst.wind >= 9;
    is_storm.then(|| format!("wind force {} in {}", worst.wind, worst.harbour))
}
// ANCHOR_END: core

// ANCHOR: check
fn check_core() {
    let calm = Report {
        harbour: "Hull",
        wind: 3,
    };
    let storm = Report {
        harbour: "Bergen",
        wind: 10,
    };
    assert_eq!(choose_warning(&[]), None);
    assert_eq!(choose_warning(std::slice::from_ref(&calm)), None);
    let warning = choose_warning(&[calm, storm]);
    assert_eq!(warning.as_deref(), Some("wind force 10 in Bergen"));
    println!("The core is checked, and no time has passed");
}
// ANCHOR_END: check

async fn measure(harbour: &'static str) -> Report {
    sleep(Duration::from_millis(200)).await;
    let wind = if harbour == "Calais" { 9 } else { 5 };
    Report { harbour, wind }
}

async fn send(warning: &str) {
    sleep(Duration::from_millis(100)).await;
    println!("Sent: {warning}");
}
