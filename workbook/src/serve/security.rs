//! Who may read and who may run: as Jupyter, Vite and VS Code's server do it.
//!
//! A program that runs with the user's rights must be started by the user
//! only, not by a page of the web that the same browser shows. So the server
//! listens on loopback, and beyond that
//!
//! - answers to its own names only (else a foreign name could be made to
//!   point here: DNS rebinding);
//! - takes a POST only from its own pages, with a header that a foreign form
//!   cannot send, and gives no other origin leave to ask;
//! - takes a POST only with the cookie that the opened address brought: a
//!   random token, new for each process.

use anyhow::{Context, Result};
use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_TYPE, COOKIE, HOST, HeaderName, LOCATION, ORIGIN, SET_COOKIE,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// The header that a page of ours sends with each POST.
const CUSTOM: HeaderName = HeaderName::from_static("x-workbook");

/// The secret of this process and the names under which it answers.
#[derive(Clone)]
pub struct Guard(Arc<Secrets>);

struct Secrets {
    port: u16,
    token: String,
}

/// Why a request is refused: the status and a sentence.
type Refusal = (StatusCode, &'static str);

impl Guard {
    pub fn new(port: u16) -> Result<Self> {
        Ok(Guard(Arc::new(Secrets {
            port,
            token: random_token()?,
        })))
    }

    /// The address that lets a browser run programs, once opened.
    pub fn address(&self) -> String {
        let Secrets { port, token } = &*self.0;
        format!("http://127.0.0.1:{port}/?token={token}")
    }

    /// Whether the browser that asks has opened that address.
    pub fn knows(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(key, value)| key == name && self.is_token(value))
    }

    /// Named with the port: cookies do not tell ports apart.
    fn cookie_name(&self) -> String {
        format!("workbook-{}", self.0.port)
    }

    /// Compares digests, so that the time taken tells nothing of the token.
    fn is_token(&self, value: &str) -> bool {
        Sha256::digest(value) == Sha256::digest(&self.0.token)
    }

    fn names(&self) -> [String; 2] {
        let port = self.0.port;
        [format!("127.0.0.1:{port}"), format!("localhost:{port}")]
    }

    fn judge(&self, request: &Request) -> Result<(), Refusal> {
        let host = text(request.headers(), &HOST).unwrap_or_default();
        if !self.names().contains(&host.to_owned()) {
            return Err((
                StatusCode::MISDIRECTED_REQUEST,
                "this server answers as 127.0.0.1 and as localhost only",
            ));
        }
        match *request.method() {
            Method::GET | Method::HEAD => Ok(()),
            Method::POST => self.judge_post(request.headers(), host),
            _ => Err((StatusCode::METHOD_NOT_ALLOWED, "GET and POST only")),
        }
    }

    fn judge_post(
        &self,
        headers: &HeaderMap,
        host: &str,
    ) -> Result<(), Refusal> {
        let forbidden = |why| Err((StatusCode::FORBIDDEN, why));
        if text(headers, &ORIGIN) != Some(&format!("http://{host}")) {
            return forbidden("only the workbook's own pages may ask this");
        }
        if text(headers, &CUSTOM) != Some("1") {
            return forbidden("the header `X-Workbook: 1` is missing");
        }
        if !self.knows(headers) {
            return forbidden(
                "this browser has no leave to run programs; open the address \
                 that the workbook printed when it started",
            );
        }
        if text(headers, &CONTENT_TYPE) != Some("application/json") {
            return Err((
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the body must be `Content-Type: application/json`",
            ));
        }
        Ok(())
    }

    /// For `/?token=…`: the cookie, and the way on without the token.
    fn admit(&self, request: &Request) -> Option<Response> {
        if request.method() != Method::GET {
            return None;
        }
        let query = request.uri().query()?;
        let token = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("token="))?;
        if !self.is_token(token) {
            let why = "this is the address of an earlier workbook; open the \
                       one that it printed when it last started";
            return Some((StatusCode::FORBIDDEN, why).into_response());
        }
        let cookie = format!(
            "{}={token}; Path=/; HttpOnly; SameSite=Strict",
            self.cookie_name()
        );
        let onward = request.uri().path().to_owned();
        Some(
            (
                StatusCode::SEE_OTHER,
                [(SET_COOKIE, cookie), (LOCATION, onward)],
            )
                .into_response(),
        )
    }
}

/// The middleware: judges each request before anything else sees it.
pub async fn guard(
    State(guard): State<Guard>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(refusal) = guard.judge(&request) {
        return refusal.into_response();
    }
    match guard.admit(&request) {
        Some(response) => response,
        None => next.run(request).await,
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

/// 32 random bytes in hexadecimal.
pub fn random_token() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .ok()
        .context("the system gives no random bytes")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
