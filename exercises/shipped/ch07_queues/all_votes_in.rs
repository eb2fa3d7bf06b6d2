//! Three polling stations send their votes to the counting office. All votes
//! arrive, but the office never announces a result.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;

/// Returns the number of all votes, when every station has sent its own.
pub async fn count_votes(votes_per_station: Vec<u32>) -> usize {
    let (sender, mut receiver) = mpsc::channel(4);
    for votes in votes_per_station {
        tokio::spawn(send_votes(votes, sender.clone()));
    }
    // TODO: Let the loop below end when all stations have sent their votes.

    let mut count = 0;
    while receiver.recv().await.is_some() {
        count += 1;
    }
    count
}

async fn send_votes(vote_count: u32, sender: mpsc::Sender<u32>) {
    for number in 1..=vote_count {
        sleep(Duration::from_secs(1)).await;
        sender.send(number).await.unwrap();
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::timeout;

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    async fn count_in_time(stations: Vec<u32>) -> usize {
        timeout(TIME_LIMIT, count_votes(stations)).await.expect(
            "all votes are in, but `count_votes` still waits for another one",
        )
    }

    #[tokio::test(start_paused = true)]
    async fn every_vote_is_counted() {
        assert_eq!(count_in_time(vec![3, 5, 2]).await, 10);
    }

    #[tokio::test(start_paused = true)]
    async fn an_election_without_stations_has_no_votes() {
        assert_eq!(count_in_time(Vec::new()).await, 0);
    }
}
