//! The weather service: find the ten faults
use std::collections::HashMap;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use clap::{Args, Parser};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Handle, Runtime};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::{interval, sleep};
use tokio::{join, select, spawn};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use weather_common::{
    ANSWER_TIMEOUT, AskError, CommonSettings, Question, REQUEST_TIMEOUT,
    Result, RetrySettings, Role, Shutdown, StopSettings, Weather,
    answer_clients, ask_with_retries, check_answer, connect, in_time,
    read_answer, read_request, reply, run_role, to_json,
};

/// How many calls the upstream handles at once. It refuses the others.
const MAX_UPSTREAM_CALLS: usize = 5;
/// How often the station measures.
const STATION_PERIOD: Duration = Duration::from_secs(3);
/// How often the clock ticks.
const CLOCK_PERIOD: Duration = Duration::from_millis(50);
/// How often a task that reads a request looks at the clock.
const PROGRESS_PERIOD: Duration = Duration::from_millis(200);

/// The weather service: find the ten faults
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
    /// The fault that the service has, from 1 to 10
    #[arg(long, global = true, value_name = "N", value_parser = parse_fault)]
    fault: Option<Fault>,
    /// Send each request in two halves, with this time between them
    #[arg(long = "halves", global = true, value_name = "SECONDS")]
    #[arg(value_parser = weather_common::parse_seconds)]
    pause_between_halves: Option<Duration>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    UnrunFuture,
    BlockedThread,
    NestedRuntime,
    IgnoredToken,
    DetachedTask,
    SequentialAwaits,
    SwallowedError,
    UnboundedCalls,
    LockAcrossAwait,
    TornRequest,
}

const FAULTS: [Fault; 10] = [
    Fault::LockAcrossAwait,
    Fault::UnrunFuture,
    Fault::TornRequest,
    Fault::BlockedThread,
    Fault::SwallowedError,
    Fault::DetachedTask,
    Fault::NestedRuntime,
    Fault::UnboundedCalls,
    Fault::SequentialAwaits,
    Fault::IgnoredToken,
];

fn parse_fault(text: &str) -> std::result::Result<Fault, String> {
    let number: Option<usize> = text.parse().ok();
    let index = number.and_then(|number| number.checked_sub(1));
    let fault = index.and_then(|index| FAULTS.get(index));
    fault
        .copied()
        .ok_or("the faults have the numbers 1 to 10".to_owned())
}

#[tokio::main(flavor = "current_thread")]
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

// The server

// ANCHOR: serve
async fn serve(
    listener: TcpListener,
    settings: Settings,
    shutdown: Shutdown,
) -> Result<()> {
    let server = Arc::new(Server::new(settings, shutdown.clone()));
    let clock = AbortOnDropHandle::new(spawn(watch_clock(server.clone())));
    let token = shutdown.stop_accepting.clone();
    let station = spawn(run_station(server.clone(), token));

    let answer = |client| Arc::clone(&server).answer(client);
    let result =
        answer_clients(listener, &shutdown, settings.stop, answer).await;
    let stopping = Instant::now();
    station.await?;
    let station_time = stopping.elapsed();
    drop(clock);
    sleep(CLOCK_PERIOD).await; // until the dropped tasks are gone
    server.report(station_time);
    result
}
// ANCHOR_END: serve

struct Server {
    settings: Settings,
    shutdown: Shutdown,
    known_weather: Mutex<HashMap<String, Weather>>,
    /// One permit for each call that the upstream can handle.
    call_permits: Semaphore,
    active_calls: AtomicUsize,
    peak_calls: AtomicUsize,
    recorded_count: AtomicUsize,
    /// The longest time between two ticks of the clock.
    longest_pause_ms: AtomicU64,
}

impl Server {
    fn new(settings: Settings, shutdown: Shutdown) -> Self {
        Server {
            settings,
            shutdown,
            known_weather: Mutex::default(),
            call_permits: Semaphore::new(MAX_UPSTREAM_CALLS),
            active_calls: AtomicUsize::new(0),
            peak_calls: AtomicUsize::new(0),
            recorded_count: AtomicUsize::new(0),
            longest_pause_ms: AtomicU64::new(0),
        }
    }

