//! The page that shows the service live.

use axum::Router;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::IntoResponse;
use axum::routing::get;

/// Nothing but what this server itself sends, and the icon in the page.
const CONTENT_SECURITY_POLICY_VALUE: &str = "default-src 'self'; img-src 'self' data:; base-uri 'none'; \
     form-action 'self'; frame-ancestors 'none'";

/// The routes of the page, its script and its styles.
pub fn page_routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(html))
        .route("/page.js", get(script))
        .route("/page.css", get(styles))
}

async fn html() -> impl IntoResponse {
    static_file(
        "text/html; charset=utf-8",
        include_str!("../page/index.html"),
    )
}

async fn script() -> impl IntoResponse {
    static_file(
        "text/javascript; charset=utf-8",
        include_str!("../page/page.js"),
    )
}

async fn styles() -> impl IntoResponse {
    static_file("text/css; charset=utf-8", include_str!("../page/page.css"))
}

fn static_file(
    content_type: &'static str,
    text: &'static str,
) -> impl IntoResponse {
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY_VALUE),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text)
}
