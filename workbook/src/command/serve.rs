//! `serve`: the book in the browser, following its sources.

use crate::book::{self, Options};
use crate::serve::{Editions, Follower, Reader, Site, app};
use anyhow::{Context, Result, anyhow};
use std::future::Future;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::thread;
use std::time::Instant;
use tokio::net::TcpListener;

/// Serves until Ctrl-C.
pub fn serve(root: &Path, port: u16, open: bool) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("no runtime could be started")?
        .block_on(serve_until_ctrl_c(root, port, open))
}

async fn serve_until_ctrl_c(root: &Path, port: u16, open: bool) -> Result<()> {
    let listener = listen(port).await?;
    let address = format!("http://{}/", listener.local_addr()?);
    let (editions, reader) = Editions::new();
    println!("The Async Workbook");
    keep_issuing(root, editions);
    println!("\n  {address}\n");
    println!("Pages follow your edits. Ctrl-C ends the workbook.");
    if open && let Err(error) = open::that_detached(&address) {
        println!("No browser could be opened ({error}); open the address.");
    }
    until(listener, reader, async {
        // Where there is no Ctrl-C to wait for, the server simply goes on.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
    .await?;
    println!("\nThe workbook has ended.");
    Ok(())
}

/// Answers requests until `stop` is done.
async fn until(
    listener: TcpListener,
    reader: Reader,
    stop: impl Future<Output = ()>,
) -> Result<()> {
    tokio::select! {
        served = async { axum::serve(listener, app(reader)).await } => {
            served.context("the server failed")
        }
        () = stop => Ok(()),
    }
}

/// Loopback only: nobody else is to read, let alone to run programs.
async fn listen(port: u16) -> Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|error| {
        let other = port.checked_add(1).unwrap_or(3000);
        match error.kind() {
            ErrorKind::AddrInUse => anyhow!(
                "port {port} is in use, perhaps by another workbook; end \
                 that, or choose another port: `cargo run -- --port {other}`"
            ),
            _ => anyhow!(
                "port {port} cannot be opened: {error}; choose another: \
                 `cargo run -- --port {other}`"
            ),
        }
    })
}

/// Builds once, and publishes the site or what is wrong with it.
fn issue(root: &Path, editions: &Editions) {
    let start = Instant::now();
    match build(root) {
        Ok(site) => {
            println!(
                "built {} pages in {:.2} s",
                site.pages(),
                start.elapsed().as_secs_f64()
            );
            editions.publish(site);
        }
        Err(error) => {
            let fault = format!("{error:#}");
            eprintln!("error: {fault}");
            editions.fail(fault);
        }
    }
}

fn build(root: &Path) -> Result<Site> {
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let options = Options {
        dest: Some(folder.path().join("site")),
        live: true,
    };
    Site::read(&book::build(root, &options)?)
}

/// Builds now, and on a thread of its own again after each change.
fn keep_issuing(root: &Path, editions: Editions) {
    // Watching starts before building, or an edit in between would be lost.
    let follower = Follower::new(root);
    issue(root, &editions);
    let root = root.to_owned();
    match follower {
        Ok(follower) => {
            thread::spawn(move || follower.follow(|| issue(&root, &editions)));
        }
        Err(error) => eprintln!("pages do not follow edits: {error:#}"),
    }
}
