//! What a program prints, on its way to the reader: at once where little
//! comes, in batches where much comes.

mod keeper;
mod text;

use super::event::{Event, Stream};
use keeper::Keeper;
use std::future::pending;
use std::io;
use std::sync::OnceLock;
use std::time::{Duration, Instant};
use text::Decoder;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{ChildStderr, ChildStdout};
use tokio::sync::mpsc::Sender;
use tokio::time::sleep_until;

/// Lines that come faster than this are sent together.
const BATCH_TIME: Duration = Duration::from_millis(20);
/// So many bytes are sent without waiting for more.
const BATCH_BYTES: usize = 16 * 1024;
/// What a pipe holds.
const READ_BYTES: usize = 64 * 1024;

/// When a program began: when it was started, or some milliseconds later, when
/// a recorded one tells that it is there. Its timeline counts from then on.
#[derive(Debug)]
pub struct Began {
    started: Instant,
    told: OnceLock<Instant>,
}

impl Began {
    pub fn at(started: Instant) -> Began {
        Began {
            started,
            told: OnceLock::new(),
        }
    }

    /// The program is there; only the first time counts.
    pub fn tells(&self) {
        self.told.get_or_init(Instant::now);
    }

    fn ms_until(&self, time: Instant) -> f64 {
        let began = self.told.get().unwrap_or(&self.started);
        time.saturating_duration_since(*began).as_secs_f64() * 1000.0
    }
}

/// Bytes as they came from one of the streams.
#[derive(Debug)]
struct Chunk {
    stream: Stream,
    came: Instant,
    bytes: Vec<u8>,
}

/// A text on its way to the reader.
#[derive(Debug, PartialEq)]
struct Piece {
    stream: Stream,
    ms: f64,
    text: String,
}

impl From<Piece> for Event {
    fn from(Piece { stream, ms, text }: Piece) -> Event {
        Event::Out { stream, ms, text }
    }
}

/// One of the program's pipes.
struct Pipe<R> {
    reader: Option<R>,
    buffer: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Pipe<R> {
    fn new(reader: Option<R>) -> Self {
        Pipe {
            reader,
            buffer: vec![0; READ_BYTES],
        }
    }

    /// The next bytes; pends forever once the pipe is at its end.
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

/// Sends what comes from the two pipes until both are at their end; gives
/// the number of bytes that the reader does not get.
///
/// Where the receiver is gone, it reads on: the program must not hang.
pub async fn forward(
    stdout: Option<ChildStdout>,
    stderr: Option<ChildStderr>,
    events: &Sender<Event>,
    began: &Began,
    limit: usize,
) -> u64 {
    let mut out = Pipe::new(stdout);
    let mut err = Pipe::new(stderr);
    let mut batch = Batch::new(events, began, limit);
    while out.reader.is_some() || err.reader.is_some() {
        let (stream, bytes) = tokio::select! {
            bytes = out.read() => (Stream::Stdout, bytes),
            bytes = err.read() => (Stream::Stderr, bytes),
            () = batch.due() => {
                batch.send().await;
                continue;
            }
        };
        if let Some(bytes) = bytes {
            batch.add(stream, bytes);
        }
        if batch.is_full_or_rested() {
            batch.send().await;
        }
    }
    batch.finish().await
}

/// What waits to be sent.
struct Batch<'a> {
    chunks: Vec<Chunk>,
    bytes: usize,
    /// None has been sent yet, or the time of the last.
    sent: Option<Instant>,
    began: &'a Began,
    stdout: Decoder,
    stderr: Decoder,
    keeper: Keeper<'a>,
}

impl<'a> Batch<'a> {
    fn new(events: &'a Sender<Event>, began: &'a Began, limit: usize) -> Self {
        Batch {
            chunks: Vec::new(),
            bytes: 0,
            sent: None,
            began,
            stdout: Decoder::default(),
            stderr: Decoder::default(),
            keeper: Keeper::new(events, limit),
        }
    }

    fn add(&mut self, stream: Stream, bytes: Vec<u8>) {
        self.bytes += bytes.len();
        match self.chunks.last_mut() {
            Some(last) if last.stream == stream => last.bytes.extend(bytes),
            _ => self.chunks.push(Chunk {
                stream,
                came: Instant::now(),
                bytes,
            }),
        }
    }

    fn is_full_or_rested(&self) -> bool {
        let rested = |sent: Instant| sent.elapsed() >= BATCH_TIME;
        self.bytes >= BATCH_BYTES
            || !self.chunks.is_empty() && self.sent.is_none_or(rested)
    }

    /// Pends forever where nothing waits.
    async fn due(&self) {
        match (self.chunks.is_empty(), self.sent) {
            (false, Some(sent)) => {
                sleep_until((sent + BATCH_TIME).into()).await
            }
            _ => pending().await,
        }
    }

    async fn send(&mut self) {
        for chunk in std::mem::take(&mut self.chunks) {
            let text = self.decoder(chunk.stream).decode(&chunk.bytes);
            self.keep(chunk.stream, chunk.came, text).await;
        }
        self.bytes = 0;
        self.sent = Some(Instant::now());
    }

    /// Sends the rest, and the tail that was held back.
    async fn finish(mut self) -> u64 {
        self.send().await;
        for stream in [Stream::Stdout, Stream::Stderr] {
            let text = self.decoder(stream).finish();
            self.keep(stream, Instant::now(), text).await;
        }
        self.keeper.finish().await
    }

    async fn keep(&mut self, stream: Stream, came: Instant, text: String) {
        let ms = self.began.ms_until(came);
        if !text.is_empty() {
            self.keeper.keep(Piece { stream, ms, text }).await;
        }
    }

    fn decoder(&mut self, stream: Stream) -> &mut Decoder {
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
    fn times_count_from_when_the_program_tells_that_it_is_there() {
        let started = Instant::now() - Duration::from_secs(9);
        let began = Began::at(started);
        let later = started + Duration::from_secs(10);
        assert_eq!(began.ms_until(later), 10_000.0);
        began.tells();
        assert!(began.ms_until(later) < 1_500.0);
        assert_eq!(began.ms_until(started), 0.0);
    }
}
