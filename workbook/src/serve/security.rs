//! Which requests may read, and which may run programs: as Jupyter, Vite and
//! VS Code's server do it.
//!
//! A program that runs with the user's rights must be started by the user
//! only, not by a page of the web that the same browser shows. So the server
//! listens on loopback, and beyond that
//!
//! - answers to its own names only, and to those of `--allow-host` (otherwise
//!   a foreign name could be made to point here: DNS rebinding);
//! - takes a POST and a WebSocket only from its own pages, and gives no other
//!   origin leave to ask;
//! - takes both only with the token of the printed address, which is random
//!   and new for each process.
//!
//! The token is in the fragment of that address, which no browser sends. The
//! page stores it where only pages of this host and port can read it, and
//! sends it in a header. A cookie would go to every other server on this
//! machine, because cookies don't tell ports apart.

use anyhow::{Context, Result};
use axum::extract::{Request, State};
use axum::http::header::{
    CONTENT_TYPE, HOST, HeaderName, ORIGIN, SEC_WEBSOCKET_PROTOCOL,
};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Where pages open their WebSocket.
pub const SOCKET_PATH: &str = "/api/socket";

/// The header with the token. No form can send it.
const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-workbook-token");

/// A page cannot add headers to a WebSocket, but it can offer protocols: one
/// of these is this prefix with the token.
const TOKEN_PROTOCOL_PREFIX: &str = "token.";

const NO_TOKEN_REFUSAL: StaticRefusal = (
    StatusCode::FORBIDDEN,
    "this browser may not run programs; open the address that the workbook \
     printed when it started",
);

/// The secret of this process and the names under which it answers.
#[derive(Clone)]
pub struct Guard(Arc<AccessRules>);

struct AccessRules {
    port: u16,
    token: String,
    /// What the `Host` header may be, in lower case.
    allowed_hosts: Vec<String>,
}

/// Why a request is refused: the status and a sentence.
type StaticRefusal = (StatusCode, &'static str);

impl Guard {
    /// Guards a server on this port. It answers to the allowed hosts too,
    /// each with exactly the port that is given with it, or none.
    pub fn new(port: u16, allowed_hosts: &[String]) -> Result<Self> {
        Ok(Guard(Arc::new(AccessRules {
            port,
            token: random_token()?,
            allowed_hosts: list_allowed_hosts(port, allowed_hosts),
        })))
    }

    /// The address that lets a browser run programs, once opened.
    pub fn address(&self) -> String {
        let AccessRules { port, token, .. } = &*self.0;
        format!("http://127.0.0.1:{port}/#token={token}")
    }

    /// Whether the request has the token.
    pub fn has_token(&self, headers: &HeaderMap) -> bool {
        header_text(headers, &TOKEN_HEADER)
            .is_some_and(|token| self.is_token(token))
    }

    /// Whether one of the offered protocols has the token.
    fn socket_has_token(&self, headers: &HeaderMap) -> bool {
        let offered = header_text(headers, &SEC_WEBSOCKET_PROTOCOL);
        offered
            .unwrap_or_default()
            .split(',')
            .filter_map(|name| name.trim().strip_prefix(TOKEN_PROTOCOL_PREFIX))
            .any(|token| self.is_token(token))
    }

    /// Compares digests, so that the time taken tells nothing of the token.
    fn is_token(&self, value: &str) -> bool {
        Sha256::digest(value) == Sha256::digest(&self.0.token)
    }

    fn allows_host(&self, host: &str) -> bool {
        self.0.allowed_hosts.contains(&host.to_ascii_lowercase())
    }

    fn check_request(&self, request: &Request) -> Result<(), StaticRefusal> {
        let host = header_text(request.headers(), &HOST).unwrap_or_default();
        if !self.allows_host(host) {
            return Err((
                StatusCode::MISDIRECTED_REQUEST,
                "this server answers as 127.0.0.1 and as localhost only; if you \
                 forward its port under another name, start it with \
                 `--allow-host NAME`",
            ));
        }
        let headers = request.headers();
        match *request.method() {
            Method::GET if request.uri().path() == SOCKET_PATH => {
                check_origin(host, headers)?;
                let is_allowed = self.socket_has_token(headers);
                is_allowed.then_some(()).ok_or(NO_TOKEN_REFUSAL)
            }
            Method::GET | Method::HEAD => Ok(()),
            Method::POST => self.check_post(headers, host),
            _ => Err((StatusCode::METHOD_NOT_ALLOWED, "GET and POST only")),
        }
    }

    fn check_post(
        &self,
        headers: &HeaderMap,
        host: &str,
    ) -> Result<(), StaticRefusal> {
        check_origin(host, headers)?;
        if !self.has_token(headers) {
            return Err(NO_TOKEN_REFUSAL);
        }
        if header_text(headers, &CONTENT_TYPE) != Some("application/json") {
            return Err((
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the body must be `Content-Type: application/json`",
            ));
        }
        Ok(())
    }
}

/// Checks each request before any route sees it.
pub async fn guard_request(
    State(guard): State<Guard>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(refusal) = guard.check_request(&request) {
        return refusal.into_response();
    }
    next.run(request).await
}

fn check_origin(host: &str, headers: &HeaderMap) -> Result<(), StaticRefusal> {
    if is_origin_of(host, header_text(headers, &ORIGIN)) {
        return Ok(());
    }
    Err((
        StatusCode::FORBIDDEN,
        "only the workbook's own pages may send this request",
    ))
}

/// Whether the origin is a page of this host. A tunnel, such as that of
/// Codespaces, may serve it by HTTPS; we ourselves don't.
fn is_origin_of(host: &str, origin: Option<&str>) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    let is_own = name == "127.0.0.1" || name == "localhost";
    let schemes: &[&str] = if is_own {
        &["http://"]
    } else {
        &["http://", "https://"]
    };
    let origin = origin.unwrap_or_default();
    schemes
        .iter()
        .any(|scheme| origin.strip_prefix(scheme) == Some(host))
}

fn list_allowed_hosts(port: u16, allowed: &[String]) -> Vec<String> {
    let mut hosts = Vec::new();
    for name in ["127.0.0.1", "localhost"] {
        hosts.push(format!("{name}:{port}"));
        // Browsers leave out the port of HTTP.
        if port == 80 {
            hosts.push(name.to_owned());
        }
    }
    hosts.extend(allowed.iter().map(|host| host.to_ascii_lowercase()));
    hosts
}

fn header_text<'a>(
    headers: &'a HeaderMap,
    header_name: &HeaderName,
) -> Option<&'a str> {
    headers.get(header_name)?.to_str().ok()
}

/// 32 random bytes in hexadecimal.
pub fn random_token() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .ok()
        .context("the system returned no random bytes")?;
    Ok(hex::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_port_80_a_host_without_a_port_is_allowed() {
        let guard = Guard::new(80, &[]).unwrap();
        for host in ["127.0.0.1", "localhost", "127.0.0.1:80"] {
            assert!(guard.allows_host(host), "{host}");
        }
        assert!(!Guard::new(3000, &[]).unwrap().allows_host("localhost"));
    }

    #[test]
    fn only_the_exact_hosts_of_the_option_are_allowed() {
        let allowed = ["Book-3000.example.dev".to_owned()];
        let guard = Guard::new(3000, &allowed).unwrap();
        assert!(guard.allows_host("book-3000.example.dev"));
        for host in [
            "book-3000.example.dev:3000",
            "a.book-3000.example.dev",
            "example.dev",
            "book-3000.example.dev.",
        ] {
            assert!(!guard.allows_host(host), "{host}");
        }
    }
}
