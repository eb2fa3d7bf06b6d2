//! What an operator and a platform ask the service: whether it's alive, whether
//! it should get requests, and its metrics.

use crate::api_error::ApiError;
use crate::connections::{Connections, OPERATOR_PROTOCOL};
use crate::history::History;
use crate::http::serve_http;
use crate::metrics::Metrics;
use crate::request_phase::ReadLimits;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use weather_common::Shutdown;

/// How many connections the operator's port has at once.
const MAX_OPERATOR_CONNECTIONS: usize = 50;
/// How long a task waits between two checks of the database.
const DATABASE_CHECK_PAUSE: Duration = Duration::from_secs(2);

#[derive(Debug, Clone)]
pub struct Health {
    /// Why the last check of the database has failed, if it has.
    history_problem: watch::Receiver<Option<String>>,
    shows_causes: bool,
    /// Cancelled as soon as the service is asked to stop.
    pub stop_requested: CancellationToken,
}

/// Returns the routes of the operator's port.
pub fn operator_router(health: Health, metrics: Arc<Metrics>) -> Router {
    Router::new()
        .route("/metrics", get(get_metrics))
        .with_state(metrics)
        .merge(health_routes(health))
        .fallback(async || ApiError::new(StatusCode::NOT_FOUND, "no such page"))
        // Without a body, `ClientStream` would take the answer for hyper's.
        .method_not_allowed_fallback(async || ApiError::other_methods())
}

/// Serves the operator until the program ends, with a limit of its own, so that
/// a crowd of clients can't keep the operator out, unless it takes all the open
/// files that the process may have.
pub async fn serve_operator(
    listener: TcpListener,
    router: Router,
    limits: ReadLimits,
) {
    let never = Shutdown::default();
    let metrics = Arc::default(); // not the ones that count clients
    let connections = Connections::with_limit(
        MAX_OPERATOR_CONNECTIONS,
        metrics,
        never.clone(),
    );
    let serve =
        |client| serve_http(client, router.clone(), limits, never.clone());
    connections.accept(OPERATOR_PROTOCOL, listener, serve).await;
}

/// Returns the routes that platforms and proxies ask again and again.
pub fn health_routes<S>(health: Health) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    Router::new()
        .route("/health", get(get_health))
        .route("/ready", get(get_ready))
        .with_state(health)
}

/// Answers 200 as long as the service can answer at all. Without that answer,
/// the platform should restart it, which wouldn't repair a database.
async fn get_health(State(health): State<Health>) -> Json<Value> {
    Json(health.describe())
}

/// Answers 503 as soon as the service is asked to stop, so that the proxy sends
/// its requests elsewhere.
async fn get_ready(State(health): State<Health>) -> (StatusCode, Json<Value>) {
    let status = if health.stop_requested.is_cancelled() {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    };
    (status, Json(health.describe()))
}

impl Health {
    /// Checks the database, and spawns a task that does it again and again. An
    /// answer must not wait for the database, because whatever asks for it may
    /// restart the service if there's no answer within a second.
    pub async fn watch(
        history: History,
        stop_requested: CancellationToken,
    ) -> (Self, JoinHandle<()>) {
        let (sender, history_problem) =
            watch::channel(find_history_problem(&history).await);
        let task = tokio::spawn(async move {
            loop {
                sleep(DATABASE_CHECK_PAUSE).await;
                sender.send_replace(find_history_problem(&history).await);
            }
        });
        let health = Health {
            history_problem,
            shows_causes: true,
            stop_requested,
        };
        (health, task)
    }

    pub fn history_problem(&self) -> Option<String> {
        self.history_problem.borrow().clone()
    }

    /// Returns a copy that hides why there's no history, because only the
    /// operator should learn that.
    pub fn without_causes(self) -> Self {
        Health {
            shows_causes: false,
            ..self
        }
    }

    fn describe(&self) -> Value {
        let history = match self.history_problem() {
            None => "ok".to_owned(),
            Some(problem) if self.shows_causes => problem,
            Some(_) => "not available".to_owned(),
        };
        let is_stopping = self.stop_requested.is_cancelled();
        let status = if is_stopping { "shutting down" } else { "ok" };
        json!({ "status": status, "history": history })
    }
}

async fn find_history_problem(history: &History) -> Option<String> {
    let error = history.check().await.err()?;
    Some(error.to_string())
}

async fn get_metrics(State(metrics): State<Arc<Metrics>>) -> impl IntoResponse {
    let content_type = "text/plain; version=0.0.4";
    ([(header::CONTENT_TYPE, content_type)], metrics.to_text())
}
