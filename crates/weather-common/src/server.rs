//! A server that drains when it's asked to stop, as in chapter 5.

use crate::{
    ACCEPT_RETRY_DELAY, Refusal, Result, SHUTTING_DOWN, ShutdownSignals,
    Weather, parse_seconds, send_and_close,
};
use clap::Args;
use std::io::ErrorKind::{ConnectionAborted, WouldBlock};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long answers that have been given up may still tell their clients so.
const FINAL_ANSWER_TIMEOUT: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Copy, Args)]
pub struct StopSettings {
    /// How long the server finishes its answers after SIGTERM or Ctrl-C
    #[arg(long = "drain", global = true, value_name = "SECONDS")]
    #[arg(default_value = "10", value_parser = parse_seconds)]
    pub drain_timeout: Duration,
    /// Stop the server after this time, as SIGTERM would
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(value_parser = parse_seconds)]
    pub stop_after: Option<Duration>,
}

/// The two steps in which a server stops.
#[derive(Debug, Clone, Default)]
pub struct Shutdown {
    /// No more clients, but those that are there get their answers.
    pub stop_accepting: CancellationToken,
    /// The answers end, too, with an error for each client.
    pub give_up: CancellationToken,
}

impl Shutdown {
    /// The first signal stops the accepting, the second one the answers.
    pub async fn follow(self, mut signals: ShutdownSignals) {
        let signal = signals.recv().await;
        print_in_thread(format!("Received {signal}"));
        self.stop_accepting.cancel();
        let signal = signals.recv().await;
        print_in_thread(format!("Received {signal} again"));
        self.give_up.cancel();
    }

    /// Runs `work`, unless the server gives up before it is finished.
    pub async fn run_until_given_up<T>(
        &self,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let result = self.give_up.run_until_cancelled(work).await;
        result.unwrap_or_else(|| Err(SHUTTING_DOWN.into()))
    }

    /// Waits until all `tasks` have ended, but gives up after `limit`, or if
    /// the server is told to. `count_unfinished` counts the answers that are
    /// late then.
    pub async fn drain(
        &self,
        tasks: &TaskTracker,
        limit: Duration,
        count_unfinished: impl Fn() -> u64,
    ) -> Drained {
        let start = Instant::now();
        tasks.close();
        let late_count = select! {
            () = tasks.wait() => 0,
            () = sleep(limit) => count_unfinished(),
            () = self.give_up.cancelled() => count_unfinished(),
        };
        self.give_up.cancel();
        let _ = timeout(FINAL_ANSWER_TIMEOUT, tasks.wait()).await;
        let time = start.elapsed();
        Drained { time, late_count }
    }
}

