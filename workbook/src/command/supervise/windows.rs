//! Windows: the program itself, without what it has started.

use std::io;
use std::process::{Child, Command, ExitCode, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(5);

/// The program.
#[derive(Debug, Clone)]
pub struct Family {
    program: Arc<Mutex<Child>>,
}

impl Family {
    pub fn start(command: &mut Command) -> io::Result<Family> {
        let program = Arc::new(Mutex::new(command.spawn()?));
        Ok(Family { program })
    }

    /// There is no gentler way here.
    pub fn terminate(&self) {
        self.kill();
    }

    pub fn kill(&self) {
        let _ = self.program().kill();
    }

    /// Looks again and again, so that the program can be killed meanwhile.
    pub fn wait(self) -> Ending {
        loop {
            match self.program().try_wait() {
                Ok(None) => {}
                Ok(Some(status)) => return Ending(Some(status)),
                Err(_) => return Ending(None),
            }
            thread::sleep(PAUSE);
        }
    }

    fn program(&self) -> MutexGuard<'_, Child> {
        self.program.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the program ended.
#[derive(Debug, Clone, Copy)]
pub struct Ending(Option<ExitStatus>);

impl Ending {
    pub fn pass_on(self) -> ExitCode {
        match self.0.and_then(|status| status.code()) {
            // More than eight bits: a crash has such a code.
            Some(code) => std::process::exit(code),
            None => ExitCode::FAILURE,
        }
    }
}
