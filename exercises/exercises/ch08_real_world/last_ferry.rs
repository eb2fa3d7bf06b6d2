//! A ferry's ticket office closes, but first it serves everyone inside. One of
//! them never decides, and the last ferry won't wait for the clerk.

use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Serves until `closing` is cancelled. Then it finishes the requests that are
/// in progress, but no longer than `limit`.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    closing: CancellationToken,
    limit: Duration,
) -> io::Result<()> {
    let server = axum::serve(listener, app)
        .with_graceful_shutdown(closing.clone().cancelled_owned());
    // TODO: When the office closes, wait no longer than `limit`.
    let _ = limit;
    server.await
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use axum::routing::get;
    use std::future::pending;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::task::JoinHandle;
    use tokio::time::{Instant, sleep, timeout};

    const LIMIT: Duration = Duration::from_secs(1);
    const TEST_TIMEOUT: Duration = Duration::from_secs(7);

    fn routes() -> Router {
        let sell = || async {
            sleep(Duration::from_millis(600)).await;
            "a ticket"
        };
        Router::new()
            .route("/ticket", get(sell))
            .route("/undecided", get(pending::<()>))
    }

    struct Office {
        address: std::net::SocketAddr,
        closing: CancellationToken,
        server: JoinHandle<io::Result<()>>,
    }

    impl Office {
        async fn open() -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let closing = CancellationToken::new();
            let end = closing.clone();
            let server = tokio::spawn(serve(listener, routes(), end, LIMIT));
            Office {
                address,
                closing,
                server,
            }
        }

        /// A customer who has asked for this.
        async fn send_request(&self, path: &str) -> TcpStream {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            let request = format!("GET {path} HTTP/1.1\r\nhost: ferry\r\n\r\n");
            stream.write_all(request.as_bytes()).await.unwrap();
            // The office must have read it before it closes.
            sleep(Duration::from_millis(200)).await;
            stream
        }

        async fn close(self) {
            self.closing.cancel();
            timeout(TEST_TIMEOUT, self.server)
                .await
                .expect("the clerk still waits, and the last ferry is gone")
                .unwrap()
                .unwrap();
        }
    }

    #[tokio::test]
    async fn the_customers_inside_get_their_tickets() {
        let office = Office::open().await;
        let mut customer = office.send_request("/ticket").await;
        office.close().await;
        let mut response = String::new();
        let reading = customer.read_to_string(&mut response);
        timeout(TEST_TIMEOUT, reading).await.unwrap().unwrap();
        assert!(response.ends_with("a ticket"), "only this: {response}");
    }

    #[tokio::test]
    async fn an_undecided_customer_does_not_keep_the_office_open() {
        let office = Office::open().await;
        let _customer = office.send_request("/undecided").await;
        office.close().await;
    }

    #[tokio::test]
    async fn the_office_stays_open_until_it_is_told_to_close() {
        let office = Office::open().await;
        sleep(LIMIT + Duration::from_millis(300)).await;
        assert!(!office.server.is_finished(), "it closed at noon");
        let mut customer = office.send_request("/ticket").await;
        let mut head = [0; 12];
        customer.read_exact(&mut head).await.unwrap();
        assert_eq!(&head, b"HTTP/1.1 200");
    }

    #[tokio::test]
    async fn without_customers_the_office_closes_at_once() {
        let office = Office::open().await;
        let start = Instant::now();
        office.close().await;
        assert!(start.elapsed() < LIMIT, "nobody was there to wait for");
    }
}
