//! `serve`: the book in the browser, following its sources.

mod prepare_progress;

use crate::serve::{
    AppState, ExerciseChecks, Guard, SiteBuilder, create_router, serve,
};
use crate::shutdown::ShutdownSignals;
use crate::terminal::print_note;
use anstream::stdout;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use runner::{Limits, OpenPage, Runner};
use std::convert::Infallible;
use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use supervise::ScratchFolder;
use tempfile::NamedTempFile;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Also suggested when the port 65535 is taken.
const DEFAULT_PORT: u16 = 3000;

/// Build the book and serve it on 127.0.0.1 (the default)
///
/// Pages follow what you edit: an edit of a chapter, a listing or a page file
/// rebuilds the book and reloads the pages that changed. An error keeps the
/// last good book and is shown on the page and in the terminal.
///
/// The printed address holds a token, new each time. Only a browser that has
/// opened it may run programs, which then have your rights.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
pub struct Options {
    /// The port; 0 lets the system choose
    #[arg(short, long, value_name = "N", default_value_t = DEFAULT_PORT)]
    pub port: u16,
    /// Don't open the browser
    #[arg(long)]
    pub no_open: bool,
    /// Serve the book without a runner, so that pages can't run programs
    #[arg(long)]
    pub no_run: bool,
    /// Also answer requests for this host, such as the name under which an
    /// editor or a tunnel forwards the port; can be repeated
    #[arg(long, value_name = "NAME", value_parser = parse_host)]
    pub allow_host: Vec<String>,
}

const ENDED_MESSAGE: &str = "\nThe workbook has ended.";

/// Accepts `NAME` and `NAME:PORT`.
fn parse_host(host: &str) -> Result<String, String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    if host.is_empty() || !host.chars().all(is_allowed) {
        return Err("write a host's name, perhaps with its port, such as \
                    `localhost:8080`; no address and no pattern"
            .to_owned());
    }
    Ok(host.to_owned())
}

/// Serves until a signal ends the workbook.
pub fn run(root: &Path, options: &Options) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("the asynchronous runtime could not be started")?;
    let result = runtime.block_on(serve_until_signal(root, options));
    // A build of the book may be running, and its result is no longer needed.
    runtime.shutdown_background();
    result
}

async fn serve_until_signal(root: &Path, options: &Options) -> Result<()> {
    let mut signals = ShutdownSignals::catch()?;
    let listener = bind_loopback(options.port).await?;
    let guard = Guard::new(listener.local_addr()?.port(), &options.allow_host)?;
    let (builder, site) = SiteBuilder::new(root)?;
    print_line("The Async Workbook");
    tokio::select! {
        () = builder.build_and_watch() => {}
        () = signals.wait_for_signal() => {
            print_line(ENDED_MESSAGE);
            return Ok(());
        }
    }
    let limits = Limits::default();
    let checks = ExerciseChecks::new(root.to_owned(), limits.clone());
    let runner =
        (!options.no_run).then(|| Runner::start(root.to_owned(), limits));
    let state =
        AppState::new(site, guard.clone(), runner.clone(), checks.clone());
    let server = tokio::spawn(serve(listener, create_router(state)));
    // The file must exist until the browser has read it.
    let _redirect = print_and_open_address(&guard, options);
    if let Some(runner) = &runner {
        // Its first page needs nothing.
        runner.set_open_page(OpenPage::default());
        tokio::spawn(prepare_progress::show_preparation(runner.subscribe()));
        tokio::spawn(prepare_exercises_after_listings(runner.clone(), checks));
    }
    let cleanup = async {
        if let Some(runner) = runner {
            runner.shutdown().await;
        }
    };
    wait_and_clean_up(server, signals, cleanup).await?;
    print_line(ENDED_MESSAGE);
    Ok(())
}

/// Waits until a signal arrives or the server panics. Cleans up in both cases,
/// because the runner's programs must not outlive the workbook.
async fn wait_and_clean_up(
    server: JoinHandle<Infallible>,
    mut signals: ShutdownSignals,
    cleanup: impl Future<Output = ()>,
) -> Result<()> {
    let result = tokio::select! {
        Err(panic) = server => Err(panic),
        () = signals.wait_for_signal() => Ok(()),
    };
    signals.run_cleanup(cleanup).await;
    result.context("the server failed")
}

