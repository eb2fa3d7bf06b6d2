//! The routes: the site's files, and news of new editions.

use super::live::Reader;
use super::site::{File, Site};
use axum::Router;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

/// The server without its listener, so that tests bring their own.
pub fn app(reader: Reader) -> Router {
    Router::new()
        .route("/api/events", get(events))
        .fallback(get(file))
        .layer(middleware::map_response(no_sniffing))
        .with_state(reader)
}

async fn events(State(reader): State<Reader>) -> Response {
    reader.events().into_response()
}

async fn file(
    State(reader): State<Reader>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(site) = reader.site() else {
        return no_site_yet(&reader.fault().unwrap_or_default());
    };
    let gzip = accepts_gzip(&headers);
    match site.get(uri.path()) {
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
    ];
    match file.gzipped().filter(|_| gzip) {
        Some(bytes) => {
            (status, head, [(CONTENT_ENCODING, "gzip")], bytes).into_response()
        }
        None => (status, head, file.bytes.clone()).into_response(),
    }
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

async fn no_sniffing(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
