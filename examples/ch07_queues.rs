//! The weather service: a queue of jobs, workers, and live updates
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use async_channel::TrySendError;
use clap::{Args, Parser};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, oneshot};
use tokio::task::JoinSet;
use tokio::{select, time::interval};
use weather_common::{
    ANSWER_TIMEOUT, AskError, BUSY, CommonSettings, Forecasts, REQUEST_TIMEOUT,
    Result, RetrySettings, Role, Shutdown, StopSettings, Upstream,
    UpstreamSettings, Weather, answer_clients, ask_with_retries, check_answer,
    close_gracefully, connect, in_time, parse_seconds, read_request, reply,
    run_role, send, to_json,
};

/// How many updates a slow client may be late before it misses some.
const MAX_PENDING_UPDATES: usize = 16;

/// The weather service: a queue of jobs, workers, and live updates
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
    #[command(flatten)]
    retry: RetrySettings,
    #[command(flatten)]
    stop: StopSettings,
    #[command(flatten)]
    upstream: UpstreamSettings,
    /// How long the server may give the same weather again
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "60", value_parser = parse_seconds)]
    max_age: Duration,
    /// How many workers call upstream
    #[arg(long = "workers", value_name = "N", default_value_t = 5)]
    #[arg(global = true, value_parser = clap::value_parser!(u16).range(1..))]
    worker_count: u16,
    /// How many jobs may wait for a worker
    #[arg(long = "queue", value_name = "N", default_value_t = 10)]
    #[arg(global = true, value_parser = clap::value_parser!(u16).range(1..))]
    queue_limit: u16,
    /// How often there is an update
    #[arg(long = "every", global = true, value_name = "SECONDS")]
    #[arg(default_value = "0.5", value_parser = parse_seconds)]
    interval: Duration,
    /// How many updates the client waits for, after the answer
    #[arg(long, global = true, value_name = "N", default_value_t = 0)]
    updates: u32,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Options { role, settings } = Options::parse();
    let serve = |listener, shutdown| serve(listener, settings, shutdown);
    let fetch = |port, city| fetch(port, city, settings);
    match run_role(role, settings.common.port, serve, fetch).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

// The messages

// ANCHOR: messages
/// A question, and how many updates the client wants after the answer.
/// Servers of earlier chapters ignore the second field.
#[derive(Serialize, Deserialize)]
struct Request {
    city: String,
    #[serde(default)]
    updates: u32,
}

/// What a client receives in place of the updates that it was too slow for.
#[derive(Serialize, Deserialize)]
struct MissedUpdates {
    missed: u64,
}
// ANCHOR_END: messages

// The server

async fn serve(
    listener: TcpListener,
    settings: Settings,
    shutdown: Shutdown,
) -> Result<()> {
    let Settings { common, retry, .. } = settings;
    // ANCHOR: serve
    let (job_tx, job_rx) = async_channel::bounded(settings.queue_limit.into());
    let upstream = Upstream::new(common, retry, settings.upstream);
    let mut workers = JoinSet::new();
    for _ in 0..settings.worker_count {
        workers.spawn(run_worker(job_rx.clone(), upstream));
    }
    let (reading_tx, _) = broadcast::channel(MAX_PENDING_UPDATES);
    let station = tokio::spawn(measure(reading_tx.clone(), settings.interval));

    let server = Arc::new(Server {
        request_timeout: common.timeout.unwrap_or(REQUEST_TIMEOUT),
        forecasts: Forecasts::new(settings.max_age),
        job_tx,
        reading_tx,
        shutdown: shutdown.clone(),
    });
    let answer = |client| Arc::clone(&server).answer(client);
    let result =
        answer_clients(listener, &shutdown, settings.stop, answer).await;
    station.abort();
    server.job_tx.close();
    report_jobs(workers, result.is_err()).await;
    result
    // ANCHOR_END: serve
}

/// What the tasks of the server share.
pub struct Server {
    pub request_timeout: Duration,
    pub forecasts: Forecasts,
    pub job_tx: async_channel::Sender<Job>,
    pub reading_tx: broadcast::Sender<Reading>,
    pub shutdown: Shutdown,
}

// ANCHOR: job
/// A call to upstream, which a worker makes.
pub struct Job {
    city: String,
    reply: oneshot::Sender<Result<Weather>>,
}

/// Makes the calls, and returns how many it has made.
pub async fn run_worker(
    jobs: async_channel::Receiver<Job>,
    upstream: Upstream,
) -> usize {
    let mut done = 0;
    // Ends when the queue is closed and empty.
    while let Ok(Job { city, reply }) = jobs.recv().await {
        if reply.is_closed() {
            continue; // no task waits for it any more
        }
        let _ = reply.send(upstream.call(&city).await);
        done += 1;
    }
    done
}
// ANCHOR_END: job

async fn report_jobs(mut workers: JoinSet<usize>, server_gave_up: bool) {
    if server_gave_up {
        workers.abort_all();
    }
    let mut done = 0;
    while let Some(result) = workers.join_next().await {
        done += result.unwrap_or(0);
    }
    println!("The workers did {done} jobs");
}

