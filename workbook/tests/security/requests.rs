//! Requests with everything right, so that each test can leave one thing out.

use crate::common::{Book, HttpResponse, TestServer};
use std::io::Read;

/// All that a POST must have.
pub struct PostRequest<'a> {
    pub path: &'a str,
    pub host: Option<&'a str>,
    pub origin: Option<&'a str>,
    /// The header with the token.
    pub token: Option<&'a str>,
    pub mime: &'a str,
    pub body: &'a str,
}

impl Default for PostRequest<'_> {
    fn default() -> Self {
        PostRequest {
            path: "/api/stop",
            host: None,
            origin: None,
            token: None,
            mime: "application/json",
            body: r#"{"run": 1}"#,
        }
    }
}

impl PostRequest<'_> {
    pub fn send(&self, server: &TestServer) -> HttpResponse {
        let host = self.host.unwrap_or(&server.address);
        let own_origin = format!("http://{}", server.address);
        let token = match self.token {
            Some(token) => token.to_owned(),
            None => server.token_header(),
        };
        server.send_and_read_response(&format!(
            "POST {} HTTP/1.1\r\nHost: {host}\r\nOrigin: {}\r\n\
             {token}Content-Type: {}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{}",
            self.path,
            self.origin.unwrap_or(&own_origin),
            self.mime,
            self.body.len(),
            self.body,
        ))
    }
}

/// All that the opening of a page's WebSocket must have.
pub struct UpgradeRequest<'a> {
    pub host: Option<&'a str>,
    pub origin: Option<&'a str>,
    /// Headers that a test adds; by default, the one with the token.
    pub extra_headers: Option<String>,
    pub path: &'a str,
}

impl Default for UpgradeRequest<'_> {
    fn default() -> Self {
        UpgradeRequest {
            host: None,
            origin: None,
            extra_headers: None,
            path: "/api/socket",
        }
    }
}

impl UpgradeRequest<'_> {
    pub fn status(&self, server: &TestServer) -> u16 {
        let host = self.host.unwrap_or(&server.address);
        let own_origin = format!("Origin: http://{}\r\n", server.address);
        let protocols = || {
            let token = &server.token;
            format!("Sec-WebSocket-Protocol: workbook, token.{token}\r\n")
        };
        let mut stream = server.send_without_reading(&format!(
            "GET {} HTTP/1.1\r\nHost: {host}\r\n{}{}\
             Connection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            self.path,
            self.origin.unwrap_or(&own_origin),
            self.extra_headers.clone().unwrap_or_else(protocols),
        ));
        let mut start = [0; 12];
        stream.read_exact(&mut start).unwrap();
        String::from_utf8_lossy(&start[9..]).parse().unwrap()
    }
}

pub fn start_server() -> TestServer {
    TestServer::start_with_arguments(Book::new(), &[])
}
