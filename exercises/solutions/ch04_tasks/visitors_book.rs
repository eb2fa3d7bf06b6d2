//! Each guest signs the visitors' book in a task of its own. The tasks share
//! the book through an `Rc`, so the program doesn't compile.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

/// Returns the guests in the order in which they signed.
pub async fn collect_signatures(
    guests: Vec<(&'static str, u64)>,
) -> Vec<&'static str> {
    let mut tasks = JoinSet::new();
    for (guest, seconds) in guests {
        tasks.spawn(async move {
            sleep(Duration::from_secs(seconds)).await;
            guest
        });
    }
    // Each task returns its guest, so the tasks don't share anything, and the
    // book belongs to this function alone. `join_next` returns the guests in
    // the order in which their tasks finish. (An `Arc<Mutex<Vec<_>>>` would
    // work too, but it'd bring a lock that this program doesn't need.)
    let mut book = Vec::new();
    while let Some(result) = tasks.join_next().await {
        book.push(result.unwrap());
    }
    book
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    const GUESTS: [(&str, u64); 3] = [("Ada", 3), ("Bob", 1), ("Eve", 2)];

    #[tokio::test(start_paused = true)]
    async fn guests_sign_in_the_order_of_their_arrival() {
        assert_eq!(
            collect_signatures(GUESTS.to_vec()).await,
            ["Bob", "Eve", "Ada"]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_tasks_run_concurrently() {
        let start = Instant::now();
        collect_signatures(GUESTS.to_vec()).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 3,
            "the last guest signs after 3 s, but it took {seconds} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_whole_function_can_run_in_a_task() {
        let task = tokio::spawn(collect_signatures(GUESTS.to_vec()));
        assert_eq!(task.await.unwrap().len(), 3);
    }
}
