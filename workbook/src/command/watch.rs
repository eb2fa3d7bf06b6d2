//! `watch`: checks the current exercise on each save, and obeys one-letter
//! commands.

mod session;

use super::check::{self, Report};
use crate::file_watcher::FileWatcher;
use crate::shutdown::ShutdownSignals;
use crate::terminal::print_note;
use anyhow::{Result, bail};
use clap::Args;
use exercises::{Checker, EXERCISES_FOLDER, Exercises, Verdict};
use session::{NextAction, Session};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::thread;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// Check exercises whenever you save them
///
/// Starts with the first exercise that is not solved.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(after_help = "\
Letters, each followed by Enter:
  h  a hint, and again for the next step     n  the next exercise
  l  the list of all exercises               r  put the exercise back
  Enter alone: check again                   q  quit")]
pub struct Options {}

pub fn run(root: &Path) -> Result<()> {
    let exercises = Exercises::load(root)?;
    if exercises.list.is_empty() {
        bail!("this book has no exercises yet");
    }
    let runtime = Runtime::new()?;
    let result = runtime.block_on(async {
        let mut signals = ShutdownSignals::catch()?;
        let folder = root.join(EXERCISES_FOLDER).join("exercises");
        let watching = async {
            let watch = WatchLoop {
                checker: check::prepare_checker(root).await?,
                file_watcher: FileWatcher::new(&[folder], &[])?,
                session: Session::new(&exercises)?,
                line_rx: spawn_stdin_reader(),
                unhandled_lines: VecDeque::new(),
            };
            watch.run().await
        };
        // Dropping the watch stops the processes that it has started.
        tokio::select! {
            result = watching => result,
            () = signals.wait_for_signal() => Ok(()),
        }
    });
    // The thread that reads standard input may wait forever.
    runtime.shutdown_background();
    result
}

struct WatchLoop<'a> {
    checker: Checker,
    file_watcher: FileWatcher,
    line_rx: UnboundedReceiver<String>,
    /// Lines that were typed during a check.
    unhandled_lines: VecDeque<String>,
    session: Session<'a>,
}

/// What ends a check, or the wait for the learner.
#[must_use]
enum WatchEvent {
    Checked(Verdict),
    /// The exercise's file can't be read at the moment.
    Unreadable(anyhow::Error),
    Saved(Vec<PathBuf>),
    Line(String),
    InputClosed,
}

impl WatchLoop<'_> {
    async fn run(mut self) -> Result<()> {
        self.session.print_welcome()?;
        let mut needs_check = true;
        loop {
            let next = if needs_check {
                self.check().await?
            } else {
                self.next_event().await
            };
            needs_check = match next {
                WatchEvent::Checked(verdict) => {
                    self.session.print_progress_and_next_step(verdict)?;
                    false
                }
                WatchEvent::Unreadable(error) => {
                    self.session.print_unreadable(&error)?;
                    false
                }
                WatchEvent::Saved(paths) => {
                    self.session.switch_to_saved(&paths);
                    true
                }
                WatchEvent::Line(line) => {
                    match self.session.handle_line(&line)? {
                        NextAction::Check => true,
                        NextAction::Wait => false,
                        NextAction::Quit => return Ok(()),
                    }
                }
                WatchEvent::InputClosed => return Ok(()),
            };
        }
    }

    /// Checks the current exercise. A save or the command to quit stops the
    /// check; other lines wait until it has ended.
    async fn check(&mut self) -> Result<WatchEvent> {
        let exercises = self.session.exercises();
        let exercise = self.session.current();
        // An editor may have removed the file for a moment, to replace it.
        if let Err(error) = exercises.source(exercise) {
            return Ok(WatchEvent::Unreadable(error));
        }
        self.session.clear_screen()?;
        let report = Report::new(exercise);
        let check =
            check::check_exercise(&self.checker, exercises, exercise, report);
        tokio::pin!(check);
        loop {
            tokio::select! {
                verdict = &mut check => return Ok(WatchEvent::Checked(verdict?)),
                paths = wait_for_save(&mut self.file_watcher, exercises) => {
                    return Ok(WatchEvent::Saved(paths));
                }
                Some(line) = self.line_rx.recv() => {
                    if session::is_quit_command(&line) {
                        return Ok(WatchEvent::Line(line));
                    }
                    self.unhandled_lines.push_back(line);
                }
            }
        }
    }

    async fn next_event(&mut self) -> WatchEvent {
        if let Some(line) = self.unhandled_lines.pop_front() {
            return WatchEvent::Line(line);
        }
        let exercises = self.session.exercises();
        tokio::select! {
            paths = wait_for_save(&mut self.file_watcher, exercises) => WatchEvent::Saved(paths),
            line = self.line_rx.recv() => match line {
                Some(line) => WatchEvent::Line(line),
                None => WatchEvent::InputClosed,
            },
        }
    }
}

/// Waits for a save of an exercise. Other files in the folder don't count:
/// an editor's swap, lock and backup files.
async fn wait_for_save(
    file_watcher: &mut FileWatcher,
    exercises: &Exercises,
) -> Vec<PathBuf> {
    loop {
        let mut paths = file_watcher.next_changes().await;
        paths.retain(|path| may_affect_exercise(path, exercises));
        if !paths.is_empty() {
            return paths;
        }
    }
}

fn may_affect_exercise(path: &Path, exercises: &Exercises) -> bool {
    // A folder counts too: it may have been moved here with its files.
    path.is_dir() || exercises.list.iter().any(|e| path.ends_with(e.path()))
}

/// Starts a thread that reads standard input to its end.
fn spawn_stdin_reader() -> UnboundedReceiver<String> {
    let (sender, lines) = unbounded_channel();
    thread::spawn(move || {
        for line in std::io::stdin().lines() {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    print_note(format_args!(
                        "standard input can't be read: {error}"
                    ));
                    return;
                }
            };
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}
