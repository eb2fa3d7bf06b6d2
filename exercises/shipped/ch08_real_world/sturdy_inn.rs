//! An inn takes orders over HTTP. One guest's order breaks the kitchen, one
//! never ends, one is a novel, and twenty guests come at the same time.

use std::time::Duration;

use axum::Router;
use axum::routing::{get, post};
use tokio::time::sleep;

/// How many orders are prepared at the same time. Others get a 503.
const COOKS: usize = 3;
/// An order that takes longer gets a 504.
const ORDER_TIMEOUT: Duration = Duration::from_millis(500);
/// A longer order gets a 413.
const MAX_ORDER_BYTES: usize = 100;

pub fn app() -> Router {
    // TODO: Wrap the routes in layers, so that the inn keeps the promises of
    // the three constants, and a panic becomes a 500.
    Router::new()
        .route("/soup", get(soup))
        .route("/souffle", get(souffle))
        .route("/roast", get(std::future::pending::<()>))
        .route("/order", post(async |order: String| order))
}

async fn soup() -> &'static str {
    sleep(Duration::from_millis(200)).await;
    "soup"
}

async fn souffle() {
    panic!("the souffle has collapsed");
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use futures::future::join_all;
    use std::net::SocketAddr;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::time::timeout;

    async fn open_inn() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(axum::serve(listener, app()).into_future());
        address
    }

    /// Sends the bytes, and returns the status of the response. It's 0 if the
    /// connection was closed without one.
    async fn send(address: SocketAddr, request: String) -> u16 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = [0; 12];
        let wait = stream.read_exact(&mut head);
        let read = timeout(Duration::from_secs(5), wait).await;
        if read.expect("this guest has waited for 5 s").is_err() {
            return 0;
        }
        let status = String::from_utf8_lossy(&head[9..]).into_owned();
        status.parse().unwrap()
    }

    async fn get(address: SocketAddr, path: &str) -> u16 {
        send(address, format!("GET {path} HTTP/1.1\r\nhost: inn\r\n\r\n")).await
    }

    fn order(length: usize) -> String {
        let (head, body) = ("POST /order HTTP/1.1", "x".repeat(length));
        format!("{head}\r\nhost: inn\r\ncontent-length: {length}\r\n\r\n{body}")
    }

    #[tokio::test]
    async fn a_panic_becomes_a_500() {
        let inn = open_inn().await;
        let status = get(inn, "/souffle").await;
        assert_eq!(status, 500, "0 means that the guest got no answer at all");
        assert_eq!(get(inn, "/soup").await, 200);
    }

    #[tokio::test]
    async fn an_endless_order_becomes_a_504() {
        let inn = open_inn().await;
        let roasts = (0..COOKS).map(|_| get(inn, "/roast"));
        let statuses = join_all(roasts).await;
        assert_eq!(statuses, [504; COOKS], "each roast should end in time");
        assert_eq!(get(inn, "/soup").await, 200, "is no cook free again?");
    }

    #[tokio::test]
    async fn an_order_that_is_too_long_becomes_a_413() {
        let inn = open_inn().await;
        assert_eq!(send(inn, order(MAX_ORDER_BYTES)).await, 200);
        assert_eq!(send(inn, order(MAX_ORDER_BYTES + 1)).await, 413);
    }

    #[tokio::test]
    async fn when_all_cooks_are_busy_guests_get_a_503() {
        let inn = open_inn().await;
        let guests = (0..20).map(|_| get(inn, "/soup"));
        let statuses = join_all(guests).await;
        let served = statuses.iter().filter(|&&status| status == 200).count();
        let refused = statuses.iter().filter(|&&status| status == 503).count();
        assert!(refused > 0, "three cooks took all 20 orders at once");
        assert!(served >= COOKS, "only {served} guests were served");
        assert_eq!(served + refused, 20, "{statuses:?}");
        assert_eq!(get(inn, "/soup").await, 200);
    }

    #[tokio::test]
    async fn an_order_while_all_cooks_are_busy_becomes_a_503() {
        let inn = open_inn().await;
        let roasts = join_all((0..COOKS).map(|_| get(inn, "/roast")));
        let guest = async {
            sleep(ORDER_TIMEOUT / 5).await;
            send(inn, order(1)).await
        };
        let (statuses, status) = tokio::join!(roasts, guest);
        assert_eq!(statuses, [504; COOKS], "each cook should have a roast");
        assert_eq!(status, 503, "who cooks this, when all cooks are busy?");
    }

    #[tokio::test]
    async fn bad_requests_do_not_disturb_other_guests() {
        let inn = open_inn().await;
        assert_eq!(send(inn, "Soup, please!\r\n\r\n".to_owned()).await, 400);
        let mut leaving = TcpStream::connect(inn).await.unwrap();
        leaving
            .write_all(b"POST /order HTTP/1.1\r\n")
            .await
            .unwrap();
        drop(leaving);
        let _silent = TcpStream::connect(inn).await.unwrap();
        assert_eq!(get(inn, "/no-such-dish").await, 404);
        assert_eq!(get(inn, "/soup").await, 200);
    }
}
