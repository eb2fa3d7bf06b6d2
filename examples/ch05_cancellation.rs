//! The weather service: clients that retry, and a server that drains
use std::io::ErrorKind::{ConnectionAborted, WouldBlock};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use backon::{ExponentialBuilder, Retryable};
use clap::{Args, Parser};
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use weather_common::{
    ACCEPT_RETRY_DELAY, CommonSettings, Error, Question, REQUEST_TIMEOUT,
    Refusal, Result, Role, ShutdownSignals, Weather, ask_all, check_answer,
    connect, in_time, listen, or_five_cities, parse_seconds, read_answer,
    read_request, send, send_and_close,
};

const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);
const FIRST_RETRY_DELAY: Duration = Duration::from_millis(500);
const MAX_RETRY_DELAY: Duration = Duration::from_secs(5);
const FINAL_ANSWER_TIMEOUT: Duration = Duration::from_secs(1);

/// The weather service: clients that retry, and a server that drains
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Copy, Args)]
struct Settings {
    #[command(flatten)]
    common: CommonSettings,
    /// How often the client tries to get an answer
    #[arg(long = "attempts", value_name = "N", default_value_t = 3)]
    #[arg(global = true, value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: u32,
    /// How long the server finishes its answers after SIGTERM or Ctrl-C
    #[arg(long = "drain", global = true, value_name = "SECONDS")]
    #[arg(default_value = "10", value_parser = parse_seconds)]
    drain_timeout: Duration,
    /// Stop the server after this time, as SIGTERM would
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(value_parser = parse_seconds)]
    stop_after: Option<Duration>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(Options { role, settings }: Options) -> Result<()> {
    let shutdown = Shutdown::default();
    match Role::or_both(role) {
        Role::Both { cities } => {
            let listener = listen(settings.common.port).await?;
            let port = listener.local_addr()?.port();
            let server = serve(listener, settings, shutdown.clone());
            let server = tokio::spawn(server);
            let fetch = |city| ask_with_retries(port, city, settings);
            let fetched = ask_all(or_five_cities(cities), fetch).await;
            shutdown.stop_accepting.cancel();
            let served = server.await?;
            fetched.and(served)
        }
        Role::Server => {
            let listener = listen(settings.common.port).await?;
            tokio::spawn(shutdown.clone().stop_on(ShutdownSignals::catch()?));
            serve(listener, settings, shutdown).await
        }
        Role::Client { cities } => {
            let port = settings.common.port;
            let fetch = |city| ask_with_retries(port, city, settings);
            ask_all(or_five_cities(cities), fetch).await
        }
    }
}

// The server

// ANCHOR: shutdown
/// The two steps in which the server stops.
#[derive(Clone, Default)]
struct Shutdown {
    /// No more clients, but those that are there get their answers.
    stop_accepting: CancellationToken,
    /// The answers end, too, with an error for each client.
    give_up: CancellationToken,
}

impl Shutdown {
    async fn stop_on(self, mut signals: ShutdownSignals) {
        println!("Received {}", signals.recv().await);
        self.stop_accepting.cancel();
        println!("Received {} again", signals.recv().await);
        self.give_up.cancel();
    }
}
// ANCHOR_END: shutdown

