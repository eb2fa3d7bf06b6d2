//! A database has more open connections every day. Whenever a query fails,
//! its connection is dropped without being closed.

use std::cell::RefCell;
use std::time::Duration;

use tokio::time::sleep;

/// What happened, in order.
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

    /// Returns the temperature in London, and knows no other city.
    pub async fn query(&self, city: &str) -> Result<u32, String> {
        sleep(Duration::from_secs(1)).await;
        self.log.borrow_mut().push(format!("query {}", self.name));
        if city == "London" {
            Ok(20)
        } else {
            Err("no such city".to_owned())
        }
    }

    pub async fn close(self) {
        sleep(Duration::from_millis(100)).await;
        self.log.borrow_mut().push(format!("close {}", self.name));
    }
}

/// Opens a connection, passes it to `body`, and always closes it afterwards.
// The result of `body` is stored without looking into it, because a `?` here
// would return before `close`.
pub async fn with_connection<T>(
    name: &str,
    log: &Log,
    body: impl AsyncFnOnce(&Connection<'_>) -> Result<T, String>,
) -> Result<T, String> {
    let connection = Connection::open(name, log).await;
    let result = body(&connection).await;
    connection.close().await;
    result
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_closed_after_a_query() {
        let (log, start) = (Log::default(), Instant::now());
        let answer =
            with_connection("a", &log, async |a| a.query("London").await);
        assert_eq!(answer.await, Ok(20));
        let time = start.elapsed().as_millis();
        assert!(
            (1200..1300).contains(&time),
            "opening, asking and closing should take 1200 ms, not {time} ms"
        );
        assert_eq!(log.take().join(", "), "open a, query a, close a");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_is_closed_after_a_failed_query() {
        let log = Log::default();
        let answer =
            with_connection("a", &log, async |a| a.query("Atlantis").await);
        assert_eq!(answer.await, Err("no such city".to_owned()));
        let log = log.take().join(", ");
        assert_eq!(
            log, "open a, query a, close a",
            "the connection should be closed after an error"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn connections_are_closed_in_reverse_order() {
        let log = Log::default();
        let answer = with_connection("a", &log, async |a| {
            a.query("London").await?;
            let inner = async |b: &Connection<'_>| b.query("Atlantis").await;
            with_connection("b", &log, inner).await
        });
        assert!(answer.await.is_err());
        let log = log.take().join(", ");
        assert_eq!(log, "open a, query a, open b, query b, close b, close a");
    }
}
