//! The one connection of a page: a WebSocket with the events of all its runs
//! and checks, and with the news of the site and of the progress.
//!
//! A browser opens six HTTP connections to a host, for all its windows
//! together. A WebSocket isn't one of them, so a short request such as Stop
//! never waits behind a stream.

use super::messages::{PageMessage, PageRequest, PageRequestKind};
use super::replies::{Replies, queue_message};
use super::response::{MAX_REQUEST_BYTES, Refusal};
use super::state::AppState;
use super::{exercises, runs};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::{self, WebSocket, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::response::Response;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::interval;

/// The WebSocket protocol that pages offer, beside one with the token.
pub const SUBPROTOCOL: &str = "workbook";

/// How many messages may wait for a slow page.
const MESSAGE_BUFFER_SIZE: usize = 64;

/// A longer message closes the connection. One that is shorter than this but
/// longer than a request may be only has its request refused.
const MAX_MESSAGE_BYTES: usize = 16 << 20;

/// Tunnels close a connection over which nothing comes for a minute or so.
const PING_INTERVAL: Duration = Duration::from_secs(30);

/// Opens the connection of a page that the guard has let pass.
pub async fn open_connection(
    State(state): State<AppState>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .protocols([SUBPROTOCOL])
        .max_message_size(MAX_MESSAGE_BYTES)
        .on_upgrade(|socket| serve_page(state, socket))
}

/// Serves a page until it closes the connection. Then everything that it has
/// started is stopped, because the requests' tasks are aborted.
async fn serve_page(state: AppState, socket: WebSocket) {
    let (sink, stream) = socket.split();
    let (messages, receiver) = mpsc::channel(MESSAGE_BUFFER_SIZE);
    tokio::select! {
        () = write_messages(sink, receiver) => {}
        () = answer_requests(&state, stream, &messages) => {}
        () = send_site_news(&state, &messages) => {}
        () = send_progress_news(&state, &messages) => {}
    }
}

/// Writes until the page is gone.
async fn write_messages(
    mut sink: SplitSink<WebSocket, ws::Message>,
    mut messages: mpsc::Receiver<String>,
) {
    let mut pings = interval(PING_INTERVAL);
    loop {
        let message = tokio::select! {
            Some(text) = messages.recv() => ws::Message::text(text),
            _ = pings.tick() => ws::Message::Ping(Bytes::new()),
        };
        if sink.send(message).await.is_err() {
            return;
        }
    }
}

/// Starts a task for each request, until the page closes the connection or
/// sends what is no request.
async fn answer_requests(
    state: &AppState,
    mut stream: SplitStream<WebSocket>,
    messages: &mpsc::Sender<String>,
) {
    let mut tasks = JoinSet::new();
    let mut handles: HashMap<u64, AbortHandle> = HashMap::new();
    while let Some(Ok(message)) = stream.next().await {
        while tasks.try_join_next().is_some() {}
        handles.retain(|_, handle| !handle.is_finished());
        let text = match message {
            ws::Message::Text(text) => text,
            ws::Message::Close(_) => return,
            _ => continue,
        };
        let Ok(request) = serde_json::from_str::<serde_json::Value>(&text)
        else {
            return;
        };
        let Some(id) = request["id"].as_u64() else {
            return;
        };
        let replies = Replies {
            request_id: id,
            message_tx: messages.clone(),
        };
        match parse_request(request, text.len()) {
            Ok(PageRequestKind::Cancel) => {
                if let Some(handle) = handles.remove(&id) {
                    handle.abort();
                }
            }
            Ok(work) => {
                let task = answer_request(state.clone(), work, replies);
                handles.insert(id, tasks.spawn(task));
            }
            Err(refusal) => {
                tasks
                    .spawn(async move { replies.send_end(Err(refusal)).await });
            }
        }
    }
}

fn parse_request(
    request: serde_json::Value,
    bytes: usize,
) -> Result<PageRequestKind, Refusal> {
    if bytes > MAX_REQUEST_BYTES {
        let message =
            format!("a request has at most {} KiB", MAX_REQUEST_BYTES / 1024);
        return Err(Refusal(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    let request: PageRequest = serde_json::from_value(request)
        .map_err(|error| Refusal::malformed(&error))?;
    Ok(request.work)
}

async fn answer_request(
    state: AppState,
    work: PageRequestKind,
    replies: Replies,
) {
    let result = match work {
        PageRequestKind::Run(job) => runs::run(&state, job, &replies).await,
        PageRequestKind::TypeCheck(job) => {
            runs::type_check(&state, job, &replies).await
        }
        PageRequestKind::CheckExercise { exercise, source } => {
            exercises::check(&state, &exercise, source, &replies).await
        }
        PageRequestKind::RecordTest(test) => {
            exercises::record_test(&state, test, &replies).await
        }
        PageRequestKind::Cancel => Ok(()),
    };
    replies.send_end(result).await;
}

/// Sends the current version of the site, then each change.
async fn send_site_news(state: &AppState, messages: &mpsc::Sender<String>) {
    let mut site = state.site.subscribe();
    loop {
        queue_message(
            messages,
            &PageMessage::<()>::Site(site.next_news().await),
        )
        .await;
    }
}

async fn send_progress_news(state: &AppState, messages: &mpsc::Sender<String>) {
    let mut changes = state.progress_change_tx.subscribe();
    // The sender lives in the state, so this cannot fail.
    while changes.changed().await.is_ok() {
        queue_message(messages, &PageMessage::<()>::Progress).await;
    }
}
