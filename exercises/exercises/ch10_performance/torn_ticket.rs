//! A theatre sells a seat and writes it down. Now and then a customer hangs
//! up in between, and then a seat is neither free nor sold.

use std::sync::Mutex;

use tokio::task::yield_now;

#[derive(Default)]
pub struct Theatre {
    pub free_seats: Mutex<Vec<u32>>,
    pub sold_seats: Mutex<Vec<(u32, String)>>,
}

impl Theatre {
    /// Sells the next free seat, if there is one.
    pub async fn sell(&self, customer: &str) -> Option<u32> {
        // TODO: Let no seat get lost, wherever the customer hangs up.
        let seat = self.free_seats.lock().unwrap().pop()?;
        confirm(customer).await;
        self.sold_seats
            .lock()
            .unwrap()
            .push((seat, customer.to_owned()));
        confirm(customer).await;
        Some(seat)
    }
}

/// Talks to the customer, who may hang up.
async fn confirm(_customer: &str) {
    yield_now().await;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    /// Polls `future` up to `max_polls` times. Returns whether it finished.
    async fn poll_and_drop(max_polls: u32, future: impl Future) -> bool {
        let mut future = pin!(future);
        let mut polls = 0;
        poll_fn(|context| {
            polls += 1;
            match future.as_mut().poll(context) {
                Poll::Ready(_) => Poll::Ready(true),
                Poll::Pending if polls == max_polls => Poll::Ready(false),
                Poll::Pending => Poll::Pending,
            }
        })
        .await
    }

    fn theatre() -> Theatre {
        Theatre {
            free_seats: Mutex::new(vec![3, 2, 1]),
            ..Theatre::default()
        }
    }

    #[tokio::test]
    async fn a_customer_who_stays_gets_a_seat() {
        let theatre = theatre();
        assert_eq!(theatre.sell("Ada").await, Some(1));
        assert_eq!(theatre.sell("Bob").await, Some(2));
        let sold = theatre.sold_seats.lock().unwrap().clone();
        assert_eq!(sold, [(1, "Ada".to_owned()), (2, "Bob".to_owned())]);
    }

    #[tokio::test]
    async fn no_seat_is_lost_when_a_customer_hangs_up() {
        for limit in 1..100 {
            let theatre = theatre();
            let finished = poll_and_drop(limit, theatre.sell("Ada")).await;
            let free = theatre.free_seats.lock().unwrap().len();
            let sold = theatre.sold_seats.lock().unwrap().len();
            assert_eq!(
                free + sold,
                3,
                "dropped after poll {limit}, a seat is neither free nor sold"
            );
            if finished {
                return;
            }
        }
        panic!("the sale should finish");
    }
}
