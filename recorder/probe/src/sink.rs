//! Where the lines go: a pipe or a file, through a small buffer.

use crate::flusher;
use std::ffi::{CStr, c_int, c_void};
use std::mem::MaybeUninit;
use std::ptr;
use std::time::{Duration, Instant};

/// After so many records comes `Cut`, and nothing more.
const MAX_RECORDS: u32 = 20_000;
/// Names another number, for measurements.
const MAX_RECORDS_ENV_VAR: &str = "WORKBOOK_TIMELINE_MOST";
/// So many are written one by one, and a thread writes the later ones. A
/// listing's run is seldom longer.
const UNBUFFERED_RECORDS: u32 = 500;
/// So many bytes do not wait for that thread.
const FLUSH_THRESHOLD_BYTES: usize = 32 * 1024;
/// How long a reader may come late, and how long it may not read.
const READER_OPEN_TIMEOUT: Duration = Duration::from_millis(500);
const READER_READ_TIMEOUT_MS: c_int = 5_000;
/// Above what a program's own files use, so that their numbers stay theirs.
const MIN_DESCRIPTOR: c_int = 900;

pub struct Sink {
    descriptor: c_int,
    buffer: Vec<u8>,
    record_count: u32,
    max_records: u32,
    has_flusher: bool,
}

impl Sink {
    /// Opens a pipe that has a reader, or a file; None if there is neither.
    pub fn open(path: &CStr) -> Option<Self> {
        let descriptor = move_descriptor_up(open_for_writing(path)?);
        // SAFETY: these change only our own file: a roomy pipe stops the
        // program less often. It fails for a file, and that is fine.
        unsafe { libc::fcntl(descriptor, libc::F_SETPIPE_SZ, 1 << 20) };
        let buffer = Vec::with_capacity(2 * FLUSH_THRESHOLD_BYTES);
        Some(Self {
            descriptor,
            buffer,
            record_count: 0,
            max_records: read_max_records(),
            has_flusher: false,
        })
    }

    /// Whether only `Cut` may follow.
    pub fn is_full(&self) -> bool {
        self.record_count >= self.max_records
    }

    /// The buffer, for one record.
    pub fn buffer_for_next_record(&mut self) -> &mut Vec<u8> {
        self.record_count += 1;
        &mut self.buffer
    }

    /// Writes the buffer if it is time, or lets a thread do so by `flush`.
    /// False if no process reads any more.
    pub fn flush_if_due(&mut self, is_urgent: bool, flush: fn()) -> bool {
        if self.record_count == UNBUFFERED_RECORDS {
            self.has_flusher = flusher::spawn(flush);
        }
        let is_full = self.buffer.len() >= FLUSH_THRESHOLD_BYTES;
        if is_urgent || !self.has_flusher || is_full {
            return self.flush();
        }
        flusher::request_flush();
        true
    }

    /// Writes the buffer. False if no process reads any more.
    pub fn flush(&mut self) -> bool {
        if self.buffer.is_empty() {
            return true;
        }
        let written =
            write_without_sigpipe(|| write_all(self.descriptor, &self.buffer));
        self.buffer.clear();
        written
    }
}

fn read_max_records() -> u32 {
    let text = std::env::var(MAX_RECORDS_ENV_VAR).ok();
    let number = text.and_then(|text| text.parse().ok());
    number.unwrap_or(MAX_RECORDS)
}

