//! A program orders pizza by telephone. After any error it calls again, even
//! if the number is wrong, or if the cook may already be baking.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CallError {
    /// Another customer is on the line.
    Busy,
    /// The cook has put the receiver down without a word, before the order.
    HungUp,
    /// A stranger has answered.
    WrongNumber,
    /// The line broke after we'd said our order.
    LostAfterOrder,
}

/// Calls until the pizza is ordered, at most four times.
pub async fn order_pizza(telephone: &impl Telephone) -> Result<(), CallError> {
    let pauses = ExponentialBuilder::default()
        .with_min_delay(Duration::from_secs(30))
        .with_max_times(3);
    let call = || telephone.call();
    // A wrong number stays wrong. And an order isn't idempotent, so after it
    // was said, another call may bring a second pizza.
    call.retry(pauses)
        .when(|error| matches!(error, CallError::Busy | CallError::HungUp))
        .await
}

pub trait Telephone {
    fn call(&self) -> impl Future<Output = Result<(), CallError>> + Send;
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    use tokio::time::Instant;

    /// A telephone whose first calls fail.
    struct Line {
        errors: &'static [CallError],
        calls: AtomicUsize,
    }

    impl Telephone for Line {
        async fn call(&self) -> Result<(), CallError> {
            let call = self.calls.fetch_add(1, Relaxed);
            self.errors.get(call).map_or(Ok(()), |error| Err(*error))
        }
    }

    async fn order(
        errors: &'static [CallError],
    ) -> (Result<(), CallError>, usize) {
        let calls = AtomicUsize::new(0);
        let line = Line { errors, calls };
        let result = order_pizza(&line).await;
        (result, line.calls.into_inner())
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_line_is_called_again() {
        let start = Instant::now();
        let (result, calls) =
            order(&[CallError::Busy, CallError::HungUp]).await;
        assert_eq!((result, calls), (Ok(()), 3));
        assert!(start.elapsed().as_secs() >= 60, "leave them some time");
    }

    #[tokio::test(start_paused = true)]
    async fn it_gives_up_after_four_busy_lines() {
        let (result, calls) = order(&[CallError::Busy; 9]).await;
        assert_eq!((result, calls), (Err(CallError::Busy), 4));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wrong_number_is_called_once() {
        let (result, calls) = order(&[CallError::WrongNumber; 9]).await;
        assert_eq!(calls, 1, "we called a stranger {calls} times");
        assert_eq!(result, Err(CallError::WrongNumber));
    }

    #[tokio::test(start_paused = true)]
    async fn an_order_that_may_have_arrived_is_not_repeated() {
        let (result, calls) =
            order(&[CallError::Busy, CallError::LostAfterOrder]).await;
        assert_eq!(calls, 2, "there may be {} pizzas now", calls - 1);
        assert_eq!(result, Err(CallError::LostAfterOrder));
    }
}
