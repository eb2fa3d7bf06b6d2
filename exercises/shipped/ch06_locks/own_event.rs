//! Build an event that stays set, without tokio: any number of tasks wait for
//! it, and all of them are woken when it's set.

use std::future::poll_fn;
use std::sync::Mutex;
use std::task::Poll;

#[derive(Default)]
pub struct Event {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    is_set: bool,
}

impl Event {
    /// Sets the event, for all tasks that wait and all that come later.
    pub fn set(&self) {
        self.state.lock().unwrap().is_set = true;
    }

    /// Waits until the event is set.
    pub async fn wait(&self) {
        // TODO: Make sure that `set` wakes all tasks that wait here.
        poll_fn(|_context| {
            if self.state.lock().unwrap().is_set {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::sync::Arc;
    use std::thread;
    use std::time::{Duration, Instant};
    use tokio::task::JoinSet;
    use tokio::time::{sleep, timeout};

    const TIME_LIMIT: Duration = Duration::from_secs(5);

    #[tokio::test(start_paused = true)]
    async fn a_task_waits_until_the_event_is_set() {
        let event = Event::default();
        let early = timeout(TIME_LIMIT, event.wait()).await;
        assert!(early.is_err(), "the event wasn't set yet");
        event.set();
        let late = timeout(TIME_LIMIT, event.wait()).await;
        assert!(late.is_ok(), "the event should stay set");
    }

    #[tokio::test(start_paused = true)]
    async fn all_waiting_tasks_are_woken() {
        let event = Arc::new(Event::default());
        let mut tasks = JoinSet::new();
        for _ in 0..3 {
            let event = Arc::clone(&event);
            tasks.spawn(async move { event.wait().await });
        }
        sleep(Duration::from_secs(1)).await;
        event.set();
        timeout(TIME_LIMIT, tasks.join_all())
            .await
            .expect("a waiting task wasn't woken");
    }

    #[tokio::test]
    async fn no_wake_up_is_lost_between_threads() {
        for _ in 0..1000 {
            let event = Arc::new(Event::default());
            let setter = Arc::clone(&event);
            let thread = thread::spawn(move || setter.set());
            let start = Instant::now();
            // At the limit, `timeout` polls once more and finds the event set.
            let waited = timeout(TIME_LIMIT, event.wait()).await;
            let was_woken = waited.is_ok() && start.elapsed() < TIME_LIMIT;
            assert!(was_woken, "a wake-up was lost");
            thread.join().unwrap();
        }
    }
}
