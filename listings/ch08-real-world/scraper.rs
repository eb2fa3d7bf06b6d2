//! A scraper that reads each page of a site once, three at a time
use std::collections::{HashSet, VecDeque};
use std::time::Instant;

use reqwest::Client;
use test_internet::TestInternet;
use tokio::task::JoinSet;

const MAX_REQUESTS: usize = 3;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let internet = TestInternet::start();
    let client = Client::new();
    let start = Instant::now();
    // ANCHOR: crawl
    let mut waiting = VecDeque::from(["/site/".to_owned()]);
    let mut seen: HashSet<String> = waiting.iter().cloned().collect();
    let mut requests = JoinSet::new();
    let mut pages = 0;
    loop {
        while requests.len() < MAX_REQUESTS
            && let Some(path) = waiting.pop_front()
        {
            let (client, url) = (client.clone(), internet.url(&path));
            requests.spawn(async move { (path, fetch(&client, &url).await) });
        }
        let Some(result) = requests.join_next().await else {
            break;
        };
        match result.expect("no request should panic") {
            (path, Ok(html)) => {
                pages += 1;
                println!("{path}: {}", find_title(&html));
                for link in find_links(&html).filter(|link| is_on_site(link)) {
                    if seen.insert(link.to_owned()) {
                        waiting.push_back(link.to_owned());
                    }
                }
            }
            (path, Err(error)) => println!("{path}: {}", reason(&error)),
        }
    }
    // ANCHOR_END: crawl
    let seconds = start.elapsed().as_secs_f64();
    println!("{pages} pages, {} URLs in {seconds:.2} seconds", seen.len());
}

async fn fetch(client: &Client, url: &str) -> reqwest::Result<String> {
    let response = client.get(url).send().await?;
    response.error_for_status()?.text().await
}

fn reason(error: &reqwest::Error) -> String {
    match error.status() {
        Some(status) => format!("failed, {status}"),
        None => format!("failed, {error}"),
    }
}

// ANCHOR: links
/// Enough for the pages of the test site. A real scraper uses an HTML parser.
fn find_links(html: &str) -> impl Iterator<Item = &str> {
    let starts = html.split("href=\"").skip(1);
    starts.filter_map(|rest| rest.split('"').next())
}

fn is_on_site(link: &str) -> bool {
    link.starts_with("/site/")
}
// ANCHOR_END: links

fn find_title(html: &str) -> &str {
    let (_, rest) = html.split_once("<title>").unwrap_or_default();
    rest.split('<').next().unwrap_or_default()
}
