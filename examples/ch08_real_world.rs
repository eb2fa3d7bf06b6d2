//! The weather service: HTTP beside the old protocol, a history, live updates
use std::convert::Infallible;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::HttpBody;
use axum::error_handling::HandleErrorLayer;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{
    DefaultBodyLimit, FromRequest, Path, Query, Request, State,
};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{BoxError, Json, Router, routing::get, routing::post};
use clap::{Args, Parser};
use futures::{Stream, StreamExt, stream};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Semaphore, broadcast};
use tokio::time::{interval, timeout};
use tokio::{join, select};
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::{info, warn};
use weather_common::{
    ANSWER_TIMEOUT, AskError, BUSY, CommonSettings, Forecasts,
    MAX_MESSAGE_BYTES, REQUEST_TIMEOUT, Result, RetrySettings, Role, Shutdown,
    StopSettings, Upstream, UpstreamSettings, Weather, ask_with_retries,
    close_gracefully, in_time, listen, parse_seconds, read_request, reply,
    run_role, send_line, stop_later,
};
use weather_web::{
    ApiError, Connections, Counter, DEFAULT_DATABASE, History, HistoryWriter,
    InFlight, LogFormat, Metrics, Report, page_routes, raise_open_files_limit,
    resident_mb, serve_http, shorten, start_logs,
};

/// How many updates a slow reader may be late before it misses some.
const UPDATES_KEPT: usize = 16;
/// The longest time for an answer, whatever it waits for.
const LONGEST_ANSWER: Duration = Duration::from_secs(30);
/// How long the history may take at the end, after the last answer.
const LAST_WRITES_TIME: Duration = Duration::from_secs(10);
/// How long `/health` waits for the database. Whatever asks for it may restart
/// the service if there's no answer within a second.
const HEALTH_CHECK_TIME: Duration = Duration::from_millis(500);

/// The weather service: HTTP beside the old protocol, a history, live updates
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Args)]
struct Settings {
    #[command(flatten)]
    common: CommonSettings,
    #[command(flatten)]
    retry: RetrySettings,
    #[command(flatten)]
    stop: StopSettings,
    #[command(flatten)]
    upstream: UpstreamSettings,
    /// The port for HTTP [default: 80 above the other port, such as 8080]
    #[arg(long, global = true, value_name = "PORT")]
    http_port: Option<u16>,
    /// Where the history is, such as `sqlite:weather.db?mode=rwc`
    #[arg(long, global = true, value_name = "URL", env = "DATABASE_URL")]
    #[arg(default_value = DEFAULT_DATABASE, hide_env_values = true)]
    database: String,
    /// How long the database may take for a query
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "3", value_parser = parse_seconds)]
    database_timeout: Duration,
    /// How many reports the history keeps
    #[arg(long, global = true, value_name = "N", default_value_t = 100_000)]
    max_reports: u32,
    /// How long the server may give the same weather again
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "60", value_parser = parse_seconds)]
    max_age: Duration,
    /// How many calls to the upstream run at once
    #[arg(long, global = true, value_name = "N", default_value_t = 5)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    workers: u16,
    /// How many calls may wait for their turn
    #[arg(long, global = true, value_name = "N", default_value_t = 10)]
    queue: u16,
    /// How many clients may be connected at once
    #[arg(long, global = true, value_name = "N", default_value_t = 10_000)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    clients: u16,
    /// How many HTTP requests may be under way at once
    #[arg(long, global = true, value_name = "N", default_value_t = 1000)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..))]
    requests: u16,
    /// How often there is an update
    #[arg(long, global = true, value_name = "SECONDS")]
    #[arg(default_value = "0.5", value_parser = parse_seconds)]
    every: Duration,
    /// The form of the log on standard error
    #[arg(long, global = true, value_name = "FORM", default_value = "text")]
    log: LogFormat,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Options { role, settings } = Options::parse();
    let mut log = start_logs(settings.log);
    raise_open_files_limit();
    let port = settings.common.port;
    let limit = settings.common.timeout.unwrap_or(ANSWER_TIMEOUT);
    let retry = settings.retry;
    let serve = |listener, shutdown| serve(listener, settings, shutdown);
    let fetch = |port, city| fetch(port, city, limit, retry);
    let result = run_role(role, port, serve, fetch).await;
    if let Err(error) = &result {
        log.write_line(&format!("error: {error}"));
    }
    log.flush_events();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

async fn fetch(
    port: u16,
    city: String,
    limit: Duration,
    retry: RetrySettings,
) -> std::result::Result<String, AskError> {
    ask_with_retries("ch08_real_world", port, &city, limit, retry).await
}