/// Prints the line, unless standard output is closed or its disk is full.
/// `println!` would panic then, and the server wouldn't start or stop.
pub fn print_if_read(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Prints the line in a thread of its own. If what reads the output is stuck,
/// the write may never return, and a task that waited for it wouldn't stop the
/// server.
fn print_in_thread(line: String) {
    let print = move || print_if_read(&line);
    let _ = thread::Builder::new().spawn(print);
}

/// The same as `print_if_read` for standard error.
fn eprint_if_read(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Spawns `answer` for each client, until `shutdown` says that it's time to
/// stop. Then finishes the answers that are under way, and reports them.
pub async fn answer_clients<F, A>(
    listener: TcpListener,
    shutdown: &Shutdown,
    settings: StopSettings,
    answer: F,
) -> Result<()>
where
    F: Fn(TcpStream) -> A,
    A: Future<Output = Result<()>> + Send + 'static,
{
    let port = listener.local_addr()?.port();
    print_if_read(&format!("Weather server started on port {port}"));
    stop_later(settings.stop_after, shutdown);
    let answers = Answers::default();
    accept_clients(
        listener,
        &shutdown.stop_accepting,
        None,
        |client, address| answers.spawn(&address.to_string(), answer(client)),
        |problem| eprint_if_read(&problem.to_string()),
    )
    .await;
    answers.drain(settings.drain_timeout, shutdown).await
}

/// Passes each client to `spawn_answer` until `stop` is cancelled, and then
/// those that have connected already. If there are `permits`, it accepts a
/// client only when one of them is free. Reports what goes wrong with `warn`.
pub async fn accept_clients(
    listener: TcpListener,
    stop: &CancellationToken,
    permits: Option<&Semaphore>,
    mut spawn_answer: impl FnMut(TcpStream, SocketAddr),
    warn: impl Fn(String),
) {
    loop {
        let next_client = async {
            if let Some(permits) = permits {
                drop(permits.acquire().await);
            }
            listener.accept().await
        };
        let accepted = select! {
            biased;
            () = stop.cancelled() => break,
            accepted = next_client => accepted,
        };
        match accepted {
            Ok((client, address)) => spawn_answer(client, address),
            Err(error) => {
                warn(format!("Cannot accept a client: {error}"));
                sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
    if let Err(error) = accept_backlog(listener, spawn_answer) {
        warn(format!("Cannot accept the waiting clients: {error}"));
    }
}

/// Accepts the clients that have connected already. Closing the listener would
/// reset their connections.
fn accept_backlog(
    listener: TcpListener,
    mut answer: impl FnMut(TcpStream, SocketAddr),
) -> io::Result<()> {
    let listener = listener.into_std()?; // it's still nonblocking
    loop {
        match listener.accept() {
            Ok((client, address)) => {
                client.set_nonblocking(true)?;
                answer(TcpStream::from_std(client)?, address);
            }
            Err(error) if error.kind() == WouldBlock => return Ok(()),
            Err(error) if error.kind() == ConnectionAborted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Stops the server after `stop_after`, as SIGTERM would.
pub fn stop_later(stop_after: Option<Duration>, shutdown: &Shutdown) {
    if let Some(time) = stop_after {
        let stop = shutdown.stop_accepting.clone();
        tokio::spawn(async move {
            sleep(time).await;
            stop.cancel();
        });
    }
}

/// The tasks that answer clients.
#[derive(Default)]
struct Answers {
    tasks: TaskTracker,
    sent_count: Arc<AtomicUsize>,
}

impl Answers {
    fn spawn(
        &self,
        address: &str,
        answer: impl Future<Output = Result<()>> + Send + 'static,
    ) {
        print_if_read(&format!("Accepted connection from {address}"));
        let address = address.to_owned();
        let sent = Arc::clone(&self.sent_count);
        self.tasks.spawn(async move {
            match answer.await {
                Ok(()) => {
                    sent.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => {
                    eprint_if_read(&format!(
                        "No answer for {address}: {error}"
                    ));
                }
            }
        });
    }

    async fn drain(&self, limit: Duration, shutdown: &Shutdown) -> Result<()> {
        let count = self.tasks.len();
        print_if_read(&format!("Shutting down with {count} answers to finish"));
        let count_unfinished = || self.tasks.len() as u64;
        let drained =
            shutdown.drain(&self.tasks, limit, count_unfinished).await;
        let sent = self.sent_count.load(Ordering::Relaxed);
        let seconds = drained.time.as_secs_f64();
        let summary =
            format!("Stopped after {seconds:.2} s with {sent} answers sent");
        print_if_read(&summary);
        drained.check()
    }
}

/// How the tasks of a server ended.
#[derive(Debug, Clone, Copy)]
pub struct Drained {
    /// How long it took.
    pub time: Duration,
    /// How many answers were given up.
    late_count: u64,
}

impl Drained {
    /// Fails if an answer was given up.
    pub fn check(self) -> Result<()> {
        match self.late_count {
            0 => Ok(()),
            late => Err(format!("gave up on {late} answers").into()),
        }
    }
}

/// Sends the weather to the client, or the reason why there is none.
pub async fn reply(
    client: &mut TcpStream,
    weather: Result<Weather>,
) -> Result<()> {
    match weather {
        Ok(weather) => {
            let sent = send_and_close(client, &weather).await;
            sent.map_err(|error| format!("the client left ({error})").into())
        }
        Err(error) => {
            let reason = error.to_string();
            // A client that sent nonsense may be gone by now, which is fine.
            let _ = send_and_close(client, &Refusal { error: reason }).await;
            Err(error)
        }
    }
}