    fn has_fault(&self, fault: Fault) -> bool {
        self.settings.fault == Some(fault)
    }

    fn report(&self, station_time: Duration) {
        let tasks = Handle::current().metrics().num_alive_tasks();
        let pause = self.longest_pause_ms.load(Relaxed) as f64 / 1000.0;
        println!("Requests recorded: {}", self.recorded_count.load(Relaxed));
        println!("Most calls at once: {}", self.peak_calls.load(Relaxed));
        println!("Longest pause of the clock: {pause:.2} s");
        println!("Station stopped after {:.2} s", station_time.as_secs_f64());
        println!("Tasks alive: {tasks}");
    }

    // ANCHOR: answer
    // ANCHOR: healthy
    async fn answer(self: Arc<Self>, mut client: TcpStream) -> Result<()> {
        let request = self.read_question(&mut client);
        let request = self.shutdown.run_until_given_up(request).await;
        let city = match request {
            Ok(Question { city }) => city,
            Err(error) => return reply(&mut client, Err(error)).await,
        };
        self.record_request(&city).await;
        let _progress = self.spawn_progress_task();
        let weather = self.shutdown.run_until_given_up(self.get(&city)).await;
        // ANCHOR_END: healthy
        if weather.is_err() && self.has_fault(Fault::SwallowedError) {
            return Ok(());
        }
        // ANCHOR: healthy
        reply(&mut client, weather).await
    }
    // ANCHOR_END: healthy
    // ANCHOR_END: answer

    // ANCHOR: read
    async fn read_question(&self, client: &mut TcpStream) -> Result<Question> {
        let limit = self.settings.common.timeout.unwrap_or(REQUEST_TIMEOUT);
        let mut progress = interval(PROGRESS_PERIOD);
        if self.has_fault(Fault::TornRequest) {
            loop {
                select! {
                    request = read_request(client, limit) => return request,
                    _ = progress.tick() => {}
                }
            }
        }
        let mut request = pin!(read_request(client, limit));
        loop {
            select! {
                request = &mut request => return request,
                _ = progress.tick() => {}
            }
        }
    }
    // ANCHOR_END: read

    // ANCHOR: record
    async fn record_request(&self, city: &str) {
        if self.has_fault(Fault::UnrunFuture) {
            #[expect(clippy::let_underscore_future, reason = "it's a fault")]
            let _ = self.save(city);
        } else {
            self.save(city).await;
        }
    }

    async fn save(&self, _city: &str) {
        sleep(Duration::from_millis(1)).await;
        self.recorded_count.fetch_add(1, Relaxed);
    }
    // ANCHOR_END: record

    // ANCHOR: track
    /// Starts a task that follows the request, and returns what ends it.
    fn spawn_progress_task(&self) -> Option<AbortOnDropHandle<()>> {
        let task = spawn(sleep(Duration::from_secs(3600)));
        if self.has_fault(Fault::DetachedTask) {
            return None;
        }
        Some(AbortOnDropHandle::new(task))
    }
    // ANCHOR_END: track

    // ANCHOR: get
    async fn get(&self, city: &str) -> Result<Weather> {
        if self.has_fault(Fault::LockAcrossAwait) {
            let mut known = self.known_weather.lock().await;
            if let Some(weather) = known.get(city) {
                return Ok(weather.clone());
            }
            let weather = self.call_upstream(city).await?;
            known.insert(city.to_owned(), weather.clone());
            return Ok(weather);
        }
        let known = self.known_weather.lock().await.get(city).cloned();
        if let Some(weather) = known {
            return Ok(weather);
        }
        let weather = self.call_upstream(city).await?;
        let mut known = self.known_weather.lock().await;
        known.insert(city.to_owned(), weather.clone());
        Ok(weather)
    }
    // ANCHOR_END: get

