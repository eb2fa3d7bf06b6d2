//! One writer at a time, over all processes. The system gives the lock up
//! when its holder ends, however that ends.

use std::fs::File;
use std::io;
use std::path::Path;

/// Held as long as it lives.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "its being open is all")] File);

impl Lock {
    /// Waits until nobody else has it.
    #[cfg(unix)]
    pub fn take(path: &Path) -> io::Result<Lock> {
        use rustix::fs::{FlockOperation, flock};
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        loop {
            match flock(&file, FlockOperation::LockExclusive) {
                Ok(()) => return Ok(Lock(file)),
                Err(rustix::io::Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Waits until nobody else has it: Windows lets a file be opened for
    /// oneself alone.
    #[cfg(windows)]
    pub fn take(path: &Path) -> io::Result<Lock> {
        use std::os::windows::fs::OpenOptionsExt;
        use std::time::Duration;
        const SHARING_VIOLATION: i32 = 32;
        loop {
            let file = File::options()
                .create(true)
                .truncate(false)
                .write(true)
                .share_mode(0)
                .open(path);
            match file {
                Err(error)
                    if error.raw_os_error() == Some(SHARING_VIOLATION) =>
                {
                    std::thread::sleep(Duration::from_millis(5));
                }
                opened => return opened.map(Lock),
            }
        }
    }
}