// The server

async fn serve(
    listener: TcpListener,
    settings: Settings,
    shutdown: Shutdown,
) -> Result<()> {
    let start = Instant::now();
    let port = listener.local_addr()?.port();
    let http_listener = listen(settings.port_for_http(port)).await?;
    let http_port = http_listener.local_addr()?.port();
    // ANCHOR: serve
    let history = History::new(&settings.database, settings.database_timeout)?;
    if let Err(error) = history.check().await {
        warn!("Starting without the history: {error}");
    }
    let metrics = Arc::new(Metrics::default());
    let (writer, writer_task) = HistoryWriter::spawn(
        history.clone(),
        settings.max_reports,
        Arc::clone(&metrics),
    );
    let (readings, _) = broadcast::channel(UPDATES_KEPT);
    let station = tokio::spawn(measure(readings.clone(), settings.every));
    let clients = settings.clients.into();
    let connections =
        Connections::new(clients, Arc::clone(&metrics), shutdown.clone());

    let (stop, max_requests) = (settings.stop, settings.requests.into());
    let service = Service {
        forecasts: Forecasts::new(settings.max_age),
        calls: Semaphore::new(settings.workers.into()),
        places: Semaphore::new((settings.workers + settings.queue).into()),
        upstream: settings.upstream(),
        request_timeout: settings.common.timeout.unwrap_or(REQUEST_TIMEOUT),
        history,
        writer,
        readings,
        metrics,
        shutdown: shutdown.clone(),
    };
    let service = Arc::new(service);
    let router = router(Arc::clone(&service), max_requests);

    println!("Weather server started on port {port}");
    println!("Its page is at http://127.0.0.1:{http_port}/");
    print_costs(start.elapsed());
    stop_later(stop.stop_after, &shutdown);
    let head_timeout = service.request_timeout;
    join!(
        connections.accept("weather", listener, |client| {
            Arc::clone(&service).answer(client)
        }),
        connections.accept("http", http_listener, |client| {
            let shutdown = shutdown.clone();
            serve_http(client, router.clone(), head_timeout, shutdown)
        }),
    );
    let result = connections.drain(stop.drain).await;
    station.abort();
    // The writer ends when no task can send it a report any more.
    drop((router, service));
    let writer_result = timeout(LAST_WRITES_TIME, writer_task).await;
    result?;
    // The second error is that of the task, which may have panicked.
    writer_result.map_err(|_| "the history did not end")??;
    Ok(())
    // ANCHOR_END: serve
}

fn print_costs(time: Duration) {
    let ms = time.as_secs_f64() * 1000.0;
    match resident_mb() {
        Some(mb) => println!("Ready after {ms:.1} ms with {mb:.1} MB"),
        None => println!("Ready after {ms:.1} ms, memory not measured here"),
    }
}

impl Settings {
    fn port_for_http(&self, port: u16) -> u16 {
        let is_chosen_by_system = self.common.port == 0;
        let default = if is_chosen_by_system {
            0
        } else {
            port.saturating_add(80)
        };
        self.http_port.unwrap_or(default)
    }

    fn upstream(&self) -> Upstream {
        Upstream::new(self.common, self.retry, self.upstream)
    }
}

/// What the tasks of the server share.
struct Service {
    request_timeout: Duration,
    forecasts: Forecasts,
    upstream: Upstream,
    /// A permit for each call that may run at once.
    calls: Semaphore,
    /// A permit for each call that may run or wait.
    places: Semaphore,
    history: History,
    writer: HistoryWriter,
    readings: broadcast::Sender<Reading>,
    metrics: Arc<Metrics>,
    shutdown: Shutdown,
}

impl Service {
    // ANCHOR: weather
    /// Returns the weather from the cache or from upstream, or why there is
    /// none. Both protocols use it.
    async fn weather(&self, city: &str) -> Result<Weather> {
        Report::check_length("city", city)?;
        let call = self.call_upstream(city);
        // Boxed, or the state of the whole call would be a part of each future
        // around it, down to that of the connection.
        let weather = Box::pin(self.forecasts.get(city, call));
        let weather = in_time("weather", LONGEST_ANSWER, weather);
        self.shutdown.run_until_given_up(weather).await
    }

    async fn call_upstream(&self, city: &str) -> Result<Weather> {
        let Ok(_place) = self.places.try_acquire() else {
            return Err(format!("{BUSY}: the queue is full").into());
        };
        let _call = self.calls.acquire().await?;
        self.metrics.add(Counter::UpstreamCalls);
        let weather = Box::pin(self.upstream.call(city)).await?;
        self.writer.store_later(Report::of(&weather));
        Ok(weather)
    }
    // ANCHOR_END: weather

