//! Writes an HTTP/1.1 response to a connection.

use serde_json::{Value, json};
use std::io::{self, Write};
use std::thread;
use std::time::Duration;

#[derive(Debug)]
pub struct Response {
    status: u16,
    content_type: &'static str,
    body: Body,
}

#[derive(Debug)]
enum Body {
    Whole(Vec<u8>),
    /// Parts that are sent one after the other, with a pause before each.
    Slow {
        parts: Vec<String>,
        pause: Duration,
    },
}

impl Response {
    pub fn json(value: &Value) -> Self {
        Response::with_status(200, value)
    }

    pub fn error(status: u16, message: &str) -> Self {
        Response::with_status(status, &json!({ "error": message }))
    }

    pub fn html(text: String) -> Self {
        Response {
            status: 200,
            content_type: "text/html; charset=utf-8",
            body: Body::Whole(text.into_bytes()),
        }
    }

    pub fn bytes(status: u16, body: Vec<u8>) -> Self {
        Response {
            status,
            content_type: "application/octet-stream",
            body: Body::Whole(body),
        }
    }

    pub fn in_parts(
        content_type: &'static str,
        body_parts: Vec<String>,
        pause: Duration,
    ) -> Self {
        Response {
            status: 200,
            content_type,
            body: Body::Slow {
                parts: body_parts,
                pause,
            },
        }
    }

    fn with_status(status: u16, value: &Value) -> Self {
        Response {
            status,
            content_type: "application/json",
            body: Body::Whole(value.to_string().into_bytes()),
        }
    }

    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        let mut message = format!(
            "HTTP/1.1 {} {}\r\ncontent-type: {}\r\n",
            self.status,
            reason_phrase(self.status),
            self.content_type
        )
        .into_bytes();
        match &self.body {
            Body::Whole(body) => {
                // These have neither a body nor its length.
                if !matches!(self.status, 100..=199 | 204 | 304) {
                    write!(message, "content-length: {}\r\n", body.len())?;
                }
                message.extend(b"\r\n");
                message.extend(body);
                out.write_all(&message)
            }
            Body::Slow { parts, pause } => {
                message.extend(b"transfer-encoding: chunked\r\n\r\n");
                out.write_all(&message)?;
                for part in parts {
                    thread::sleep(*pause);
                    let chunk = format!("{:x}\r\n{part}\r\n", part.len());
                    out.write_all(chunk.as_bytes())?;
                }
                out.write_all(b"0\r\n\r\n")
            }
        }
    }
}

fn reason_phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        404 => "Not Found",
        405 => "Method Not Allowed",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Status",
    }
}
