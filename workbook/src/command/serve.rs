//! `serve`: the book in the browser, following its sources.

mod progress;

use crate::book::{self, Options};
use crate::runner::Runner;
use crate::serve::{
    Ahead, Checks, Editions, Follower, Guard, Shared, Site, app, random_token,
};
use crate::settings;
use anyhow::{Context, Result, anyhow};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Instant;
use tokio::net::TcpListener;

/// How to serve, as the command line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wishes {
    pub port: u16,
    /// Whether to open the browser.
    pub open: bool,
    /// Whether pages may run programs.
    pub run: bool,
}

/// Serves until Ctrl-C.
pub fn serve(root: &Path, wishes: Wishes) -> Result<()> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("no runtime could be started")?
        .block_on(serve_until_ctrl_c(root, wishes))
}

async fn serve_until_ctrl_c(root: &Path, wishes: Wishes) -> Result<()> {
    let listener = listen(wishes.port).await?;
    let guard = Guard::new(listener.local_addr()?.port())?;
    let (editions, reader) = Editions::new();
    println!("The Async Workbook");
    keep_issuing(root, editions)?;
    let limits = settings::limits(root)?;
    let checks = Checks::new(root.to_owned(), limits.clone());
    let runner = wishes.run.then(|| Runner::start(root.to_owned(), limits));
    greet(&guard, wishes);
    if let Some(runner) = &runner {
        tokio::spawn(progress::show(runner.states()));
        tokio::spawn(prepare_after(runner.clone(), checks.clone()));
    }
    let shared = Shared {
        reader,
        guard,
        runner: runner.clone(),
        ahead: Ahead::default(),
        checks,
    };
    tokio::select! {
        served = async { axum::serve(listener, app(shared)).await } => {
            served.context("the server failed")?;
        }
        () = ctrl_c() => {}
    }
    if let Some(runner) = runner {
        runner.shutdown().await;
    }
    println!("\nThe workbook has ended.");
    Ok(())
}

/// Cargo has one builder at a time, and listings come first in a chapter.
async fn prepare_after(runner: Runner, checks: Checks) {
    // Where it fails, there is nobody to wait for.
    let _ = runner.ready().await;
    checks.prepare().await;
}

/// The address, on the screen and in the browser.
fn greet(guard: &Guard, wishes: Wishes) {
    let address = guard.address();
    println!("\n  {address}\n");
    println!("Pages follow your edits. Ctrl-C ends the workbook.");
    if wishes.open
        && let Err(error) = open::that_detached(&address)
    {
        println!("No browser could be opened ({error}); open the address.");
    }
}

async fn ctrl_c() {
    // Where there is no Ctrl-C to wait for, the server simply goes on.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
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

/// Builds now, and on a thread of its own again after each change.
fn keep_issuing(root: &Path, editions: Editions) -> Result<()> {
    // Watching starts before building, or an edit in between would be lost.
    let follower = Follower::new(root);
    let press = Press {
        root: root.to_owned(),
        nonce: random_token()?,
        editions,
    };
    press.issue();
    match follower {
        Ok(follower) => {
            thread::spawn(move || follower.follow(|| press.issue()));
        }
        Err(error) => eprintln!("pages do not follow edits: {error:#}"),
    }
    Ok(())
}

/// Builds editions of the site.
struct Press {
    root: PathBuf,
    /// With it, the scripts of a page may add styles.
    nonce: String,
    editions: Editions,
}

impl Press {
    /// Builds once, and publishes the site or what is wrong with it.
    fn issue(&self) {
        let start = Instant::now();
        match self.build() {
            Ok(site) => {
                println!(
                    "built {} pages in {:.2} s",
                    site.pages(),
                    start.elapsed().as_secs_f64()
                );
                self.editions.publish(site);
            }
            Err(error) => {
                let fault = format!("{error:#}");
                eprintln!("error: {fault}");
                self.editions.fail(fault);
            }
        }
    }

    fn build(&self) -> Result<Site> {
        let folder = tempfile::tempdir().context("no temporary folder")?;
        let options = Options {
            dest: Some(folder.path().join("site")),
            live: true,
        };
        let built = book::build(&self.root, &options)?;
        Site::read(&built, &self.nonce)
    }
}
