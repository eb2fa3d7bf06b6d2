//! Four ways in which a request fails
use std::error::Error;
use std::net::TcpListener;
use std::time::Duration;

use reqwest::Client;
use test_internet::TestInternet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let internet = TestInternet::start();
    let limit = Duration::from_millis(500);
    let client = Client::builder().timeout(limit).build()?;
    let paths = ["/json", "/status/503", "/delay/3", "/bytes/20"];
    let mut urls = Vec::from(paths.map(|path| internet.url(path)));
    // A port on which nothing listens any more.
    let free_port = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    urls.push(format!("http://{free_port}/"));

    for url in urls {
        match fetch(&client, &url).await {
            Ok(document) => println!("ok: {}", document["title"]),
            Err(error) => {
                println!("{}: {error}", kind(&error));
                print_causes(&error);
            }
        }
    }
    Ok(())
}

// ANCHOR: fetch
async fn fetch(
    client: &Client,
    url: &str,
) -> reqwest::Result<serde_json::Value> {
    let document = async {
        let response = client.get(url).send().await?;
        response.error_for_status()?.json().await
    };
    document.await.map_err(reqwest::Error::without_url)
}
// ANCHOR_END: fetch

// ANCHOR: kind
fn kind(error: &reqwest::Error) -> &'static str {
    if error.is_timeout() {
        "too late"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_status() {
        "refused by the server"
    } else if error.is_decode() {
        "not the JSON we want"
    } else {
        "other"
    }
}

fn print_causes(error: &dyn Error) {
    let mut cause = error.source();
    while let Some(error) = cause {
        println!("    because: {error}");
        cause = error.source();
    }
}
// ANCHOR_END: kind
