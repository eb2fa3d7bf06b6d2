//! Forwards what a recorded program reports about its tasks.
//!
//! It comes by a named pipe: no program needs to inherit one, and one that
//! knows nothing of it simply does not open it.

use crate::event::RunEvent;
use crate::event_sink::EventSink;
use crate::output::RunClock;
use std::ffi::OsString;
use std::future::Future;
use std::time::{Duration, Instant};
use timeline::{SpawnedNames, Timeline, TimelineBuilder};

/// How often a reader gets a new timeline, if there is one.
const UPDATE_INTERVAL: Duration = Duration::from_millis(100);
/// How often while nothing new is reported, because an open wait still grows.
const IDLE_UPDATE_INTERVAL: Duration = Duration::from_millis(500);
/// Making updates takes at most one part in ten of the time.
const MIN_INTERVAL_TO_COST_RATIO: u32 = 10;

/// The environment variable that contains the path of the pipe.
const PIPE_VARIABLE: &str = "WORKBOOK_TIMELINE";

pub use pipe::Pipe;

/// The program that is recorded, as its reader sees it.
#[derive(Debug, Clone, Copy)]
pub struct RecordedSource<'a> {
    pub file_name: &'a str,
    pub text: &'a str,
}

/// Sends the timeline as it grows until the program has ended, and returns the
/// last one.
pub async fn forward_timeline(
    mut pipe: Pipe,
    source: RecordedSource<'_>,
    events: &EventSink,
    clock: &RunClock,
    exited: impl Future<Output = ()>,
) -> Timeline {
    let mut recording = GrowingTimeline::new(source);
    let mut next_update = Instant::now() + UPDATE_INTERVAL;
    tokio::pin!(exited);
    let exit_time = loop {
        tokio::select! {
            bytes = pipe.read() => {
                clock.restart_once();
                recording.push(bytes);
            }
            () = tokio::time::sleep_until(recording.next_update_at(next_update).into()),
                if recording.first_event_at.is_some() =>
            {
                let timeline = Box::new(recording.timeline(Instant::now()));
                events.send_if_room(RunEvent::Timeline { timeline });
                next_update = Instant::now() + recording.update_interval();
            }
            () = &mut exited => break Instant::now(),
        }
    };
    recording.finish(pipe, exit_time)
}

/// Reads until the program has ended, and returns its timeline.
pub async fn read_timeline(
    mut pipe: Pipe,
    source: RecordedSource<'_>,
    exited: impl Future<Output = ()>,
) -> Timeline {
    let mut recording = GrowingTimeline::new(source);
    tokio::pin!(exited);
    let exit_time = loop {
        tokio::select! {
            bytes = pipe.read() => recording.push(bytes),
            () = &mut exited => break Instant::now(),
        }
    };
    recording.finish(pipe, exit_time)
}

/// The events so far, and whether they say more than the last update.
struct GrowingTimeline {
    builder: TimelineBuilder,
    names: SpawnedNames,
    has_changed: bool,
    /// When the first one came: about then the program's own clock began.
    first_event_at: Option<Instant>,
    /// How long it took to make the last update.
    last_update_cost: Duration,
}

