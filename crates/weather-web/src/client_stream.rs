//! A client's connection below HTTP: each read and each write has a time limit,
//! and hyper's own refusals, which have no body, are held back.

use crate::request_phase::{CurrentWait, ReadLimits, Wait};
use socket2::SockRef;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

pub struct ClientStream {
    stream: TcpStream,
    write_timeout: Duration,
    /// Runs while the client takes nothing.
    write_deadline: Option<Pin<Box<Sleep>>>,
    read_limits: ReadLimits,
    current_wait: CurrentWait,
    /// Runs while the client sends nothing.
    read_deadline: Option<(Wait, Pin<Box<Sleep>>)>,
    /// The status with which hyper wanted to refuse what it couldn't parse, or
    /// 408 if it has to refuse what came too slowly.
    pub refusal_status: Option<u16>,
}

impl ClientStream {
    pub fn new(
        stream: TcpStream,
        write_timeout: Duration,
        read_limits: ReadLimits,
        current_wait: CurrentWait,
    ) -> Self {
        ClientStream {
            stream,
            write_timeout,
            write_deadline: None,
            read_limits,
            current_wait,
            read_deadline: None,
            refusal_status: None,
        }
    }

    pub fn into_inner(self) -> TcpStream {
        self.stream
    }

    /// Turns a read that has been pending for too long into the end of the
    /// stream. If no request has begun, hyper then closes the connection.
    fn limit_read(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        let wait = self.current_wait.get();
        let Some(limit) = wait.limit(self.read_limits) else {
            return Poll::Pending;
        };
        let deadline = match &mut self.read_deadline {
            Some((for_wait, deadline)) if *for_wait == wait => deadline,
            other => &mut other.insert((wait, Box::pin(sleep(limit)))).1,
        };
        ready!(deadline.as_mut().poll(context));
        if wait.is_for_head() {
            self.refusal_status = Some(408);
        }
        Poll::Ready(Ok(()))
    }

    /// Turns a write that has been pending for too long into an error.
    fn limit_write<T>(
        &mut self,
        result: Poll<Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<T>> {
        if result.is_ready() {
            self.write_deadline = None;
            return result;
        }
        let limit = self.write_timeout;
        let deadline = self
            .write_deadline
            .get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(deadline.as_mut().poll(context));
        // Otherwise, the system would keep what the client doesn't read for
        // minutes after the connection has been closed.
        let _ = SockRef::from(&self.stream).set_linger(Some(Duration::ZERO));
        let reason = "the client stopped reading";
        Poll::Ready(Err(Error::new(ErrorKind::TimedOut, reason)))
    }
}

/// Returns the status of an answer that hyper wrote by itself. Those of the
/// router have a body, and so a content type.
///
/// A long body is written in parts, so a part of it may begin with a client's
/// text. It's no head, though, because JSON escapes the end of a line.
fn hyper_refusal_status(written: &[u8]) -> Option<u16> {
    let head = written.strip_prefix(b"HTTP/1.1 4")?;
    let head = head.strip_suffix(b"\r\n\r\n")?;
    let head = str::from_utf8(head).ok()?.to_ascii_lowercase();
    let is_routers = head.contains("\r\ncontent-type:");
    let status = head.get(..2)?.parse::<u16>().ok()?;
    (!is_routers).then_some(400 + status)
}

impl AsyncRead for ClientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<()>> {
        let count_before = buffer.filled().len();
        let result = Pin::new(&mut self.stream).poll_read(context, buffer);
        if result.is_pending() {
            return self.limit_read(context);
        }
        if buffer.filled().len() > count_before {
            self.current_wait.begin_head_if_idle();
        }
        result
    }
}

impl AsyncWrite for ClientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize>> {
        if let Some(status) = hyper_refusal_status(bytes) {
            self.refusal_status = Some(status);
            return Poll::Ready(Ok(bytes.len()));
        }
        let result = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.limit_write(result, context)
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_without_a_content_type_are_hypers_own() {
        let of_hyper = b"HTTP/1.1 431 X\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(hyper_refusal_status(of_hyper), Some(431));
        let of_router = b"HTTP/1.1 404 X\r\nContent-Type: text/plain\r\n\r\n";
        assert_eq!(hyper_refusal_status(of_router), None);
        assert_eq!(hyper_refusal_status(b"HTTP/1.1 200 OK\r\n\r\n"), None);
        assert_eq!(hyper_refusal_status(b"data: HTTP/1.1 404"), None);
    }

    #[test]
    fn a_part_of_a_body_is_no_answer_of_hyper() {
        let part = b"HTTP/1.1 404 \",\"unix_ms\":1}]";
        assert_eq!(hyper_refusal_status(part), None);
    }
}
