//! Moments that are pinned to the picture: printed lines, and panics.

use super::clock::{At, Clock};
use super::raw::Line;
use super::rows::{Panic, Print};

/// More prints than so many are put together where they come from one place.
const PRINTS: usize = 400;

#[derive(Debug, Default)]
pub struct Marks {
    prints: Vec<Printed>,
    panics: Vec<(At, Option<usize>, usize, Option<u32>)>,
}

#[derive(Debug, Clone, Copy)]
struct Printed {
    at: At,
    task: Option<usize>,
    thread: usize,
    is_error: bool,
    newlines: u64,
}

impl Marks {
    pub fn print(&mut self, line: &Line<'_>, at: At, task: Option<usize>) {
        self.prints.push(Printed {
            at,
            task,
            thread: line.th,
            is_error: line.fd == 2,
            newlines: line.newlines,
        });
    }

    pub fn panic(
        &mut self,
        line: &Line<'_>,
        at: At,
        task: Option<usize>,
        learners: &str,
    ) {
        let in_file = line.line_in(learners);
        self.panics.push((at, task, line.th, in_file));
    }

    /// Each print, or the prints of one origin as one, and whether so.
    pub fn prints(&self, clock: &Clock) -> (Vec<Print>, bool) {
        let is_much = self.prints.len() > PRINTS;
        let mut kept: Vec<Printed> = Vec::new();
        for print in &self.prints {
            match kept.last_mut() {
                Some(last) if is_much && last.is_like(print) => {
                    last.newlines =
                        last.newlines.saturating_add(print.newlines);
                }
                _ => kept.push(*print),
            }
        }
        let rows = kept.iter().map(|print| {
            let to = if print.is_error { "stderr" } else { "stdout" };
            let at = clock.ms(print.at.us);
            (at, print.task, print.thread, to.to_owned(), print.newlines)
        });
        (rows.collect(), is_much)
    }

    pub fn panics(&self, clock: &Clock) -> Vec<Panic> {
        let all = self.panics.iter();
        all.map(|(at, task, thread, line)| {
            (clock.ms(at.us), *task, *thread, *line)
        })
        .collect()
    }
}

impl Printed {
    fn is_like(&self, other: &Printed) -> bool {
        (self.task, self.thread, self.is_error)
            == (other.task, other.thread, other.is_error)
    }
}
