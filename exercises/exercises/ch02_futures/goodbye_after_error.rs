//! The database counts its open connections, and the number only grows.
//! Whenever a query fails, somebody leaves without closing.

use std::cell::RefCell;
use std::time::Duration;

use tokio::time::sleep;

/// What happened, in its order.
pub type Log = RefCell<Vec<String>>;

pub struct Connection<'a> {
    name: &'a str,
    log: &'a Log,
}

impl<'a> Connection<'a> {
    pub async fn open(name: &'a str, log: &'a Log) -> Self {
        sleep(Duration::from_millis(100)).await;
        log.borrow_mut().push(format!("open {name}"));
        Connection { name, log }
    }

    pub async fn query(&self, well: bool) -> Result<u32, String> {
        sleep(Duration::from_secs(1)).await;
        self.log.borrow_mut().push(format!("query {}", self.name));
        well.then_some(20).ok_or("no such city".to_owned())
    }

    pub async fn close(self) {
        sleep(Duration::from_millis(100)).await;
        self.log.borrow_mut().push(format!("close {}", self.name));
    }
}

/// Opens a connection, lends it to the body, and closes it in any case.
// TODO: Not in any case. Which way leads past the goodbye?
pub async fn with_connection<T>(
    name: &str,
    log: &Log,
    body: impl AsyncFnOnce(&Connection<'_>) -> Result<T, String>,
) -> Result<T, String> {
    let connection = Connection::open(name, log).await;
    let value = body(&connection).await?;
    connection.close().await;
    Ok(value)
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    // #[test]
    #[tokio::test(start_paused = true)]
    async fn a_good_query_has_its_answer_after_the_goodbye() {
        let (log, start) = (Log::default(), Instant::now());
        let answer =
            with_connection("a", &log, async |it| it.query(true).await);
        assert_eq!(answer.await, Ok(20));
        let time = start.elapsed().as_millis();
        assert!((1200..1300).contains(&time), "it took {time} ms, not 1200");
        assert_eq!(log.take().join(", "), "open a, query a, close a");
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_query_has_its_goodbye_too() {
        let log = Log::default();
        let answer =
            with_connection("a", &log, async |it| it.query(false).await);
        assert_eq!(answer.await, Err("no such city".to_owned()));
        let log = log.take().join(", ");
        assert_eq!(log, "open a, query a, close a", "who closes after errors?");
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_that_was_opened_is_closed_first() {
        let log = Log::default();
        let answer = with_connection("a", &log, async |a| {
            a.query(true).await?;
            with_connection("b", &log, async |b| b.query(false).await).await
        });
        assert!(answer.await.is_err());
        let log = log.take().join(", ");
        assert_eq!(log, "open a, query a, open b, query b, close b, close a");
    }
}
