//! All that a timeline can state about a run, before anything is left out
//! because a picture has no room for it. Tests compare it with what the
//! program itself reports.

use super::builder::TimelineBuilder;
use super::document::Wait;
use super::rows::Wake;
use super::{gaps, wakes};

/// The waits, wakes and prints of a run, also those that take no time.
#[derive(Debug)]
pub struct Observations {
    pub waits: Vec<RecordedWait>,
    pub wakes: Vec<RecordedWake>,
    pub prints: Vec<RecordedPrint>,
}

/// A wait, with the numbers of the records at which it begins and ends. The
/// first record is number 1.
#[derive(Debug)]
pub struct RecordedWait {
    pub start_record: u32,
    pub end_record: Option<u32>,
    pub wait: Wait,
}

/// A wake, with the number of its record.
#[derive(Debug)]
pub struct RecordedWake {
    pub record_number: u32,
    pub wake: Wake,
}

/// A print to the standard output, with the number of its record.
#[derive(Debug, Clone, Copy)]
pub struct RecordedPrint {
    pub record_number: u32,
    pub task: Option<usize>,
    pub thread: usize,
}

impl TimelineBuilder {
    pub fn observations(&self) -> Observations {
        let tasks = self.tasks.as_slice();
        let (mut waits, mut wakes) = (Vec::new(), Vec::new());
        for (number, task) in tasks.iter().enumerate() {
            let woken = wakes::find_effective_wakes(number, tasks);
            let nameless = gaps::find_unnamed_waits(task, &woken);
            let task_waits = task.waits.iter().chain(&nameless);
            waits.extend(task_waits.map(|wait| RecordedWait {
                start_record: wait.start.seq,
                end_record: wait.end.map(|end| end.time.seq),
                wait: self.wait_row(number, wait),
            }));
            wakes.extend(woken.iter().map(|wake| RecordedWake {
                record_number: wake.time.seq,
                wake: self.wake_row(number, wake),
            }));
        }
        waits.sort_by_key(|wait| wait.start_record);
        wakes.sort_by_key(|wake| wake.record_number);
        let prints = self.marks.prints_on_stdout().map(|print| RecordedPrint {
            record_number: print.time.seq,
            task: print.task,
            thread: print.thread,
        });
        Observations {
            waits,
            wakes,
            prints: prints.collect(),
        }
    }
}
