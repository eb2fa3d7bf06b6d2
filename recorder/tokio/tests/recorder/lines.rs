//! The lines of a recording.

use serde_json::Value;

/// One line: a JSON object.
#[derive(Debug, Clone)]
pub struct Line(Value);

impl Line {
    pub fn kind(&self) -> &str {
        self.text("k")
    }

    #[track_caller]
    pub fn number(&self, key: &str) -> u64 {
        self.find(key)
            .unwrap_or_else(|| panic!("no `{key}` in {self:?}"))
    }

    /// The number, if the key is there and not null.
    pub fn find(&self, key: &str) -> Option<u64> {
        self.0[key].as_u64()
    }

    pub fn text(&self, key: &str) -> &str {
        self.0[key].as_str().unwrap_or_default()
    }

    pub fn is(&self, key: &str) -> bool {
        self.0[key] == Value::Bool(true)
    }

    pub fn get(&self, key: &str) -> &Value {
        &self.0[key]
    }
}

/// All lines of a run.
#[derive(Debug, Clone)]
pub struct Lines(Vec<Line>);

impl Lines {
    /// Reads them, and checks what is true of every recording: each line is
    /// whole, time never runs back, and nothing follows the last line.
    #[track_caller]
    pub fn read(text: &str) -> Self {
        let read = |line| serde_json::from_str(line).map(Line);
        let lines: Vec<Line> = text
            .lines()
            .map(|line| read(line).unwrap_or_else(|_| panic!("{line}")))
            .collect();
        let times = lines.iter().map(|line| line.number("t"));
        assert!(times.is_sorted(), "time runs back");
        let last = lines
            .iter()
            .rposition(|line| matches!(line.kind(), "end" | "cut"));
        assert!(last.is_none_or(|last| last + 1 == lines.len()), "{lines:?}");
        Self(lines)
    }

    pub fn all(&self) -> &[Line] {
        &self.0
    }

    pub fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Line> {
        self.0.iter().filter(move |line| line.kind() == kind)
    }

    pub fn count(&self, kind: &str) -> usize {
        self.of(kind).count()
    }

    #[track_caller]
    pub fn first<'a>(&'a self, kind: &'a str) -> &'a Line {
        self.of(kind)
            .next()
            .unwrap_or_else(|| panic!("no `{kind}`"))
    }

    /// The number of the task that was spawned in this line of the source,
    /// which may also be the last of `main`.
    #[track_caller]
    pub fn task_at(&self, line: u64) -> u64 {
        let spawn = self.of("spawn").find(|at| {
            at.find("line") == Some(line) && at.text("kind") != "block_on"
        });
        spawn
            .unwrap_or_else(|| panic!("nothing spawned in line {line}"))
            .number("task")
    }

    /// The lines of this kind that are about the task.
    pub fn of_task<'a>(
        &'a self,
        kind: &'a str,
        task: u64,
    ) -> impl Iterator<Item = &'a Line> {
        self.of(kind)
            .filter(move |line| line.find("task") == Some(task))
    }

    /// How the shim says that the task ended: done, panicked or cancelled.
    #[track_caller]
    pub fn end_of(&self, task: u64) -> &'static str {
        let ends: Vec<_> = self.of_task("finish", task).collect();
        let [end] = ends[..] else {
            panic!("task {task} has {} ends", ends.len());
        };
        match (end.is("done"), end.is("panicked")) {
            (true, false) => "done",
            (false, true) => "panicked",
            (false, false) => "cancelled",
            (true, true) => panic!("task {task} is done and has panicked"),
        }
    }
}
