//! Where logs go, and in which form.

use std::fmt::Display;
use std::io::{self, Write, stderr};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use std::{panic, thread};
use tracing::{Span, debug, error, info, warn};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// How many events may wait until standard error takes them.
const MAX_WAITING_EVENTS: usize = 1000;
/// How long the end of the program waits for the last events.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);
/// How much of a client's text an event may contain.
const MAX_QUOTED_CHARS: usize = 200;

/// How many events have been lost so far. A process has only one log.
static LOST_EVENT_COUNT: AtomicU64 = AtomicU64::new(0);

pub fn lost_event_count() -> u64 {
    LOST_EVENT_COUNT.load(Relaxed)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// A line of text for each event
    Text,
    /// A JSON object for each event
    Json,
}

/// Writes all events of level `info` and above to standard error, or what the
/// variable `RUST_LOG` names. A thread of its own writes them, so no task
/// waits while standard error is stuck, and none fails when it's gone.
pub fn start_logs(format: LogFormat) -> LogWriter {
    let filter = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let (message_tx, message_rx) = sync_channel(MAX_WAITING_EVENTS);
    let writer = LogWriter { message_tx, format };
    thread::spawn(move || write_messages(message_rx));
    let for_events = writer.clone();
    let logs = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(move || for_events.clone());
    match format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
    // The standard hook would print the panic, and wait if the log is stuck.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        let payload = panic.payload();
        let reason = match payload.downcast_ref::<&str>() {
            Some(reason) => Some(*reason),
            None => payload.downcast_ref::<String>().map(String::as_str),
        };
        error!(place, reason, "A task has panicked");
    }));
    writer
}

enum Message {
    /// An event, or a part of one.
    Text(Vec<u8>),
    /// Asks to be answered when all that came before has been written.
    Flush(SyncSender<()>),
}

/// Passes what's written to the thread that writes the log. If too much waits
/// already, it's lost, and the log says so later.
#[derive(Debug, Clone)]
pub struct LogWriter {
    message_tx: SyncSender<Message>,
    format: LogFormat,
}

impl LogWriter {
    /// Writes the error that ends the program: as a line of its own, or as an
    /// event where each line of the log has to be JSON.
    pub fn write_error(&mut self, error: &impl Display) {
        match self.format {
            LogFormat::Text => {
                let _ = self.write(format!("error: {error}\n").as_bytes());
            }
            LogFormat::Json => error!("{error}"),
        }
    }

    /// Waits until all events have been written, but for a second at most,
    /// because nothing may be reading them.
    pub fn flush_events(&self) {
        let deadline = Instant::now() + FLUSH_TIMEOUT;
        let (reply, flushed) = sync_channel(1);
        while Instant::now() < deadline {
            if self
                .message_tx
                .try_send(Message::Flush(reply.clone()))
                .is_ok()
            {
                let rest = deadline.saturating_duration_since(Instant::now());
                let _ = flushed.recv_timeout(rest);
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Write for LogWriter {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let message = Message::Text(text.to_vec());
        if self.message_tx.try_send(message).is_err() {
            LOST_EVENT_COUNT.fetch_add(1, Relaxed);
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn write_messages(messages: Receiver<Message>) {
    let mut reported_count = 0;
    for message in messages {
        match message {
            Message::Text(text) => {
                // This fails if the disk is full, or if what read the log has
                // ended. The service continues without it.
                let _ = stderr().write_all(&text);
            }
            Message::Flush(reply) => {
                let _ = reply.send(());
            }
        }
        // If too much still waits, this event is lost and counted too, so the
        // total is reported again after the next message.
        let count = lost_event_count();
        if count > reported_count {
            warn!(count, "The log was too slow, and has lost events");
            reported_count = count;
        }
    }
}

/// Logs an HTTP answer, and as a warning if the service or its upstream has
/// failed. Platforms ask for some paths every few seconds, so their answers
/// appear only with `RUST_LOG=debug`.
pub fn log_answer(
    request_span: &Span,
    method: &str,
    path: &str,
    status: u16,
    time: Duration,
) {
    let (method, path) = (shorten(method), shorten(path));
    let ms = time.as_millis() as u64;
    let _in_request = request_span.enter();
    if matches!(&*path, "/health" | "/ready") {
        debug!(%method, path, status, ms, "answered");
    } else if status >= 500 {
        warn!(%method, path, status, ms, "answered");
    } else {
        info!(%method, path, status, ms, "answered");
    }
}

/// Returns the start of what a client has sent, for the log. A client could
/// fill the disk otherwise.
pub fn shorten(text: &str) -> String {
    let mut chars = text.chars();
    let mut start: String = chars.by_ref().take(MAX_QUOTED_CHARS).collect();
    if chars.next().is_some() {
        start.push('…');
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_start_of_a_long_text_is_logged() {
        let exact = "é".repeat(MAX_QUOTED_CHARS);
        assert_eq!(shorten(&exact), exact);
        assert_eq!(shorten(&format!("{exact}x")), format!("{exact}…"));
    }
}
