//! Guests sign the visitors' book, each in a task, and the book is an `Rc`.
//! It does not compile; the book need not be shared at all.

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

/// The guests in the order in which they have signed.
pub async fn visitors(guests: Vec<(&'static str, u64)>) -> Vec<&'static str> {
    let mut tasks = JoinSet::new();
    for (guest, seconds) in guests {
        tasks.spawn(async move {
            sleep(Duration::from_secs(seconds)).await;
            guest
        });
    }
    // A task gives its result to whoever awaits it, so nothing is shared: the
    // book belongs to this function, and `join_next` has the right order.
    // (`Arc<Mutex<Vec<_>>>` would do as well, with a lock that nobody needs.)
    let mut book = Vec::new();
    while let Some(signed) = tasks.join_next().await {
        book.push(signed.unwrap());
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
    async fn they_sign_in_the_order_of_their_coming() {
        assert_eq!(visitors(GUESTS.to_vec()).await, ["Bob", "Eve", "Ada"]);
    }

    #[tokio::test(start_paused = true)]
    async fn they_come_at_the_same_time() {
        let start = Instant::now();
        visitors(GUESTS.to_vec()).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(seconds, 3, "it took {seconds} s, not 3 s");
    }

    #[tokio::test(start_paused = true)]
    async fn the_whole_may_be_a_task_too() {
        let task = tokio::spawn(visitors(GUESTS.to_vec()));
        assert_eq!(task.await.unwrap().len(), 3);
    }
}