impl Server {
    // ANCHOR: submit
    /// Has a worker call upstream, or fails at once if too many jobs wait.
    async fn submit(&self, city: &str) -> Result<Weather> {
        let (reply, weather) = oneshot::channel();
        let city = city.to_owned();
        match self.job_tx.try_send(Job { city, reply }) {
            Ok(()) => weather.await?,
            Err(TrySendError::Full(_)) => {
                Err(format!("{BUSY}: the queue is full").into())
            }
            Err(TrySendError::Closed(_)) => {
                Err("the server is shutting down".into())
            }
        }
    }
    // ANCHOR_END: submit

    // ANCHOR: answer
    async fn answer(self: Arc<Self>, mut client: TcpStream) -> Result<()> {
        let request = read_request(&mut client, self.request_timeout);
        let request = self.shutdown.run_until_given_up(request).await;
        let Request { city, updates } = match request {
            Ok(request) => request,
            Err(error) => return reply(&mut client, Err(error)).await,
        };
        match self.find_weather(&city).await {
            Ok(weather) if updates > 0 => {
                self.follow(client, weather, updates).await
            }
            weather => reply(&mut client, weather).await,
        }
    }

    /// Returns the weather from the cache or from a worker, unless the server
    /// gives up before it's there.
    pub async fn find_weather(&self, city: &str) -> Result<Weather> {
        let weather = self.forecasts.get(city, self.submit(city));
        self.shutdown.run_until_given_up(weather).await
    }
    // ANCHOR_END: answer

    /// Sends the weather, and then the updates as they come, in lines.
    async fn follow(
        &self,
        mut client: TcpStream,
        weather: Weather,
        updates: u32,
    ) -> Result<()> {
        // ANCHOR: follow
        let mut readings = self.reading_tx.subscribe();
        send_line(&mut client, &weather).await?;
        for _ in 0..updates {
            let reading = select! {
                reading = readings.recv() => reading,
                () = self.shutdown.stop_accepting.cancelled() => break,
            };
            match reading {
                Ok(reading) => {
                    let update = reading.weather_in(&weather.city);
                    send_line(&mut client, &update).await?;
                }
                Err(RecvError::Lagged(missed)) => {
                    send_line(&mut client, &MissedUpdates { missed }).await?;
                }
                Err(RecvError::Closed) => break,
            }
        }
        close_gracefully(&mut client).await
        // ANCHOR_END: follow
    }
}

async fn send_line(
    client: &mut TcpStream,
    message: &impl Serialize,
) -> Result<()> {
    let mut line = to_json(message)?;
    line.push(b'\n');
    let written = async { Ok(client.write_all(&line).await?) };
    let sent = in_time("update", REQUEST_TIMEOUT, written).await;
    sent.map_err(|error| format!("the client left ({error})").into())
}

// ANCHOR: measure
/// The temperature that the weather station has measured.
#[derive(Clone, Copy)]
pub struct Reading {
    temperature: u32,
}

/// Publishes a reading again and again, for all clients that follow.
async fn measure(reading_tx: broadcast::Sender<Reading>, every: Duration) {
    let mut ticks = interval(every.max(Duration::from_millis(1)));
    for number in 0.. {
        ticks.tick().await;
        let temperature = number % 30;
        // This fails if no client follows, which is fine.
        let _ = reading_tx.send(Reading { temperature });
    }
}
// ANCHOR_END: measure

impl Reading {
    fn weather_in(self, city: &str) -> Weather {
        Weather {
            temperature: self.temperature.into(),
            ..Weather::sunny(city)
        }
    }
}

// The client

async fn fetch(
    port: u16,
    city: String,
    settings: Settings,
) -> std::result::Result<String, AskError> {
    let limit = settings.common.timeout.unwrap_or(ANSWER_TIMEOUT);
    if settings.updates > 0 {
        let followed = follow(port, city, settings.updates, limit).await;
        return followed.map_err(AskError::Final);
    }
    let stage = "ch07_queues";
    ask_with_retries(stage, port, &city, limit, settings.retry).await
}

/// Prints the answer and the updates as they come, and returns the last one.
async fn follow(
    port: u16,
    city: String,
    updates: u32,
    limit: Duration,
) -> Result<String> {
    let mut server = connect(port, "ch07_queues").await?;
    let request = Request { city, updates };
    send(&mut server, &request).await?;
    let city = request.city;
    let mut lines = BufReader::new(server).lines();
    let mut last = None;
    loop {
        let next = async { Ok(lines.next_line().await?) };
        let Some(line) = in_time("update", limit, next).await? else {
            break;
        };
        if let Ok(MissedUpdates { missed }) = serde_json::from_str(&line) {
            println!("Missed {missed} updates for {city}");
            continue;
        }
        check_answer(&line)?;
        println!("Update for {city}: {line}");
        last = Some(line);
    }
    let none = "the server closed the connection without an answer";
    last.ok_or(none.into())
}
