//! The weather service: a shared cache, and few upstream calls
use std::collections::HashMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::{Args, Parser};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OnceCell, Semaphore};
use weather_common::{
    ANSWER_TIMEOUT, AskError, CommonSettings, Question, REQUEST_TIMEOUT,
    Result, RetrySettings, Role, Shutdown, StopSettings, Upstream,
    UpstreamSettings, Weather, answer_clients, ask_with_retries, parse_seconds,
    read_request, reply, run_role,
};

/// The weather service: a shared cache, and few upstream calls
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
    /// How many upstream calls may run at once
    #[arg(long, global = true, value_name = "N", default_value_t = 10)]
    upstream_calls: usize,
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

// The server

async fn serve(
    listener: TcpListener,
    settings: Settings,
    shutdown: Shutdown,
) -> Result<()> {
    let Settings { common, retry, .. } = settings;
    let server = Arc::new(Server {
        request_timeout: common.timeout.unwrap_or(REQUEST_TIMEOUT),
        forecasts: Forecasts::new(settings.max_age),
        upstream: Upstream::new(common, retry, settings.upstream),
        call_permits: Semaphore::new(settings.upstream_calls),
        call_count: AtomicUsize::new(0),
        shutdown: shutdown.clone(),
    });
    let answer = |client| Arc::clone(&server).answer(client);
    let result =
        answer_clients(listener, &shutdown, settings.stop, answer).await;
    let calls = server.call_count.load(Ordering::Relaxed);
    println!("Made {calls} upstream calls");
    result
}

/// What the tasks of the server share.
struct Server {
    request_timeout: Duration,
    forecasts: Forecasts,
    upstream: Upstream,
    call_permits: Semaphore,
    call_count: AtomicUsize,
    shutdown: Shutdown,
}

// ANCHOR: server
impl Server {
    async fn answer(self: Arc<Self>, mut client: TcpStream) -> Result<()> {
        let weather = self.shutdown.run_until_given_up(async {
            let request = read_request(&mut client, self.request_timeout);
            let Question { city } = request.await?;
            self.forecasts.get(&city, self.call_upstream(&city)).await
        });
        let weather = weather.await;
        reply(&mut client, weather).await
    }

    async fn call_upstream(&self, city: &str) -> Result<Weather> {
        let _permit = self.call_permits.acquire().await?;
        self.call_count.fetch_add(1, Ordering::Relaxed);
        self.upstream.call(city).await
    }
}
// ANCHOR_END: server

// ANCHOR: forecasts
/// What is known about each city, or is being asked about it.
struct Forecasts {
    cities: Mutex<HashMap<String, Arc<OnceCell<Forecast>>>>,
    max_age: Duration,
}

/// What came from upstream: weather, or the reason why there is none.
struct Forecast {
    weather: std::result::Result<Weather, String>,
    arrived: Instant,
}
// ANCHOR_END: forecasts

impl Forecasts {
    fn new(max_age: Duration) -> Self {
        let cities = Mutex::default();
        Forecasts { cities, max_age }
    }

    // ANCHOR: get
    /// Returns the weather that is known, or that `call` returns. `call` runs
    /// only if no other call for this city is under way.
    async fn get(
        &self,
        city: &str,
        call: impl Future<Output = Result<Weather>>,
    ) -> Result<Weather> {
        let cell = self.get_or_create_cell(city);
        let forecast = cell.get_or_init(async || {
            let weather = call.await.map_err(|error| error.to_string());
            let arrived = Instant::now();
            Forecast { weather, arrived }
        });
        Ok(forecast.await.weather.clone()?)
    }
    // ANCHOR_END: get

    // ANCHOR: cell
    /// Returns the city's cell, which may be empty, and drops all old ones.
    fn get_or_create_cell(&self, city: &str) -> Arc<OnceCell<Forecast>> {
        // A plain mutex will do, as nothing is awaited while it's locked.
        let mut cities = self.cities.lock().unwrap();
        cities.retain(|_, cell| match cell.get() {
            Some(forecast) => forecast.is_usable(self.max_age),
            None => true, // the call is under way
        });
        Arc::clone(cities.entry(city.to_owned()).or_default())
    }
    // ANCHOR_END: cell
}

impl Forecast {
    /// An error goes to all who wait for it, but isn't kept for anyone else.
    fn is_usable(&self, max_age: Duration) -> bool {
        self.weather.is_ok() && self.arrived.elapsed() < max_age
    }
}

// The client

async fn fetch(
    port: u16,
    city: String,
    settings: Settings,
) -> std::result::Result<String, AskError> {
    let limit = settings.common.timeout.unwrap_or(ANSWER_TIMEOUT);
    let stage = "ch06_locks";
    ask_with_retries(stage, port, &city, limit, settings.retry).await
}