// ANCHOR: serve
async fn serve(
    listener: TcpListener,
    settings: Settings,
    shutdown: Shutdown,
) -> Result<()> {
    let port = listener.local_addr()?.port();
    println!("Weather server started on port {port}");
    let server = Arc::new(Server::new(settings, shutdown));
    let stop = &server.shutdown.stop_accepting;
    loop {
        let accepted = select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => break,
        };
        match accepted {
            Ok((client, address)) => server.spawn_answer(client, address),
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
    if let Err(error) = server.accept_backlog(listener) {
        eprintln!("Cannot accept the waiting clients: {error}");
    }
    server.drain(settings.drain_timeout).await
}
// ANCHOR_END: serve

struct Server {
    delay: Duration,
    request_timeout: Duration,
    shutdown: Shutdown,
    tasks: TaskTracker,
    answered_count: AtomicUsize,
}

impl Server {
    fn new(settings: Settings, shutdown: Shutdown) -> Self {
        if let Some(time) = settings.stop_after {
            let stop = shutdown.stop_accepting.clone();
            tokio::spawn(async move {
                sleep(time).await;
                stop.cancel();
            });
        }
        Server {
            delay: settings.common.delay,
            request_timeout: settings.common.timeout.unwrap_or(REQUEST_TIMEOUT),
            shutdown,
            tasks: TaskTracker::new(),
            answered_count: AtomicUsize::new(0),
        }
    }

    fn spawn_answer(
        self: &Arc<Self>,
        mut client: TcpStream,
        address: SocketAddr,
    ) {
        println!("Accepted connection from {address}");
        let server = Arc::clone(self);
        self.tasks.spawn(async move {
            match server.answer(&mut client).await {
                Ok(()) => {
                    server.answered_count.fetch_add(1, Ordering::Relaxed);
                }
                Err(error) => eprintln!("No answer for {address}: {error}"),
            }
        });
    }

    // ANCHOR: answer
    async fn answer(&self, client: &mut TcpStream) -> Result<()> {
        let give_up = &self.shutdown.give_up;
        let forecast = give_up.run_until_cancelled(self.forecast(client));
        let stopped = || Err("the server is shutting down".into());
        match forecast.await.unwrap_or_else(stopped) {
            Ok(weather) => {
                let sent = send_and_close(client, &weather).await;
                sent.map_err(|error| {
                    format!("the client left ({error})").into()
                })
            }
            Err(error) => {
                let reason = error.to_string();
                // A client that sent nonsense may be gone by now.
                let _ =
                    send_and_close(client, &Refusal { error: reason }).await;
                Err(error)
            }
        }
    }
    // ANCHOR_END: answer

    async fn forecast(&self, client: &mut TcpStream) -> Result<Weather> {
        let question: Question =
            read_request(client, self.request_timeout).await?;
        sleep(self.delay).await;
        Ok(Weather::sunny(&question.city))
    }

    // ANCHOR: backlog
    /// Accepts the clients that have connected already. If the listener were
    /// closed now, the system would reset their connections.
    fn accept_backlog(self: &Arc<Self>, listener: TcpListener) -> Result<()> {
        let listener = listener.into_std()?; // it's still nonblocking
        loop {
            match listener.accept() {
                Ok((client, address)) => {
                    client.set_nonblocking(true)?;
                    self.spawn_answer(TcpStream::from_std(client)?, address);
                }
                Err(error) if error.kind() == WouldBlock => return Ok(()),
                Err(error) if error.kind() == ConnectionAborted => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    // ANCHOR_END: backlog

    // ANCHOR: drain
    /// Waits for the answers that are under way, and reports them.
    async fn drain(&self, limit: Duration) -> Result<()> {
        let start = Instant::now();
        self.tasks.close();
        println!("Shutting down with {} answers to finish", self.tasks.len());
        let late = select! {
            () = self.tasks.wait() => 0,
            () = sleep(limit) => self.tasks.len(),
            () = self.shutdown.give_up.cancelled() => self.tasks.len(),
        };
        self.shutdown.give_up.cancel();
        // Enough for those that are late to tell their clients why.
        let _ = timeout(FINAL_ANSWER_TIMEOUT, self.tasks.wait()).await;

        let answered = self.answered_count.load(Ordering::Relaxed);
        let seconds = start.elapsed().as_secs_f64();
        println!("Stopped after {seconds:.2} s with {answered} answers sent");
        if late > 0 {
            return Err(format!("gave up on {late} answers").into());
        }
        Ok(())
    }
    // ANCHOR_END: drain
}

// The client

// ANCHOR: client
async fn ask_with_retries(
    port: u16,
    city: String,
    settings: Settings,
) -> std::result::Result<String, AskError> {
    let limit = settings.common.timeout.unwrap_or(ATTEMPT_TIMEOUT);
    let waits = ExponentialBuilder::default()
        .with_min_delay(FIRST_RETRY_DELAY)
        .with_max_delay(MAX_RETRY_DELAY)
        .with_max_times(settings.max_attempts as usize - 1)
        .with_jitter();
    (|| fetch(port, &city, limit))
        .retry(waits)
        .when(|error| matches!(error, AskError::Temporary(_)))
        .notify(|error, wait| {
            let seconds = wait.as_secs_f64();
            eprintln!("Asking for {city} again in {seconds:.2} s: {error}");
        })
        .await
}
// ANCHOR_END: client

// ANCHOR: fetch
enum AskError {
    /// There was no answer. The next attempt may get one.
    Temporary(Error),
    /// There was an answer, and the next one would be the same.
    Final(Error),
}

async fn fetch(
    port: u16,
    city: &str,
    limit: Duration,
) -> std::result::Result<String, AskError> {
    let attempt = async {
        let mut server = connect(port, "ch05_cancellation").await?;
        let city = city.to_owned();
        send(&mut server, &Question { city }).await?;
        read_answer(&mut server).await
    };
    let answer = in_time("answer", limit, attempt).await;
    let answer = answer.map_err(AskError::Temporary)?;
    check_answer(&answer).map_err(AskError::Final)?;
    Ok(answer)
}
// ANCHOR_END: fetch

impl std::fmt::Display for AskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (AskError::Temporary(error) | AskError::Final(error)) = self;
        error.fmt(f)
    }
}