/// Builds the exercises' crates when the listings are built: cargo runs one
/// build at a time, and readers need the listings first.
async fn prepare_exercises_after_listings(
    runner: Runner,
    checks: ExerciseChecks,
) {
    // If the listings can't be built, the exercises still may be.
    let _ = runner.wait_until_ready().await;
    checks.prepare().await;
}

/// Prints the address and opens it in the browser.
fn print_and_open_address(
    guard: &Guard,
    options: &Options,
) -> Option<RedirectFile> {
    let address = guard.address();
    print_line(&format!(
        "\n  {address}\n\nPages follow your edits. Ctrl-C ends the workbook."
    ));
    for host in &options.allow_host {
        print_line(&format!(
            "It also answers as {host}: whoever reaches it there and has the \
             token can run programs with your rights."
        ));
    }
    if options.no_open {
        return None;
    }
    let redirect = write_redirect_file(&address);
    let opened = redirect
        .as_ref()
        .map_err(|error| io::Error::new(error.kind(), error.to_string()))
        .and_then(|redirect| open::that_detached(redirect.file.path()));
    if let Err(error) = opened {
        print_note(format_args!(
            "no browser could be opened ({error}); open the address yourself"
        ));
    }
    redirect.ok()
}

/// A file that leads a browser to the address.
struct RedirectFile {
    file: NamedTempFile,
    /// It is removed with the workbook's other temporary files.
    _folder: ScratchFolder,
}

/// Writes a file, readable for this user only, that leads to the address.
/// Command lines are readable for all users, so none may contain the token.
fn write_redirect_file(address: &str) -> io::Result<RedirectFile> {
    let folder = supervise::create_scratch_folder("open-")?;
    let mut file = tempfile::Builder::new()
        .prefix("workbook-")
        .suffix(".html")
        .tempfile_in(folder.path())?;
    write!(
        file,
        "<!DOCTYPE html><meta charset=\"utf-8\">\
         <meta http-equiv=\"refresh\" content=\"0; url={address}\">\
         <title>The Async Workbook</title>\
         <p>If nothing happens, open the address that the workbook printed."
    )?;
    Ok(RedirectFile {
        file,
        _folder: folder,
    })
}

/// The workbook doesn't need its standard output, which may be closed.
fn print_line(text: &str) {
    let _ = writeln!(stdout(), "{text}");
}

/// Listens on loopback only, so that other machines can't reach the server.
async fn bind_loopback(port: u16) -> Result<TcpListener> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|error| {
        let other = port.checked_add(1).unwrap_or(DEFAULT_PORT);
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Serves until `server` ends, and returns the error and whether it has
    /// cleaned up.
    async fn serve_and_clean_up(
        server: impl Future<Output = Infallible> + Send + 'static,
    ) -> (String, bool) {
        let has_cleaned_up = Cell::new(false);
        let cleanup = async {
            tokio::task::yield_now().await;
            has_cleaned_up.set(true);
        };
        let signals = ShutdownSignals::catch().unwrap();
        let server = tokio::spawn(server);
        let result = wait_and_clean_up(server, signals, cleanup).await;
        (format!("{:#}", result.unwrap_err()), has_cleaned_up.get())
    }

    #[tokio::test]
    async fn a_panic_of_the_server_runs_the_cleanup_too() {
        let (error, has_cleaned_up) =
            serve_and_clean_up(async { panic!("oh") }).await;
        assert!(error.starts_with("the server failed: "), "{error}");
        assert!(has_cleaned_up);
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_can_read_the_file_with_the_token() {
        use std::os::unix::fs::PermissionsExt;
        let redirect =
            write_redirect_file("http://127.0.0.1:1/#token=abc").unwrap();
        let file = &redirect.file;
        let metadata = file.as_file().metadata().unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert!(text.contains("url=http://127.0.0.1:1/#token=abc\""));
    }

    #[test]
    fn parse_host_refuses_addresses_and_patterns() {
        assert!(parse_host("localhost:8080").is_ok());
        for wrong in ["", "http://a", "*.example.org", "a/b", "a b"] {
            assert!(parse_host(wrong).is_err(), "{wrong}");
        }
    }
}
