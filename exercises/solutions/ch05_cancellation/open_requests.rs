//! The server counts its open requests. After a busy day it reports hundreds,
//! although it has nothing to do. The count should be right at any time.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::sleep;

/// Handles a request, which counts as open until it's done.
pub async fn handle(
    request: Request,
    open: &AtomicUsize,
) -> Result<(), String> {
    // The function can be left in the middle: by the `?`, by a panic, and by a
    // cancellation at each `.await`. A guard counts down in all these cases.
    let _open = OpenRequest::new(open);
    sleep(request.duration).await;
    request.answer?;
    Ok(())
}

struct OpenRequest<'a> {
    count: &'a AtomicUsize,
}

impl<'a> OpenRequest<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Relaxed);
        OpenRequest { count }
    }
}

impl Drop for OpenRequest<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Relaxed);
    }
}

pub struct Request {
    pub duration: Duration,
    pub answer: Result<(), String>,
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::join;
    use tokio::time::timeout;

    fn request(seconds: u64, answer: Result<(), String>) -> Request {
        let duration = Duration::from_secs(seconds);
        Request { duration, answer }
    }

    #[tokio::test(start_paused = true)]
    async fn requests_are_open_until_they_are_answered() {
        let open = AtomicUsize::new(0);
        let requests = async {
            join!(
                handle(request(1, Ok(())), &open),
                handle(request(3, Ok(())), &open),
            )
        };
        let counts = async {
            sleep(Duration::from_millis(500)).await;
            let early = open.load(Relaxed);
            sleep(Duration::from_secs(1)).await;
            (early, open.load(Relaxed))
        };
        let (_, counts) = join!(requests, counts);
        assert_eq!(counts, (2, 1));
        assert_eq!(open.load(Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_request_is_not_open() {
        let open = AtomicUsize::new(0);
        let failed = handle(request(1, Err("no such city".into())), &open);
        assert!(failed.await.is_err());
        let count = open.load(Relaxed);
        assert_eq!(count, 0, "{count} request is open after an error");
    }

    #[tokio::test(start_paused = true)]
    async fn a_cancelled_request_is_not_open() {
        let open = AtomicUsize::new(0);
        let limit = Duration::from_secs(1);
        let handled = timeout(limit, handle(request(5, Ok(())), &open));
        assert!(handled.await.is_err());
        let count = open.load(Relaxed);
        assert_eq!(count, 0, "{count} request is open after a cancellation");
    }
}