    // ANCHOR: answer
    /// Answers a client of the old protocol.
    async fn answer(self: Arc<Self>, mut client: TcpStream) -> Result<()> {
        let _answer = self.metrics.begin_answer();
        let request = read_request(&mut client, self.request_timeout);
        let request = self.shutdown.run_until_given_up(request).await;
        let WeatherRequest { city, updates } = match request {
            Ok(request) => request,
            Err(error) => return reply(&mut client, Err(error)).await,
        };
        match self.weather(&city).await {
            Ok(weather) if updates > 0 => {
                self.follow(client, weather, updates).await?;
            }
            weather => reply(&mut client, weather).await?,
        }
        self.metrics.add(Counter::Answers);
        Ok(())
    }
    // ANCHOR_END: answer

    /// Sends the weather, and then the updates as they come, in lines.
    async fn follow(
        &self,
        mut client: TcpStream,
        weather: Weather,
        updates: u32,
    ) -> Result<()> {
        let _reader = self.metrics.begin_reader();
        let mut readings = self.readings.subscribe();
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
                    self.metrics.add_many(Counter::UpdatesMissed, missed);
                    let missed = json!({ "missed": missed });
                    send_line(&mut client, &missed).await?;
                }
                Err(RecvError::Closed) => break,
            }
        }
        close_gracefully(&mut client).await
    }
}

/// A question of the old protocol, and how many updates the client wants.
#[derive(Deserialize)]
struct WeatherRequest {
    city: String,
    #[serde(default)]
    updates: u32,
}

// HTTP

type ApiResult<T> = std::result::Result<T, ApiError>;

// ANCHOR: router
fn router(service: Arc<Service>, max_requests: usize) -> Router {
    // One limit for all routes and all clients together.
    let limits = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(async |_: BoxError| ApiError::busy()))
        .load_shed()
        .layer(GlobalConcurrencyLimitLayer::new(max_requests));
    Router::new()
        .route("/weather/{city}", get(get_weather))
        .route("/history/{city}", get(get_history))
        .route("/reports", post(post_report))
        .layer(limits)
        // The limit for requests must not keep an operator out.
        .route("/updates", get(get_updates))
        .route("/health", get(get_health))
        .route("/metrics", get(get_metrics))
        .merge(page_routes())
        .fallback(async || ApiError::new(StatusCode::NOT_FOUND, "no such page"))
        .method_not_allowed_fallback(async || {
            let reason = "this page has other methods";
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, reason)
        })
        .layer(DefaultBodyLimit::max(MAX_MESSAGE_BYTES))
        .layer(CatchPanicLayer::custom(|_| {
            let reason = "the server made a mistake, which is in its log";
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, reason)
                .into_response()
        }))
        .layer(from_fn_with_state(Arc::clone(&service), observe))
        .with_state(service)
}
// ANCHOR_END: router

// ANCHOR: observe
/// Counts and logs each request, and gives up on it when time is up.
async fn observe(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let _answer = service.metrics.begin_answer();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let has_body = !request.body().is_end_stream();
    let give_up = &service.shutdown.give_up;
    let mut response = select! {
        response = timeout(LONGEST_ANSWER, next.run(request)) => {
            response.unwrap_or_else(|_| {
                let reason = "the answer took too long";
                ApiError::new(StatusCode::GATEWAY_TIMEOUT, reason)
                    .into_response()
            })
        }
        () = give_up.cancelled() => ApiError::shutting_down().into_response(),
    };
    let status = response.status();
    if has_body && status.as_u16() >= 400 {
        // The body may not have been read, so no request can follow it.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    service.metrics.add(match status.as_u16() {
        500.. => Counter::ServerErrors,
        400.. => Counter::ClientErrors,
        _ => Counter::Answers,
    });
    let (method, path) = (shorten(method.as_str()), shorten(uri.path()));
    let status = status.as_u16();
    let ms = start.elapsed().as_millis() as u64;
    info!(%method, path, status, ms, "answered");
    response
}
// ANCHOR_END: observe

// ANCHOR: handlers
async fn get_weather(
    State(service): State<Arc<Service>>,
    city: std::result::Result<Path<String>, PathRejection>,
) -> ApiResult<Json<Weather>> {
    let Path(city) = city?;
    check_name("city", &city)?;
    let weather = service.weather(&city).await;
    weather
        .map(Json)
        .map_err(|error| ApiError::no_weather(&error))
}