impl GrowingTimeline {
    fn new(source: RecordedSource<'_>) -> Self {
        GrowingTimeline {
            builder: TimelineBuilder::new(source.file_name),
            names: SpawnedNames::read(source.text),
            has_changed: false,
            first_event_at: None,
            last_update_cost: Duration::ZERO,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        self.first_event_at.get_or_insert_with(Instant::now);
        self.builder.push(bytes);
        self.has_changed = true;
    }

    fn timeline(&mut self, now: Instant) -> Timeline {
        let start = Instant::now();
        let time = now.duration_since(self.first_event_at.unwrap_or(now));
        let mut timeline =
            self.builder.to_timeline(time.as_secs_f64() * 1000.0);
        self.names.add_to(&mut timeline);
        self.has_changed = false;
        self.last_update_cost = start.elapsed();
        timeline
    }

    /// Reads what the program wrote at its end, and returns the last timeline.
    fn finish(mut self, mut pipe: Pipe, exit_time: Instant) -> Timeline {
        while let Some(bytes) = pipe.read_remaining() {
            self.push(bytes);
        }
        self.timeline(exit_time)
    }

    /// When to send the update that is scheduled for then: later if nothing new
    /// was reported.
    fn next_update_at(&self, scheduled: Instant) -> Instant {
        if self.has_changed {
            scheduled
        } else {
            scheduled + (IDLE_UPDATE_INTERVAL - UPDATE_INTERVAL)
        }
    }

    fn update_interval(&self) -> Duration {
        UPDATE_INTERVAL.max(self.last_update_cost * MIN_INTERVAL_TO_COST_RATIO)
    }
}

#[cfg(target_os = "linux")]
mod pipe {
    use super::{OsString, PIPE_VARIABLE};
    use rustix::fs::{CWD, FileType, Mode, mknodat};
    use rustix::pipe::fcntl_setpipe_size;
    use std::future::pending;
    use std::io;
    use std::path::{Path, PathBuf};
    use tokio::io::AsyncReadExt;
    use tokio::net::unix::pipe::{OpenOptions, Receiver};

    const READ_BUFFER_BYTES: usize = 64 * 1024;
    /// What the pipe can hold: a program shall not wait for us to read.
    const PIPE_CAPACITY: usize = 1024 * 1024;

    /// The end that we read.
    pub struct Pipe {
        path: PathBuf,
        receiver: Receiver,
        buffer: Vec<u8>,
    }

    impl Pipe {
        /// Creates the pipe in a folder that the caller removes.
        pub fn new(folder: &Path) -> io::Result<Pipe> {
            let path = folder.join("pipe");
            let mode = Mode::RUSR | Mode::WUSR;
            mknodat(CWD, &path, FileType::Fifo, mode, 0)?;
            // Also for writing: so it is never at its end, however often a
            // program opens and closes it.
            let receiver =
                OpenOptions::new().read_write(true).open_receiver(&path)?;
            // Where the system refuses, a smaller one does.
            let _ = fcntl_setpipe_size(&receiver, PIPE_CAPACITY);
            Ok(Pipe {
                path,
                receiver,
                buffer: vec![0; READ_BUFFER_BYTES],
            })
        }

        /// What the program's environment must have.
        pub fn environment_variable(&self) -> (String, OsString) {
            (PIPE_VARIABLE.to_owned(), self.path.clone().into())
        }

        /// The next bytes; may be dropped and asked again.
        pub async fn read(&mut self) -> &[u8] {
            match self.receiver.read(&mut self.buffer).await {
                Ok(length @ 1..) => &self.buffer[..length],
                _ => pending().await,
            }
        }

        /// Reads what is still in the pipe when no process writes any more.
        pub fn read_remaining(&mut self) -> Option<&[u8]> {
            match self.receiver.try_read(&mut self.buffer) {
                Ok(length @ 1..) => Some(&self.buffer[..length]),
                _ => None,
            }
        }
    }
}

/// Elsewhere there is no recorder, so no run needs a pipe.
#[cfg(not(target_os = "linux"))]
mod pipe {
    use super::OsString;
    use std::future::pending;
    use std::io;

    pub struct Pipe(std::convert::Infallible);

    impl Pipe {
        pub fn new(_: &std::path::Path) -> io::Result<Pipe> {
            Err(io::ErrorKind::Unsupported.into())
        }

        pub fn environment_variable(&self) -> (String, OsString) {
            match self.0 {}
        }

        pub async fn read(&mut self) -> &[u8] {
            pending().await
        }

        pub fn read_remaining(&mut self) -> Option<&[u8]> {
            None
        }
    }
}
