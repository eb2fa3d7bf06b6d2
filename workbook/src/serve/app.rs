//! The routes: the site's files, the connections of pages, and the API.

use super::response::MAX_REQUEST_BYTES;
use super::security::{SOCKET_PATH, guard_request};
use super::site::{Site, SiteFile};
use super::state::AppState;
use super::{format, policy, progress, runs, saves, socket, tasks};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, ETAG, HeaderName, IF_NONE_MATCH, REFERRER_POLICY, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use runner::OpenPage;
use std::time::Duration;
use tokio::time::timeout;

/// How long the body of a request may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);

const COMMON_HEADERS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
];

/// Returns the server's routes with their checks and headers.
pub fn create_router(state: AppState) -> Router {
    let gate =
        middleware::from_fn_with_state(state.guard.clone(), guard_request);
    Router::new()
        .route("/api/hello", get(runs::hello))
        .route(SOCKET_PATH, get(socket::open_connection))
        .route("/api/stop", post(runs::stop))
        .route("/api/try", post(tasks::compare_outcome))
        .route("/api/format", post(format::format))
        .route("/api/exercise", post(saves::save))
        .route(
            "/api/progress",
            get(progress::get_progress).post(progress::add_milestone),
        )
        .route("/api/progress/import", post(progress::import_progress))
        .route("/api/progress/reset", post(progress::reset_progress))
        .fallback(get(serve_file))
        .layer(middleware::from_fn(read_whole_body))
        .layer(gate)
        .layer(middleware::map_response(add_common_headers))
        .with_state(state)
}

async fn serve_file(
    State(AppState { site, runner, .. }): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(site) = site.current() else {
        return site_not_built_response(&site.fault().unwrap_or_default());
    };
    let gzip = accepts_gzip(&headers);
    let file = site.get(uri.path());
    let listings = file.map_or(&[][..], |file| &file.listings);
    if let Some(runner) = runner.filter(|_| !listings.is_empty()) {
        let listings = listings.to_vec();
        runner.set_open_page(OpenPage { listings });
    }
    match file {
        Some(file) if is_cached_by_browser(&headers, file) => {
            let head = [(ETAG, file.etag.clone())];
            add_content_security_policy(
                file,
                (StatusCode::NOT_MODIFIED, head).into_response(),
            )
        }
        Some(file) => respond_with_file(StatusCode::OK, file, gzip),
        None => respond_not_found(&site, gzip),
    }
}

fn respond_with_file(
    status: StatusCode,
    file: &SiteFile,
    gzip: bool,
) -> Response {
    let cache = if file.has_hashed_name {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
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
    add_content_security_policy(file, response)
}

/// Adds the file's policy, also to a response without the file: a browser
/// applies the headers of that response to its copy.
fn add_content_security_policy(
    file: &SiteFile,
    mut response: Response,
) -> Response {
    if let Some(policy) = &file.content_security_policy {
        response
            .headers_mut()
            .insert(CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}

fn respond_not_found(site: &Site, gzip: bool) -> Response {
    match site.get("404.html") {
        Some(page) => respond_with_file(StatusCode::NOT_FOUND, page, gzip),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Shows the fault while no build has succeeded; the page reloads itself.
fn site_not_built_response(fault: &str) -> Response {
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

/// Whether the browser has a copy of this version of the file.
fn is_cached_by_browser(headers: &HeaderMap, file: &SiteFile) -> bool {
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

/// Reads the body before any route does, so that one that is too large or
/// never ends is refused.
async fn read_whole_body(request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    match timeout(BODY_TIMEOUT, to_bytes(body, MAX_REQUEST_BYTES)).await {
        Ok(Ok(bytes)) => {
            let body = Body::from(bytes);
            next.run(Request::from_parts(head, body)).await
        }
        Ok(Err(_)) => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

async fn add_common_headers(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.extend(COMMON_HEADERS);
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, policy::LOAD_NOTHING_POLICY);
    }
    response
}