/// Never waits for the reader of a pipe, save a short while until it comes.
fn open_for_writing(path: &CStr) -> Option<c_int> {
    let late = Instant::now() + READER_OPEN_TIMEOUT;
    let flags = libc::O_WRONLY
        | libc::O_CLOEXEC
        | libc::O_NONBLOCK
        | libc::O_CREAT
        | libc::O_TRUNC;
    loop {
        // SAFETY: `path` is a C string.
        let file = unsafe { libc::open(path.as_ptr(), flags, 0o600) };
        if file >= 0 {
            return Some(file);
        }
        let no_reader = matches!(errno(), libc::ENXIO | libc::EINTR);
        if !no_reader || Instant::now() > late {
            return None;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn move_descriptor_up(descriptor: c_int) -> c_int {
    // SAFETY: `file` is ours, and closed only once it has a copy.
    unsafe {
        let high =
            libc::fcntl(descriptor, libc::F_DUPFD_CLOEXEC, MIN_DESCRIPTOR);
        if high < 0 {
            return descriptor;
        }
        libc::close(descriptor);
        high
    }
}

fn write_all(descriptor: c_int, mut bytes: &[u8]) -> bool {
    while !bytes.is_empty() {
        // SAFETY: the pointer and the length are those of `bytes`. Not by
        // `write`, which is the probe's own.
        let count = unsafe {
            libc::syscall(
                libc::SYS_write,
                descriptor,
                bytes.as_ptr(),
                bytes.len(),
            )
        };
        match usize::try_from(count) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(_) if errno() == libc::EINTR => {}
            Err(_) if errno() == libc::EAGAIN && wait_for_room(descriptor) => {}
            Err(_) => return false,
        }
    }
    true
}

/// Waits until the pipe has room; false if its reader seems to be stuck.
fn wait_for_room(descriptor: c_int) -> bool {
    let mut pipe = libc::pollfd {
        fd: descriptor,
        events: libc::POLLOUT,
        revents: 0,
    };
    let wait = libc::timespec {
        tv_sec: libc::time_t::from(READER_READ_TIMEOUT_MS / 1000),
        tv_nsec: 0,
    };
    // SAFETY: one entry and a duration, both on this stack; no signal mask.
    let ready = unsafe {
        let none = ptr::null::<c_void>();
        libc::syscall(
            libc::SYS_ppoll,
            &raw mut pipe,
            1,
            &raw const wait,
            none,
            0,
        )
    };
    ready > 0 || (ready < 0 && errno() == libc::EINTR)
}

/// A pipe without a reader raises a signal that would end the program, unless
/// it is ignored, as in a program of Rust's it is from `main` on.
fn write_without_sigpipe(write: impl FnOnce() -> bool) -> bool {
    if is_sigpipe_ignored() {
        write()
    } else {
        write_with_sigpipe_blocked(write)
    }
}

fn is_sigpipe_ignored() -> bool {
    let mut now = MaybeUninit::<libc::sigaction>::uninit();
    // SAFETY: `now` is filled where the call says so, and nothing changes.
    unsafe {
        libc::sigaction(libc::SIGPIPE, ptr::null(), now.as_mut_ptr()) == 0
            && now.assume_init().sa_sigaction == libc::SIG_IGN
    }
}

fn write_with_sigpipe_blocked(write: impl FnOnce() -> bool) -> bool {
    let mut pipe = MaybeUninit::uninit();
    let mut before = MaybeUninit::uninit();
    // SAFETY: both sets are filled by the calls before they are read. Only
    // this thread's mask changes, and it is restored.
    unsafe {
        libc::sigemptyset(pipe.as_mut_ptr());
        libc::sigaddset(pipe.as_mut_ptr(), libc::SIGPIPE);
        let (pipe, before) = (pipe.as_ptr(), before.as_mut_ptr());
        if libc::pthread_sigmask(libc::SIG_BLOCK, pipe, before) != 0 {
            return false;
        }
        let written = write();
        if !written {
            let at_once = libc::timespec {
                tv_sec: 0,
                tv_nsec: 0,
            };
            libc::sigtimedwait(pipe, ptr::null_mut(), &raw const at_once);
        }
        libc::pthread_sigmask(libc::SIG_SETMASK, before, ptr::null_mut());
        written
    }
}

fn errno() -> c_int {
    // SAFETY: it points to this thread's own number.
    unsafe { *libc::__errno_location() }
}