    // ANCHOR: call
    async fn call_upstream(&self, city: &str) -> Result<Weather> {
        if self.has_fault(Fault::UnboundedCalls) {
            return self.answer_as_upstream(city).await;
        }
        let _permit = self.call_permits.acquire().await?;
        self.answer_as_upstream(city).await
    }
    // ANCHOR_END: call

    /// What the server at the other end does.
    async fn answer_as_upstream(&self, city: &str) -> Result<Weather> {
        let call = ActiveCall::begin(&self.active_calls);
        self.peak_calls.fetch_max(call.active_count, Relaxed);
        let weather = self.look_up(city).await;
        if call.active_count > MAX_UPSTREAM_CALLS {
            return Err("the upstream is overloaded".into());
        }
        weather
    }

    // ANCHOR: look_up
    async fn look_up(&self, city: &str) -> Result<Weather> {
        if self.has_fault(Fault::SequentialAwaits) {
            self.ask_station().await;
            self.ask_satellite().await;
        } else {
            join!(self.ask_station(), self.ask_satellite());
        }
        if city == "Atlantis" {
            return Err("there is no station in Atlantis".into());
        }
        Ok(Weather::sunny(city))
    }

    async fn ask_station(&self) {
        let delay = self.settings.common.delay;
        if self.has_fault(Fault::BlockedThread) {
            std::thread::sleep(delay);
        } else if self.has_fault(Fault::NestedRuntime) {
            Runtime::new().unwrap().block_on(sleep(delay));
        } else {
            sleep(delay).await;
        }
    }
    // ANCHOR_END: look_up

    async fn ask_satellite(&self) {
        sleep(self.settings.common.delay).await;
    }
}

/// Counts as active until it's dropped, so also if the call panics.
struct ActiveCall<'a> {
    active_calls: &'a AtomicUsize,
    /// How many calls were active when this one began, including itself.
    active_count: usize,
}

impl<'a> ActiveCall<'a> {
    fn begin(active_calls: &'a AtomicUsize) -> Self {
        let active_count = active_calls.fetch_add(1, Relaxed) + 1;
        ActiveCall {
            active_calls,
            active_count,
        }
    }
}

impl Drop for ActiveCall<'_> {
    fn drop(&mut self) {
        self.active_calls.fetch_sub(1, Relaxed);
    }
}

// ANCHOR: measure
/// Measures again and again, until the token says that it's time to stop.
async fn run_station(server: Arc<Server>, token: CancellationToken) {
    if server.has_fault(Fault::IgnoredToken) {
        while !token.is_cancelled() {
            sleep(STATION_PERIOD).await;
        }
        return;
    }
    let work = async {
        loop {
            sleep(STATION_PERIOD).await;
        }
    };
    token.run_until_cancelled(work).await;
}
// ANCHOR_END: measure

/// Notes the longest time that the clock's task had to wait for its turn.
async fn watch_clock(server: Arc<Server>) {
    loop {
        let start = Instant::now();
        sleep(CLOCK_PERIOD).await;
        let pause = start.elapsed().as_millis() as u64;
        server.longest_pause_ms.fetch_max(pause, Relaxed);
    }
}

// The client

async fn fetch(
    port: u16,
    city: String,
    settings: Settings,
) -> std::result::Result<String, AskError> {
    let limit = settings.common.timeout.unwrap_or(ANSWER_TIMEOUT);
    if let Some(pause) = settings.pause_between_halves {
        let answer = in_time("answer", limit, ask_slowly(port, city, pause));
        return answer.await.map_err(AskError::Final);
    }
    let stage = "ch09_pitfalls";
    ask_with_retries(stage, port, &city, limit, settings.retry).await
}

async fn ask_slowly(
    port: u16,
    city: String,
    pause: Duration,
) -> Result<String> {
    let mut server = connect(port, "ch09_pitfalls").await?;
    let request = to_json(&Question { city })?;
    let (first, second) = request.split_at(request.len() / 2);
    server.write_all(first).await?;
    sleep(pause).await;
    server.write_all(second).await?;
    let answer = read_answer(&mut server).await?;
    check_answer(&answer)?;
    Ok(answer)
}
