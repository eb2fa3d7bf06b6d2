//! What a recorded program tells of its tasks, on its way to the reader.
//!
//! It comes by a named pipe: no program needs to inherit one, and one that
//! knows nothing of it simply does not open it.

use super::audience::Audience;
use super::event::Event;
use super::output::Began;
use crate::timeline::{Recorder, Timeline};
use std::ffi::OsString;
use std::future::Future;
use std::time::{Duration, Instant};

/// So often a reader gets a new picture, if there is one.
const PERIOD: Duration = Duration::from_millis(100);
/// And so often where nothing new is told: a wait that goes on grows too.
const STILL: Duration = Duration::from_millis(500);
/// Of the time, at most so much goes into making pictures: one in ten.
const SHARE: u32 = 10;

/// The name of the variable that tells a program where the pipe is.
const VARIABLE: &str = "WORKBOOK_TIMELINE";

pub use pipe::Pipe;

/// Sends pictures until the program has ended, and gives the last one.
pub async fn forward(
    mut pipe: Pipe,
    file: &str,
    audience: &Audience,
    began: &Began,
    ended: impl Future<Output = ()>,
) -> Timeline {
    let mut lines = Lines::new(file);
    let mut next = Instant::now() + PERIOD;
    tokio::pin!(ended);
    let end = loop {
        tokio::select! {
            bytes = pipe.read() => {
                began.tells();
                lines.take(bytes);
            }
            () = tokio::time::sleep_until(lines.due(next).into()),
                if lines.since.is_some() =>
            {
                let timeline = Box::new(lines.picture(Instant::now()));
                audience.mention(Event::Timeline { timeline });
                next = Instant::now() + lines.pause();
            }
            () = &mut ended => break Instant::now(),
        }
    };
    while let Some(bytes) = pipe.rest() {
        lines.take(bytes);
    }
    lines.picture(end)
}

/// The lines so far, and whether they say more than the last picture.
struct Lines {
    recorder: Recorder,
    /// The beginning of a line whose end is still to come.
    begun: Vec<u8>,
    are_new: bool,
    /// When the first one came: about then the program's own clock began.
    since: Option<Instant>,
    /// What the last picture took.
    cost: Duration,
}

/// No line is so long: a program writes nonsense into the pipe.
const LONGEST: usize = 64 * 1024;

impl Lines {
    fn new(file: &str) -> Self {
        Lines {
            recorder: Recorder::new(file),
            begun: Vec::new(),
            are_new: false,
            since: None,
            cost: Duration::ZERO,
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.since.get_or_insert_with(Instant::now);
        self.begun.extend_from_slice(bytes);
        let Some(end) = self.begun.iter().rposition(|b| *b == b'\n') else {
            if self.begun.len() > LONGEST {
                self.begun.clear();
            }
            return;
        };
        let rest = self.begun.split_off(end + 1);
        let whole = std::mem::replace(&mut self.begun, rest);
        for line in String::from_utf8_lossy(&whole).lines() {
            self.recorder.line(line);
        }
        self.are_new = true;
    }

    fn picture(&mut self, now: Instant) -> Timeline {
        let start = Instant::now();
        let time = now.duration_since(self.since.unwrap_or(now));
        let timeline = self.recorder.document(time.as_secs_f64() * 1000.0);
        self.are_new = false;
        self.cost = start.elapsed();
        timeline
    }

    /// When to send a picture that would be sent at `next` if it were new.
    fn due(&self, next: Instant) -> Instant {
        match self.are_new {
            true => next,
            false => next + (STILL - PERIOD),
        }
    }

    fn pause(&self) -> Duration {
        PERIOD.max(self.cost * SHARE)
    }
}

#[cfg(target_os = "linux")]
mod pipe {
    use super::{OsString, VARIABLE};
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use rustix::pipe::fcntl_setpipe_size;
    use std::future::pending;
    use std::io;
    use tempfile::TempDir;
    use tokio::io::AsyncReadExt;
    use tokio::net::unix::pipe::{OpenOptions, Receiver};

    const READ_BYTES: usize = 64 * 1024;
    /// What the pipe can hold: a program shall not wait for us to read.
    const HELD_BYTES: usize = 1024 * 1024;

    /// The end that we read.
    pub struct Pipe {
        folder: TempDir,
        receiver: Receiver,
        buffer: Vec<u8>,
    }

    impl Pipe {
        pub fn new() -> io::Result<Pipe> {
            let folder = TempDir::with_prefix("workbook-timeline-")?;
            let path = folder.path().join("pipe");
            let mode = Mode::RUSR | Mode::WUSR;
            mknodat(CWD, &path, FileType::Fifo, mode, 0)?;
            // Also for writing: so it is never at its end, however often a
            // program opens and closes it.
            let receiver =
                OpenOptions::new().read_write(true).open_receiver(&path)?;
            // Where the system refuses, a smaller one does.
            let _ = fcntl_setpipe_size(&receiver, HELD_BYTES);
            Ok(Pipe {
                folder,
                receiver,
                buffer: vec![0; READ_BYTES],
            })
        }

        /// What the program's environment must have.
        pub fn variable(&self) -> (String, OsString) {
            let path = self.folder.path().join("pipe");
            (VARIABLE.to_owned(), path.into())
        }

        /// The next bytes; may be dropped and asked again.
        pub async fn read(&mut self) -> &[u8] {
            match self.receiver.read(&mut self.buffer).await {
                Ok(length @ 1..) => &self.buffer[..length],
                _ => pending().await,
            }
        }

        /// What is still in the pipe when nobody writes any more.
        pub fn rest(&mut self) -> Option<&[u8]> {
            match self.receiver.try_read(&mut self.buffer) {
                Ok(length @ 1..) => Some(&self.buffer[..length]),
                _ => None,
            }
        }
    }
}

/// Elsewhere there is no recorder, so nobody asks for a pipe.
#[cfg(not(target_os = "linux"))]
mod pipe {
    use super::OsString;
    use std::future::pending;
    use std::io;

    pub struct Pipe(std::convert::Infallible);

    impl Pipe {
        pub fn new() -> io::Result<Pipe> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub fn variable(&self) -> (String, OsString) {
            match self.0 {}
        }

        pub async fn read(&mut self) -> &[u8] {
            pending().await
        }

        pub fn rest(&mut self) -> Option<&[u8]> {
            None
        }
    }
}