#[derive(Deserialize)]
struct HistoryQuery {
    #[serde(default = "ten")]
    count: u8,
}

fn ten() -> u8 {
    10
}

async fn get_history(
    State(service): State<Arc<Service>>,
    city: std::result::Result<Path<String>, PathRejection>,
    query: std::result::Result<Query<HistoryQuery>, QueryRejection>,
) -> ApiResult<Json<Vec<Report>>> {
    let (Path(city), Query(query)) = (city?, query?);
    check_name("city", &city)?;
    let reports = service.history.latest(&city, query.count.into()).await;
    reports
        .map(Json)
        .map_err(|error| ApiError::no_history(&error))
}

/// Stores a report. The answer comes when it's in the database.
async fn post_report(
    State(service): State<Arc<Service>>,
    request: Request,
) -> ApiResult<(StatusCode, Json<Report>)> {
    // A client may ask whether its body is welcome, before it sends it.
    if request.body().size_hint().lower() > MAX_MESSAGE_BYTES as u64 {
        let reason =
            format!("the limit for a body is {MAX_MESSAGE_BYTES} bytes");
        return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, reason));
    }
    let body = Json::<Report>::from_request(request, &());
    let Ok(body) = timeout(service.request_timeout, body).await else {
        let reason = "the body took too long";
        return Err(ApiError::new(StatusCode::REQUEST_TIMEOUT, reason));
    };
    let Json(report) = body?;
    check_name("city", &report.city)?;
    check_name("conditions", &report.conditions)?;
    let stored = service.writer.store(report.clone()).await;
    stored.map_err(|error| ApiError::no_history(&error))?;
    Ok((StatusCode::CREATED, Json(report)))
}
// ANCHOR_END: handlers

fn check_name(what: &str, name: &str) -> ApiResult<()> {
    Report::check_name(what, name)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, error))
}

// ANCHOR: updates
/// Sends each reading as a server-sent event.
async fn get_updates(
    State(service): State<Arc<Service>>,
) -> Sse<impl Stream<Item = std::result::Result<Event, Infallible>>> {
    let reader = service.metrics.begin_reader();
    let stop = service.shutdown.stop_accepting.clone().cancelled_owned();
    let readings = service.readings.subscribe();
    let updates = stream::unfold((readings, service, reader), next_update);
    Sse::new(updates.take_until(stop)).keep_alive(KeepAlive::default())
}

type Updates = (broadcast::Receiver<Reading>, Arc<Service>, InFlight);

async fn next_update(
    (mut readings, service, reader): Updates,
) -> Option<(std::result::Result<Event, Infallible>, Updates)> {
    let event = match readings.recv().await {
        Ok(reading) => Event::default().json_data(reading),
        Err(RecvError::Lagged(missed)) => {
            service.metrics.add_many(Counter::UpdatesMissed, missed);
            Ok(Event::default().event("missed").data(missed.to_string()))
        }
        Err(RecvError::Closed) => return None,
    };
    let event = event.expect("a reading is JSON");
    Some((Ok(event), (readings, service, reader)))
}
// ANCHOR_END: updates

/// Says whether the service should get requests, and whether all of it works.
async fn get_health(
    State(service): State<Arc<Service>>,
) -> (StatusCode, Json<Value>) {
    let check = timeout(HEALTH_CHECK_TIME, service.history.check());
    let history = match check.await {
        Ok(Ok(())) => "ok".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the database took too long".to_owned(),
    };
    let (status, text) = if service.shutdown.stop_accepting.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "shutting down")
    } else {
        (StatusCode::OK, "ok")
    };
    (status, Json(json!({ "status": text, "history": history })))
}

async fn get_metrics(State(service): State<Arc<Service>>) -> impl IntoResponse {
    let content_type = "text/plain; version=0.0.4";
    let headers = [(header::CONTENT_TYPE, content_type)];
    (headers, service.metrics.to_text())
}

// The weather station

/// The temperature that the weather station has measured.
#[derive(Clone, Copy, Serialize)]
struct Reading {
    number: u64,
    temperature: u64,
}

/// Publishes a reading again and again, for all who follow.
async fn measure(readings: broadcast::Sender<Reading>, every: Duration) {
    let mut ticks = interval(every.max(Duration::from_millis(1)));
    for number in 0.. {
        ticks.tick().await;
        let temperature = number % 30;
        // This fails if no client follows, which is fine.
        let _ = readings.send(Reading {
            number,
            temperature,
        });
    }
}

impl Reading {
    fn weather_in(self, city: &str) -> Weather {
        Weather {
            temperature: self.temperature.into(),
            ..Weather::sunny(city)
        }
    }
}
