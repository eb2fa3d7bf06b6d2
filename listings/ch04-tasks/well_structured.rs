//! One session, five pages, each with its length or its error
use std::time::{Duration, Instant};
use std::{io, net::SocketAddr, sync::Arc};

use futures::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

// ANCHOR: main
#[tokio::main]
async fn main() -> io::Result<()> {
    let start = Instant::now();
    let address = serve_pages().await?;
    let session = Arc::new(Session { address });
    let urls = [0, 1, 2, 3, 4].map(|number| format!("url_{number}"));
    let tasks = urls.clone().map(|url| {
        let session = Arc::clone(&session);
        tokio::spawn(async move { session.fetch(&url).await })
    });
    for (url, result) in urls.iter().zip(join_all(tasks).await) {
        match result? {
            Ok(page) => println!("{url}: {} bytes", page.len()),
            Err(error) => println!("{url}: {error}"),
        }
    }
    println!("Total: {:.2} s", start.elapsed().as_secs_f64());
    Ok(())
}
// ANCHOR_END: main

// ANCHOR: session
struct Session {
    address: SocketAddr,
}

impl Session {
    async fn fetch(&self, url: &str) -> io::Result<String> {
        let mut server = TcpStream::connect(self.address).await?;
        server.write_all(format!("{url}\n").as_bytes()).await?;
        let mut page = String::new();
        if server.read_to_string(&mut page).await? == 0 {
            return Err(io::Error::other("there is no such page"));
        }
        Ok(page)
    }
}
// ANCHOR_END: session

/// A server that knows all pages but `url_3`.
async fn serve_pages() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut url = [0; 6];
                client.read_exact(&mut url).await?;
                tokio::time::sleep(Duration::from_millis(200)).await;
                let number = usize::from(url[4] - b'0');
                let size = if number == 3 { 0 } else { number + 1 };
                let page = "sunny ".repeat(10 * size);
                client.write_all(page.as_bytes()).await
            });
        }
    });
    address
}
