//! Forwards what a program prints to the reader: at once where little comes,
//! in batches where much comes.

mod decoder;
mod text;
mod truncator;

use crate::event::Stream;
use crate::event_sink::EventSink;
use decoder::Decoder;
use std::future::pending;
use std::io;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use text::OutputText;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{ChildStderr, ChildStdout};
use tokio::time::sleep_until;
use truncator::OutputTruncator;

/// Lines that come within this time are sent together.
const BATCH_INTERVAL: Duration = Duration::from_millis(20);
/// A batch of this size is sent without waiting for more.
const MAX_BATCH_BYTES: usize = 16 * 1024;
/// The capacity of a pipe on Linux.
const READ_BUFFER_BYTES: usize = 64 * 1024;

/// Zero on the clock of a run: when the program was started, or, where it is
/// recorded, when the first line of its timeline came, some milliseconds
/// later.
#[derive(Debug)]
pub struct RunClock {
    spawned_at: Instant,
    first_recorded_at: OnceLock<Instant>,
}

impl RunClock {
    pub fn starting_at(spawned: Instant) -> RunClock {
        RunClock {
            spawned_at: spawned,
            first_recorded_at: OnceLock::new(),
        }
    }

    /// Restarts the clock; only the first call has an effect.
    pub fn restart_once(&self) {
        self.first_recorded_at.get_or_init(Instant::now);
    }

    fn ms_until(&self, time: Instant) -> f64 {
        let zero = self.first_recorded_at.get().unwrap_or(&self.spawned_at);
        time.saturating_duration_since(*zero).as_secs_f64() * 1000.0
    }
}

/// Bytes as they came from one of the two streams.
#[derive(Debug)]
struct Chunk {
    stream: Stream,
    received_at: Instant,
    bytes: Vec<u8>,
}

/// One of the program's pipes.
struct OutputPipe<R> {
    reader: Option<R>,
    buffer: Vec<u8>,
}

impl<R: AsyncRead + Unpin> OutputPipe<R> {
    fn new(reader: Option<R>) -> Self {
        OutputPipe {
            reader,
            buffer: vec![0; READ_BUFFER_BYTES],
        }
    }

    /// The next bytes. Never ready again once the pipe is at its end.
    async fn read(&mut self) -> Option<Vec<u8>> {
        let Some(reader) = &mut self.reader else {
            return pending().await;
        };
        match reader.read(&mut self.buffer).await {
            Ok(length @ 1..) => Some(self.buffer[..length].to_vec()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {
                Some(Vec::new())
            }
            _ => {
                self.reader = None;
                None
            }
        }
    }
}

/// Sends what comes from the two pipes until both are at their end. Returns
/// the number of bytes that the reader does not get.
///
/// Where the receiver is gone, it continues to read, since the program would
/// otherwise block at a full pipe.
pub async fn forward_output(
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    events: &EventSink,
    clock: &RunClock,
    limit_bytes: usize,
) -> u64 {
    let mut out = OutputPipe::new(stdout);
    let mut err = OutputPipe::new(stderr);
    let mut batch = Batch::new(events, clock, limit_bytes);
    while out.reader.is_some() || err.reader.is_some() {
        let (stream, bytes) = tokio::select! {
            bytes = out.read() => (Stream::Stdout, bytes),
            bytes = err.read() => (Stream::Stderr, bytes),
            () = batch.wait_until_due() => {
                batch.send().await;
                continue;
            }
        };
        if let Some(bytes) = bytes {
            batch.add(stream, bytes);
        }
        if batch.is_due() {
            batch.send().await;
        }
    }
    batch.finish().await
}

/// Output that is still to be sent.
struct Batch<'a> {
    chunks: Vec<Chunk>,
    byte_count: usize,
    /// When the previous batch was sent.
    last_sent_at: Option<Instant>,
    clock: &'a RunClock,
    stdout: Decoder,
    stderr: Decoder,
    truncator: OutputTruncator<'a>,
}

impl<'a> Batch<'a> {
    fn new(
        events: &'a EventSink,
        clock: &'a RunClock,
        limit_bytes: usize,
    ) -> Self {
        Batch {
            chunks: Vec::new(),
            byte_count: 0,
            last_sent_at: None,
            clock,
            stdout: Decoder::default(),
            stderr: Decoder::default(),
            truncator: OutputTruncator::new(events, limit_bytes),
        }
    }

    fn add(&mut self, stream: Stream, bytes: Vec<u8>) {
        self.byte_count += bytes.len();
        match self.chunks.last_mut() {
            Some(last) if last.stream == stream => last.bytes.extend(bytes),
            _ => self.chunks.push(Chunk {
                stream,
                received_at: Instant::now(),
                bytes,
            }),
        }
    }

    /// Whether the batch is full, or the previous one was sent long enough ago.
    fn is_due(&self) -> bool {
        let has_passed = |sent: Instant| sent.elapsed() >= BATCH_INTERVAL;
        self.byte_count >= MAX_BATCH_BYTES
            || !self.chunks.is_empty()
                && self.last_sent_at.is_none_or(has_passed)
    }

    /// Never ready while the batch is empty.
    async fn wait_until_due(&self) {
        match (self.chunks.is_empty(), self.last_sent_at) {
            (false, Some(sent)) => {
                sleep_until((sent + BATCH_INTERVAL).into()).await
            }
            _ => pending().await,
        }
    }

    async fn send(&mut self) {
        for chunk in std::mem::take(&mut self.chunks) {
            let text = self.decoder_of(chunk.stream).decode(&chunk.bytes);
            self.push(chunk.stream, chunk.received_at, text).await;
        }
        self.byte_count = 0;
        self.last_sent_at = Some(Instant::now());
    }

    /// Sends what is left, and the tail that was held back.
    async fn finish(mut self) -> u64 {
        self.send().await;
        for stream in [Stream::Stdout, Stream::Stderr] {
            let text = self.decoder_of(stream).finish();
            self.push(stream, Instant::now(), text).await;
        }
        self.truncator.finish().await
    }

    async fn push(
        &mut self,
        stream: Stream,
        received_at: Instant,
        text: String,
    ) {
        let ms = self.clock.ms_until(received_at);
        if !text.is_empty() {
            self.truncator.push(OutputText { stream, ms, text }).await;
        }
    }

    fn decoder_of(&mut self, stream: Stream) -> &mut Decoder {
        match stream {
            Stream::Stdout => &mut self.stdout,
            Stream::Stderr => &mut self.stderr,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_restarts_with_the_first_recorded_line() {
        let spawned = Instant::now() - Duration::from_secs(9);
        let clock = RunClock::starting_at(spawned);
        let later = spawned + Duration::from_secs(10);
        assert_eq!(clock.ms_until(later), 10_000.0);
        clock.restart_once();
        assert!(clock.ms_until(later) < 10_000.0);
        assert_eq!(clock.ms_until(spawned), 0.0);
    }
}
