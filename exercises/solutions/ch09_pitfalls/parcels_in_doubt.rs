//! The post office delivers what it can. Its report says "all is well", since
//! nobody counts what was not delivered.

use futures::future::join_all;
use tokio::task::yield_now;

#[derive(Debug, PartialEq)]
pub struct Report {
    pub delivered: usize,
    /// The addresses that could not be found, in the order of the parcels.
    pub failed_addresses: Vec<String>,
}

/// Delivers all parcels, and reports what has become of each.
pub async fn deliver_all(addresses: &[&str]) -> Report {
    let results = join_all(addresses.iter().map(|a| deliver(a))).await;
    // An error that's filtered out looks like a parcel that never existed.
    let mut report = Report {
        delivered: 0,
        failed_addresses: Vec::new(),
    };
    for result in results {
        match result {
            Ok(()) => report.delivered += 1,
            Err(address) => report.failed_addresses.push(address),
        }
    }
    report
}

/// Fails with the address if there's no such house.
async fn deliver(address: &str) -> Result<(), String> {
    yield_now().await;
    if address.ends_with('?') {
        return Err(address.to_owned());
    }
    Ok(())
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;

    #[tokio::test]
    async fn every_parcel_is_accounted_for() {
        let report = deliver_all(&["Hill 1", "Lane?", "Hill 2", "Moor?"]).await;
        let accounted = report.delivered + report.failed_addresses.len();
        assert_eq!(
            accounted, 4,
            "there were 4 parcels, and the report knows of {accounted}"
        );
        assert_eq!(report.failed_addresses, ["Lane?", "Moor?"]);
    }

    #[tokio::test]
    async fn a_good_day_has_no_failures() {
        let report = deliver_all(&["Hill 1", "Hill 2"]).await;
        let failed_addresses = Vec::new();
        assert_eq!(
            report,
            Report {
                delivered: 2,
                failed_addresses
            }
        );
    }
}
