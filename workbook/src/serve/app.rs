//! The routes: the site's files, news of new editions, and the runner.

use super::api::Ahead;
use super::learning::{self, Checks};
use super::live::Reader;
use super::security::{Guard, guard};
use super::site::{File, Site};
use super::{api, policy};
use crate::runner::Runner;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

/// The largest body of a request: a program of 256 KiB.
const MOST_BYTES: usize = 256 * 1024;

const EVERY_RESPONSE: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// What all routes share.
#[derive(Clone)]
pub struct Shared {
    pub reader: Reader,
    pub guard: Guard,
    /// None with `--no-run`.
    pub runner: Option<Runner>,
    pub ahead: Ahead,
    pub checks: Checks,
}

/// The server without its listener, so that tests bring their own.
pub fn app(shared: Shared) -> Router {
    let gate = middleware::from_fn_with_state(shared.guard.clone(), guard);
    Router::new()
        .route("/api/events", get(events))
        .route("/api/hello", get(api::hello))
        .route("/api/run", post(api::run))
        .route("/api/check", post(api::check))
        .route("/api/stop", post(api::stop))
        .route("/api/exercise/check", post(learning::check))
        .route(
            "/api/progress",
            get(learning::progress).post(learning::note),
        )
        .route("/api/progress/import", post(learning::import))
        .route("/api/progress/reset", post(learning::reset))
        .fallback(get(file))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(gate)
        .layer(middleware::map_response(with_headers))
        .with_state(shared)
}

async fn events(State(shared): State<Shared>) -> Response {
    shared.reader.events().into_response()
}

async fn file(
    State(Shared { reader, .. }): State<Shared>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(site) = reader.site() else {
        return no_site_yet(&reader.fault().unwrap_or_default());
    };
    let gzip = accepts_gzip(&headers);
    match site.get(uri.path()) {
        Some(file) if has_it_already(&headers, file) => {
            let head = [(ETAG, file.etag.clone())];
            with_policy(file, (StatusCode::NOT_MODIFIED, head).into_response())
        }
        Some(file) => respond(StatusCode::OK, file, gzip),
        None => not_found(&site, gzip),
    }
}

fn respond(status: StatusCode, file: &File, gzip: bool) -> Response {
    let cache = match file.hashed {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let head = [
        (CONTENT_TYPE, file.mime),
        (CACHE_CONTROL, cache),
        (VARY, "accept-encoding"),
        (ETAG, &file.etag),
    ];
    let response = match file.gzipped().filter(|_| gzip) {
        Some(bytes) => {
            (status, head, [(CONTENT_ENCODING, "gzip")], bytes).into_response()
        }
        None => (status, head, file.bytes.clone()).into_response(),
    };
    with_policy(file, response)
}

/// Also where the file is not sent again: a browser takes the headers of that
/// answer for those of its copy.
fn with_policy(file: &File, mut response: Response) -> Response {
    if let Some(policy) = &file.policy {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}

fn not_found(site: &Site, gzip: bool) -> Response {
    match site.get("404.html") {
        Some(page) => respond(StatusCode::NOT_FOUND, page, gzip),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The book has not been built once: the fault is the page, and the page
/// asks again by itself.
fn no_site_yet(fault: &str) -> Response {
    let fault = fault.replace('&', "&amp;").replace('<', "&lt;");
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\">\
         <meta http-equiv=\"refresh\" content=\"1\">\
         <title>The book cannot be built</title>\
         <h1>The book cannot be built</h1><pre>{fault}</pre>\
         <p>This page looks again every second.</p></html>"
    );
    (StatusCode::SERVICE_UNAVAILABLE, Html(page)).into_response()
}

/// Whether the browser's copy of the file is this one.
fn has_it_already(headers: &HeaderMap, file: &File) -> bool {
    headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|tags| tags.contains(&file.etag))
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|coding| coding.replace(' ', "").to_ascii_lowercase())
        .any(|coding| {
            coding == "gzip"
                || coding.starts_with("gzip;") && !coding.ends_with("q=0")
        })
}

async fn with_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.extend(EVERY_RESPONSE);
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy::NOTHING);
    }
    response
}
