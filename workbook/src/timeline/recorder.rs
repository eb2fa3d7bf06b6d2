//! Reads raw lines, one after the other, into what a document is made of.

use super::clock::{At, Clock};
use super::document::Kind;
use super::marks::Marks;
use super::raw::Line;
use super::resources::Resources;
use super::root::Watch;
use super::tasks::{Tasks, Turn};
use super::threads::Threads;
use super::wakes::Call;

/// The recorder stops sooner. What goes on was written into the pipe by the
/// program itself, and shall not fill our memory.
const MOST_LINES: u32 = 30_000;

/// What the raw lines of a run have told so far.
#[derive(Debug)]
pub struct Recorder {
    /// The file whose lines a reader knows.
    pub(super) file: String,
    pub(super) clock: Clock,
    pub(super) tasks: Tasks,
    pub(super) resources: Resources,
    pub(super) threads: Threads,
    pub(super) marks: Marks,
    pub(super) cut: Option<At>,
    /// The program has told that it ends.
    pub(super) has_ended: bool,
    lines: u32,
    roots: Vec<Watch>,
    /// The thread that has just woken a task of a `LocalSet`, and the task.
    /// It wakes the task next in which the set lives.
    local: Option<(usize, usize)>,
}

impl Recorder {
    /// For a program compiled from `file_name`, such as `gather.rs`: lines of
    /// other files are none to its reader.
    pub fn new(file_name: &str) -> Recorder {
        Recorder {
            file: file_name.to_owned(),
            clock: Clock::default(),
            tasks: Tasks::default(),
            resources: Resources::default(),
            threads: Threads::default(),
            marks: Marks::default(),
            cut: None,
            has_ended: false,
            lines: 0,
            roots: Vec::new(),
            local: None,
        }
    }

    /// Takes one line, and ignores it if it is none that we understand.
    pub fn line(&mut self, raw: &str) {
        if self.lines >= MOST_LINES {
            return;
        }
        if let Some(line) = Line::parse(raw) {
            self.lines += 1;
            let at = self.clock.at(&line);
            self.take(&line, at);
            if self.lines == MOST_LINES {
                self.cut.get_or_insert(at);
            }
        }
    }

    fn take(&mut self, line: &Line<'_>, at: At) {
        let task = self.tasks.find(line.task);
        if line.k != "wake" && self.local.is_some_and(|l| l.0 == line.th) {
            self.local = None;
        }
        match &*line.k {
            "thread" => self.threads.told(line, at),
            "thread_end" => self.threads.ended(line.th, at),
            "park" => self.threads.parks(line.th, at),
            "unpark" => {
                self.threads.unparks(line.th, at, line.n);
                self.roots.iter_mut().for_each(|w| w.turn(line.th, at));
            }
            "block" => self.threads.blocks(line, at, task),
            "unblock" => self.threads.unblocks(line, at),
            "print" => {
                self.threads.acts(line.th);
                self.marks.print(line, at, task);
            }
            "cut" => self.cut = Some(at),
            "end" => self.has_ended = true,
            "res" => self.resources.begin(line, &self.file),
            "state" => self.resources.changed(line, at, task),
            "wait_end" => {
                self.resources.wait_end(line, at, &mut self.tasks);
            }
            "res_end" => self.resources.end(line, at, &mut self.tasks),
            "spawn" => {
                let by = self.tasks.find(line.by);
                self.tasks.spawn(line, at, by, &self.file);
            }
            _ => self.take_of_task(line, at, task),
        }
    }

    fn take_of_task(&mut self, line: &Line<'_>, at: At, task: Option<usize>) {
        if &*line.k == "panic" {
            self.panicked(line, at, task);
        }
        let Some(task) = task else { return };
        match &*line.k {
            "enter" => self.enter(line, at, task),
            "exit" => self.exit(line, at, task),
            "op" => self.resources.asked(line, at, task, &mut self.tasks),
            "close" => self.close(at, task, line.th),
            "wake" => self.wake(line, at, task),
            "finish" => {
                if let Some(task) = self.tasks.get_mut(task) {
                    task.finish(line, at);
                }
            }
            "yield" => {
                if let Some(turn) = self.turn(task, line.th) {
                    turn.gave_way = true;
                }
            }
            _ => {}
        }
    }

    fn enter(&mut self, line: &Line<'_>, at: At, task: usize) {
        let follows = self.threads.enters(line.th, task, line.t);
        let is_root = self.tasks.is(task, Kind::Main);
        let watch = self.roots.iter().find(|watch| watch.root == task);
        let before = watch.filter(|_| is_root).map(Watch::before);
        self.watch_poll(line, at, task, true);
        if let Some(task) = self.tasks.get_mut(task) {
            task.polls.push(Turn {
                thread: line.th,
                start: at,
                end: None,
                follows,
                panicked: false,
                gave_way: false,
                before,
            });
        }
    }

    fn exit(&mut self, line: &Line<'_>, at: At, task: usize) {
        self.threads.leaves(line.th, task, line.t);
        if let Some(turn) = self.turn(task, line.th) {
            turn.end = Some(at);
        }
        if !self.tasks.is(task, Kind::Main) {
            self.watch_poll(line, at, task, false);
            return;
        }
        match self.roots.iter_mut().find(|watch| watch.root == task) {
            Some(watch) => watch.restart(line.th),
            None => self.roots.push(Watch::new(task, line.th)),
        }
    }

    fn wake(&mut self, line: &Line<'_>, at: At, task: usize) {
        self.hear_wake(line, at);
        let mut call = Call::read(line, at, &self.tasks);
        if self.tasks.is(task, Kind::Local) {
            self.local = Some((line.th, task));
        } else if let Some((thread, local)) = self.local.take()
            && thread == line.th
        {
            call = call.for_local(local);
        }
        let woken = self.tasks.get_mut(task);
        if let Some(woken) = woken.filter(|t| t.closed.is_none()) {
            woken.wakes.push(call);
        }
    }

    /// A wake also tells something about the wakes of the roots.
    fn hear_wake(&mut self, line: &Line<'_>, at: At) {
        if line.by.is_some() {
            return;
        }
        if let Some(ended) = self.tasks.find(line.ended) {
            self.roots.iter_mut().for_each(|w| w.woke_another(ended));
        } else if line.found.is_some() {
            self.roots.iter_mut().for_each(|w| w.turn(line.th, at));
        }
    }

    fn watch_poll(
        &mut self,
        line: &Line<'_>,
        at: At,
        task: usize,
        begins: bool,
    ) {
        let others = self.roots.iter_mut().filter(|w| w.root != task);
        others.for_each(|watch| watch.polls(at, task, line.th, begins));
    }

    fn close(&mut self, at: At, number: usize, thread: usize) {
        if let Some(task) = self.tasks.get_mut(number) {
            task.close(at);
        }
        self.roots.retain(|watch| watch.root != number);
        self.roots
            .iter_mut()
            .for_each(|w| w.ended(at, number, thread));
    }

    fn panicked(&mut self, line: &Line<'_>, at: At, task: Option<usize>) {
        self.marks.panic(line, at, task, &self.file);
        let turn = task.and_then(|task| self.turn(task, line.th));
        if let Some(turn) = turn {
            turn.panicked = true;
        }
    }

    /// The turn of the task that goes on on this thread.
    fn turn(&mut self, task: usize, thread: usize) -> Option<&mut Turn> {
        let turns = &mut self.tasks.get_mut(task)?.polls;
        turns
            .iter_mut()
            .rev()
            .find(|turn| turn.thread == thread && turn.end.is_none())
    }
}
