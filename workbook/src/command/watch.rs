//! `watch`: checks the exercise that is being worked on, on each save, and
//! does what a line of one letter asks for.

mod saves;
mod session;

use super::check::{self, Report};
use crate::exercises::{Checker, Exercise, Exercises, Verdict};
use crate::terminal::Paint;
use anyhow::{Result, bail};
use saves::Saves;
use session::{Reply, Session};
use std::collections::VecDeque;
use std::path::Path;
use std::thread;
use tokio::runtime::Runtime;
use tokio::signal::ctrl_c;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

pub fn watch(root: &Path) -> Result<()> {
    let exercises = Exercises::load(root)?;
    if exercises.all.is_empty() {
        bail!("this book has no exercises yet");
    }
    let runtime = Runtime::new()?;
    let result = runtime.block_on(async {
        let checker = check::prepare(root).await?;
        let session = Session::new(&exercises, Paint::for_stdout())?;
        let watch = Watch {
            checker,
            saves: Saves::new(root)?,
            lines: lines(),
            unread: VecDeque::new(),
            session,
        };
        // Dropping the watch stops what it has started.
        tokio::select! {
            result = watch.run() => result,
            _ = ctrl_c() => Ok(()),
        }
    });
    // Whoever still reads standard input is not waited for.
    runtime.shutdown_background();
    result
}

struct Watch<'a> {
    checker: Checker,
    saves: Saves,
    lines: UnboundedReceiver<String>,
    /// Lines that came during a check.
    unread: VecDeque<String>,
    session: Session<'a>,
}

/// What ends the wait for a check or for the learner.
enum Next {
    Checked(Verdict),
    Saved,
    Line(String),
    /// Standard input is at its end.
    Over,
}

impl Watch<'_> {
    async fn run(mut self) -> Result<()> {
        self.session.greet();
        let mut is_to_check = true;
        loop {
            let next = match is_to_check {
                true => self.check().await?,
                false => self.wait().await,
            };
            is_to_check = match next {
                Next::Checked(verdict) => {
                    self.session.checked(verdict)?;
                    false
                }
                Next::Saved => {
                    self.session.saved(&self.saves.taken());
                    true
                }
                Next::Line(line) => match self.session.answer(&line)? {
                    Reply::Check => true,
                    Reply::Wait => false,
                    Reply::Quit => return Ok(()),
                },
                Next::Over => return Ok(()),
            };
        }
    }

    /// A save ends the check, and so does the wish to quit; what else is
    /// typed meanwhile is answered afterwards.
    async fn check(&mut self) -> Result<Next> {
        let exercise: &Exercise = self.session.current();
        self.session.clear();
        let report = Report::new(exercise, self.session.paint());
        let exercises = self.session.exercises();
        let checking = check::one(&self.checker, exercises, exercise, report);
        tokio::pin!(checking);
        loop {
            tokio::select! {
                verdict = &mut checking => return Ok(Next::Checked(verdict?)),
                () = self.saves.next() => return Ok(Next::Saved),
                Some(line) = self.lines.recv() => match session::quits(&line) {
                    true => return Ok(Next::Line(line)),
                    false => self.unread.push_back(line),
                },
            }
        }
    }

    async fn wait(&mut self) -> Next {
        if let Some(line) = self.unread.pop_front() {
            return Next::Line(line);
        }
        tokio::select! {
            () = self.saves.next() => Next::Saved,
            line = self.lines.recv() => line.map_or(Next::Over, Next::Line),
        }
    }
}

/// The lines of standard input, read by a thread that nobody joins.
fn lines() -> UnboundedReceiver<String> {
    let (sender, lines) = unbounded_channel();
    thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    lines
}
