//! Two passengers swap their bags between the same two lockers, at the same
//! time. Since then, both stand there and wait. Get them moving again.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::sleep;

pub struct Locker {
    number: usize,
    bags: Mutex<Vec<&'static str>>,
}

/// Takes a bag out of one locker and puts it into another one.
pub async fn move_bag(bag: &'static str, from: &Locker, to: &Locker) {
    // Each passenger opens the locker with the smaller number first. So they
    // can't wait for each other in a circle, no matter how many lockers and
    // passengers there are.
    let (mut from_bags, mut to_bags);
    if from.number < to.number {
        from_bags = from.bags.lock().await;
        walk().await;
        to_bags = to.bags.lock().await;
    } else {
        to_bags = to.bags.lock().await;
        walk().await;
        from_bags = from.bags.lock().await;
    }
    from_bags.retain(|other| *other != bag);
    to_bags.push(bag);
}

/// Walks from one locker to the other.
async fn walk() {
    sleep(Duration::from_secs(1)).await;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use futures::future::join_all;
    use tokio::time::timeout;

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    fn locker(number: usize, bags: Vec<&'static str>) -> Locker {
        let bags = Mutex::new(bags);
        Locker { number, bags }
    }

    #[tokio::test(start_paused = true)]
    async fn one_passenger_moves_a_bag() {
        let first = locker(1, vec!["red", "blue"]);
        let second = locker(2, vec![]);
        move_bag("red", &first, &second).await;
        assert_eq!(*first.bags.lock().await, ["blue"]);
        assert_eq!(*second.bags.lock().await, ["red"]);
    }

    #[tokio::test(start_paused = true)]
    async fn two_passengers_swap_their_bags() {
        let first = locker(1, vec!["red"]);
        let second = locker(2, vec!["blue"]);
        let red_move = move_bag("red", &first, &second);
        let blue_move = move_bag("blue", &second, &first);
        timeout(TIME_LIMIT, async { tokio::join!(red_move, blue_move) })
            .await
            .expect("both passengers wait for each other");
        assert_eq!(*first.bags.lock().await, ["blue"]);
        assert_eq!(*second.bags.lock().await, ["red"]);
    }

    #[tokio::test(start_paused = true)]
    async fn five_passengers_in_a_circle_do_not_deadlock() {
        let lockers: Vec<_> =
            (0..5).map(|number| locker(number, vec![])).collect();
        let moves = (0..5).map(|number| {
            let next = (number + 1) % 5;
            move_bag("green", &lockers[number], &lockers[next])
        });
        timeout(TIME_LIMIT, join_all(moves))
            .await
            .expect("five passengers wait in a circle");
    }
}
