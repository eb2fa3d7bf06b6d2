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
use clap::Parser;
use futures::{StreamExt, stream};
use serde::Deserialize;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Semaphore, broadcast};
use tokio::time::timeout;
use tokio::{join, select};
use tokio_util::sync::CancellationToken;
use tower::ServiceBuilder;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tracing::{Instrument, info_span, warn};
use weather_common::{
    ANSWER_TIMEOUT, AskError, BUSY, Forecasts, MAX_MESSAGE_BYTES,
    REQUEST_TIMEOUT, Result, RetrySettings, Role, Shutdown, Upstream, Weather,
    ask_with_retries, close_gracefully, in_time, listen_on, print_if_read,
    read_request, reply, run_role_on, send_line, stop_later,
};
use weather_web::{
    ApiError, Connections, Counter, Health, History, HistoryWriter, InFlight,
    Metrics, REQUEST_ID, ReadLimits, Reading, Report, Settings, check_weather,
    health_routes, hide_upstream_error, log_answer, measure, operator_router,
    page_routes, raise_open_files_limit, request_id, resident_mb, serve_http,
    serve_operator, start_logs, stop_after_delay,
};

/// How many updates a slow reader may fall behind before it misses some.
const MAX_PENDING_UPDATES: usize = 16;
/// The longest time for an answer, whatever it waits for.
const MAX_ANSWER_TIME: Duration = Duration::from_secs(30);
/// The longest time for the weather, from the cache or the upstream. It's
/// shorter than `MAX_ANSWER_TIME`, so the client learns what took too long.
const MAX_CALL_TIME: Duration = Duration::from_secs(29);
/// How long the history may take at the end, after the last answer.
const LAST_WRITES_TIMEOUT: Duration = Duration::from_secs(10);

/// The weather service: HTTP beside the old protocol, a history, live updates
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    settings: Settings,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let mut log = start_logs(options.settings.log_format);
    raise_open_files_limit();
    let result = match Runtime::new() {
        Ok(runtime) => {
            let result = runtime.block_on(run(options));
            // Dropping the runtime would wait for its blocking threads, one
            // of which may hang in a lookup of the database's address.
            runtime.shutdown_background();
            result
        }
        Err(error) => Err(error.into()),
    };
    if let Err(error) = &result {
        log.write_error(error);
    }
    log.flush_events();
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

async fn run(Options { role, settings }: Options) -> Result<()> {
    let (bind, port) = (settings.bind, settings.common.port);
    let limit = settings.common.timeout.unwrap_or(ANSWER_TIMEOUT);
    let retry = settings.retry;
    let serve = |listener, shutdown| serve(listener, settings, shutdown);
    let fetch = |port, city| fetch(port, city, limit, retry);
    run_role_on(bind, role, port, serve, fetch).await
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
    let http_listener =
        listen_on(settings.bind, settings.port_for_http()).await?;
    let operator_listener = listen_on(
        settings.address_for_operator(),
        settings.port_for_operator(),
    )
    .await?;
    let port = listener.local_addr()?.port();
    let http_address = http_listener.local_addr()?;
    let operator_address = operator_listener.local_addr()?;
    // ANCHOR: start
    let history = History::new(&settings.database, settings.database_timeout)?;
    let (health, health_task) =
        Health::watch(history.clone(), shutdown.stop_accepting.clone()).await;
    if let Some(problem) = health.history_problem() {
        warn!("Starting without the history: {problem}");
    }
    let metrics = Arc::new(Metrics::default());
    let (writer, mut writer_task) = HistoryWriter::spawn(
        history.clone(),
        settings.max_reports,
        Arc::clone(&metrics),
    );
    let (reading_tx, _) = broadcast::channel(MAX_PENDING_UPDATES);
    let station = tokio::spawn(measure(reading_tx.clone(), settings.interval));
    // ANCHOR_END: start
    let request_timeout = settings.common.timeout.unwrap_or(REQUEST_TIMEOUT);
    let limits = ReadLimits {
        head_timeout: request_timeout,
        keep_alive_timeout: settings.keep_alive,
    };
    let operator = operator_router(health.clone(), Arc::clone(&metrics));
    let operator =
        tokio::spawn(serve_operator(operator_listener, operator, limits));
    let stop_settings = settings.stop;
    stop_later(stop_settings.stop_after, &shutdown);
    let shutdown = stop_after_delay(&shutdown, settings.shutdown_delay);
    let clients = settings.max_clients.into();
    let connections =
        Connections::new(clients, Arc::clone(&metrics), shutdown.clone());

    let service = Arc::new(Service {
        forecasts: Forecasts::new(settings.max_age),
        call_permits: Semaphore::new(settings.workers.into()),
        queue_permits: Semaphore::new(settings.max_pending_calls()),
        upstream: settings.create_upstream(),
        request_timeout,
        history,
        writer,
        reading_tx,
        metrics,
        stop_requested: health.stop_requested.clone(),
        shutdown: shutdown.clone(),
    });
    let max_requests = settings.max_requests.into();
    let router = router(Arc::clone(&service), health, max_requests);

    print_if_read(&format!("Weather server started on port {port}"));
    print_if_read(&format!("Its page is at http://{http_address}/"));
    let metrics_url = format!("http://{operator_address}/metrics");
    print_if_read(&format!("Its metrics are at {metrics_url}"));
    print_startup_costs(start.elapsed());
    // ANCHOR: end
    let accept_clients = async {
        join!(
            connections.accept("weather", listener, |client| {
                Arc::clone(&service).answer(client)
            }),
            connections.accept("http", http_listener, |client| {
                serve_http(client, router.clone(), limits, shutdown.clone())
            }),
        )
    };
    select! {
        _ = accept_clients => {}
        // The platform should restart a service that can't store anything.
        ended = &mut writer_task => {
            ended?;
            return Err("the task that writes the history has ended".into());
        }
    }
    let result = connections.drain(stop_settings.drain_timeout).await;
    station.abort();
    health_task.abort();
    // The writer ends when no task can send it a report any more.
    drop((router, service));
    let writer_result = timeout(LAST_WRITES_TIMEOUT, writer_task).await;
    operator.abort();
    result?;
    // The second error is that of the task, which may have panicked.
    writer_result.map_err(|_| "the history did not end")??;
    Ok(())
    // ANCHOR_END: end
}

