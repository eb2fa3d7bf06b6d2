//! tokio-util: lines over a socket, until a token is cancelled.

use futures::{SinkExt, StreamExt};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;
use tokio_util::codec::{Framed, LinesCodec};
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let token = CancellationToken::new();
    let stop = token.child_token();
    let server = tokio::spawn(async move {
        let (socket, _) = listener.accept().await.unwrap();
        let mut lines = Framed::new(socket, LinesCodec::new());
        loop {
            tokio::select! {
                line = lines.next() => {
                    let line = line.unwrap().unwrap();
                    lines.send(line.to_uppercase()).await.unwrap();
                }
                () = stop.cancelled() => break "stopped",
            }
        }
    });
    let socket = TcpStream::connect(address).await.unwrap();
    let mut lines = Framed::new(socket, LinesCodec::new());
    for city in ["Lima", "Oslo"] {
        sleep(Duration::from_millis(20)).await;
        lines.send(city).await.unwrap();
        println!("{}", lines.next().await.unwrap().unwrap());
    }
    sleep(Duration::from_millis(20)).await;
    token.cancel();
    println!("{}", server.await.unwrap());
}