fn print_startup_costs(time: Duration) {
    let ms = time.as_secs_f64() * 1000.0;
    print_if_read(&match resident_mb() {
        Some(mb) => format!("Ready after {ms:.1} ms with {mb:.1} MB"),
        None => format!("Ready after {ms:.1} ms, memory not measured here"),
    });
}

/// What the tasks of the server share.
struct Service {
    request_timeout: Duration,
    forecasts: Forecasts,
    upstream: Upstream,
    /// A permit for each call that may run at once.
    call_permits: Semaphore,
    /// A permit for each call that may run or wait.
    queue_permits: Semaphore,
    history: History,
    writer: HistoryWriter,
    reading_tx: broadcast::Sender<Reading>,
    metrics: Arc<Metrics>,
    /// Cancelled before the server stops accepting, if there's a delay.
    stop_requested: CancellationToken,
    shutdown: Shutdown,
}

impl Service {
    // ANCHOR: weather
    /// Returns the weather from the cache or from upstream, or why there is
    /// none. Both protocols use it.
    async fn find_weather(&self, city: &str) -> Result<Weather> {
        // The old protocol allows control characters, so the log escapes them.
        Report::check_length("city", city)?;
        let call = self.call_upstream(city);
        // Without the box, the state of the whole call would be a part of each
        // future around it, and even of the connection's future.
        let weather = Box::pin(self.forecasts.get(city, call));
        let weather = in_time("weather", MAX_CALL_TIME, weather);
        self.shutdown.run_until_given_up(weather).await
    }

    async fn call_upstream(&self, city: &str) -> Result<Weather> {
        let Ok(_place) = self.queue_permits.try_acquire() else {
            return Err(format!("{BUSY}: the queue is full").into());
        };
        let _call = self.call_permits.acquire().await?;
        self.metrics.add(Counter::UpstreamCalls);
        let weather = Box::pin(self.upstream.call(city)).await;
        let weather = weather.and_then(|weather| check_weather(city, weather));
        let weather = weather.map_err(|error| hide_upstream_error(&error))?;
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
        match self.find_weather(&city).await {
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
fn router(
    service: Arc<Service>,
    health: Health,
    max_requests: usize,
) -> Router {
    // Each limit is for its routes and for all clients together.
    let limit = |max_requests| {
        ServiceBuilder::new()
            .layer(HandleErrorLayer::new(async |_: BoxError| ApiError::busy()))
            .load_shed()
            .layer(GlobalConcurrencyLimitLayer::new(max_requests))
    };
    let weather = Router::new()
        .route("/weather/{city}", get(get_weather))
        .layer(limit(max_requests));
    // Requests that wait for a slow database must not take all the places.
    let history = Router::new()
        .route("/history/{city}", get(get_history))
        .route("/reports", post(post_report))
        .layer(limit((max_requests / 5).max(1)));
    weather
        .merge(history)
        // These are always answered, and quickly.
        .route("/updates", get(get_updates))
        .merge(health_routes(health.without_causes()))
        .merge(page_routes())
        // ANCHOR_END: router
        // ANCHOR: fallbacks
        .fallback(async || ApiError::new(StatusCode::NOT_FOUND, "no such page"))
        .method_not_allowed_fallback(async || ApiError::other_methods())
        .layer(DefaultBodyLimit::max(MAX_MESSAGE_BYTES))
        .layer(CatchPanicLayer::custom(|_| {
            let reason = "the server made a mistake, which is in its log";
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, reason)
                .into_response()
        }))
        .layer(from_fn_with_state(Arc::clone(&service), observe_request))
        .with_state(service)
    // ANCHOR_END: fallbacks
}

// ANCHOR: observe
/// Counts, times and logs each request, and gives up on it when time is up.
async fn observe_request(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let _answer = service.metrics.begin_answer();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let has_body = !request.body().is_end_stream();
    let id = request_id(request.headers());
    let span = info_span!("request", id = id.to_str().unwrap_or_default());
    let answer = next.run(request).instrument(span.clone());
    let give_up = &service.shutdown.give_up;
    let mut response = select! {
        response = timeout(MAX_ANSWER_TIME, answer) => {
            response.unwrap_or_else(|_| {
                let reason = "the answer took too long";
                ApiError::new(StatusCode::GATEWAY_TIMEOUT, reason)
                    .into_response()
            })
        }
        () = give_up.cancelled() => ApiError::shutting_down().into_response(),
    };
    // ANCHOR_END: observe
    // ANCHOR: record
    let status = response.status();
    // Only a report's body has surely been read. After any other body, no
    // request can follow.
    let has_unread_body = has_body && status != StatusCode::CREATED;
    // And a server that stops soon wants no idle connections.
    if has_unread_body || service.stop_requested.is_cancelled() {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response.headers_mut().insert(REQUEST_ID, id);
    service.metrics.record_answer_time(start.elapsed());
    service.metrics.add(match status.as_u16() {
        500.. => Counter::ServerErrors,
        400.. => Counter::ClientErrors,
        _ => Counter::Answers,
    });
    let (method, path) = (method.as_str(), uri.path());
    log_answer(&span, method, path, status.as_u16(), start.elapsed());
    response
}
// ANCHOR_END: record

// ANCHOR: get_weather
async fn get_weather(
    State(service): State<Arc<Service>>,
    city: std::result::Result<Path<String>, PathRejection>,
) -> ApiResult<Json<Weather>> {
    let Path(city) = city?;
    check_name("city", &city)?;
    let weather = service.find_weather(&city).await;
    weather
        .map(Json)
        .map_err(|error| ApiError::no_weather(&error))
}
// ANCHOR_END: get_weather

#[derive(Deserialize)]
struct HistoryQuery {
    #[serde(default = "default_count")]
    count: u8,
}

fn default_count() -> u8 {
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

// ANCHOR: post_report
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
    report.check().map_err(bad_request)?;
    let stored = service.writer.store(report.clone()).await;
    stored.map_err(|error| ApiError::no_history(&error))?;
    Ok((StatusCode::CREATED, Json(report)))
}
// ANCHOR_END: post_report

fn check_name(what: &str, name: &str) -> ApiResult<()> {
    Report::check_name(what, name).map_err(bad_request)
}

fn bad_request(reason: String) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, reason)
}

// ANCHOR: get_updates
/// Sends each reading as a server-sent event.
async fn get_updates(State(service): State<Arc<Service>>) -> impl IntoResponse {
    let reader = service.metrics.begin_reader();
    let stop = service.shutdown.stop_accepting.clone().cancelled_owned();
    let readings = service.reading_tx.subscribe();
    let updates = stream::unfold((readings, service, reader), next_update);
    let events = updates.take_until(stop);
    // nginx would collect the events, and pass many of them on at once.
    let unbuffered = [("x-accel-buffering", "no")];
    (
        unbuffered,
        Sse::new(events).keep_alive(KeepAlive::default()),
    )
}
// ANCHOR_END: get_updates

// ANCHOR: next_update
type UpdateState = (broadcast::Receiver<Reading>, Arc<Service>, InFlight);

async fn next_update(
    (mut readings, service, reader): UpdateState,
) -> Option<(std::result::Result<Event, Infallible>, UpdateState)> {
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
// ANCHOR_END: next_update
