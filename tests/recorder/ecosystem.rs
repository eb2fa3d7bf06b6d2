//! Programs with much-used crates that are built on tokio. They are recorded
//! against the one instrumented tokio, and print what they print without.

use book_tests::recorded_program::InstrumentedCrates;
use book_tests::root;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;
use timeline::{Timeline, Wait, WaitOutcome, WakeKind, WakeReason};

const CHAPTER_SLUG: &str = "ch01-ecosystem";

/// None where they cannot be downloaded, outside of CI.
static CRATES: LazyLock<Option<InstrumentedCrates>> = LazyLock::new(|| {
    if !fetch_crates() {
        let skip_message = "`cargo fetch --locked` in `tests/ecosystem` \
                            failed, so \
                            its programs are skipped";
        assert!(std::env::var_os("CI").is_none(), "{skip_message}");
        eprintln!("{skip_message}");
        return None;
    }
    Some(
        InstrumentedCrates::build(&ecosystem_root(), CHAPTER_SLUG, &[])
            .unwrap(),
    )
});

/// The workspace of the programs, which has the form of a book.
fn ecosystem_root() -> PathBuf {
    root().join("tests/ecosystem")
}

/// Downloads the crates, which needs no network once they are there.
fn fetch_crates() -> bool {
    let status = Command::new(env!("CARGO"))
        .current_dir(ecosystem_root())
        .args(["fetch", "--locked", "--quiet"])
        .status();
    status.is_ok_and(|status| status.success())
}

fn read_program(program_name: &str) -> String {
    let file = format!("listings/{CHAPTER_SLUG}/{program_name}.rs");
    fs::read_to_string(ecosystem_root().join(file)).unwrap()
}

/// What the program prints when cargo has built it with plain tokio. The crates
/// that do not use tokio are those of the recorded program.
fn run_unrecorded(crates: &InstrumentedCrates, program_name: &str) -> String {
    let output = Command::new(env!("CARGO"))
        .current_dir(ecosystem_root())
        .args([
            "run",
            "--offline",
            "--locked",
            "--quiet",
            "--example",
            program_name,
        ])
        .arg("--target-dir")
        .arg(&crates.target)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// A recorded run, in which nothing was different.
#[track_caller]
fn record_example(program_name: &str) -> Option<RecordedExample> {
    let crates = CRATES.as_ref()?;
    let text = read_program(program_name);
    let program = crates.compile(program_name, &text).unwrap();
    let run = program.record(&[]).unwrap();
    let errors = String::from_utf8_lossy(&run.output.stderr);
    assert!(run.output.status.success(), "{errors}");
    assert_eq!(errors, "");
    assert_eq!(run.stdout(), run_unrecorded(crates, program_name));
    let timeline = run.timeline();
    Some(RecordedExample { text, timeline })
}

#[track_caller]
fn assert_wait_cause(
    wait: &Wait,
    kind: WakeKind,
    why: Option<WakeReason>,
    waking_task: Option<usize>,
) {
    let cause = wait
        .cause
        .map(|cause| (cause.kind, cause.why, cause.waking_task));
    assert_eq!(cause, Some((kind, why, waking_task)), "{wait:?}");
}

struct RecordedExample {
    text: String,
    timeline: Timeline,
}

impl RecordedExample {
    /// The number of the first line that contains this.
    #[track_caller]
    fn find_line_number(&self, line_part: &str) -> Option<u32> {
        let mut lines = self.text.lines().zip(1..);
        let found = lines.find(|(line, _)| line.contains(line_part));
        assert!(found.is_some(), "no line has `{line_part}`");
        found.map(|(_, number)| number)
    }

    /// The sleeps that are made in the line with `part`, in any task.
    #[track_caller]
    fn find_sleeps(&self, line_part: &str) -> Vec<&Wait> {
        let line = self.find_line_number(line_part);
        let waits = self.timeline.waits.iter();
        let sleeps: Vec<_> = waits
            .filter(|wait| wait.target_kind == "sleep" && wait.line == line)
            .collect();
        assert!(!sleeps.is_empty(), "no sleep in line {line:?}");
        sleeps
    }

    /// The waits of this kind that begin in tasks spawned at the line with
    /// `spawn_line_part`, or in `main`.
    fn find_waits(
        &self,
        spawn_line_part: &str,
        target_kind: &str,
        operation: &str,
    ) -> Vec<&Wait> {
        let line = (spawn_line_part != "main")
            .then(|| self.find_line_number(spawn_line_part))
            .flatten();
        let tasks = &self.timeline.tasks;
        let found = tasks.iter().filter(|t| t.line == line).map(|t| t.id);
        let found: Vec<usize> = found.collect();
        let waits = self.timeline.waits.iter();
        let is_it = |wait: &&Wait| {
            let operation = (!operation.is_empty()).then_some(operation);
            found.contains(&wait.task)
                && (wait.target_kind.as_str(), wait.operation.as_deref())
                    == (target_kind, operation)
        };
        waits.filter(is_it).collect()
    }
}

#[test]
fn an_axum_server_and_a_reqwest_client_are_recorded() {
    let Some(web) = record_example("web") else {
        return;
    };
    let accepts = web.find_waits("let server = ", "tcplistener", "accept");
    assert_eq!(accepts.len(), 2, "{accepts:#?}");
    assert_wait_cause(accepts[0], WakeKind::Io, None, None);
    // The server is aborted while it waits for a third client.
    assert_eq!(accepts[1].outcome, Some(WaitOutcome::Dropped));
    assert_wait_cause(
        accepts[1],
        WakeKind::Task,
        Some(WakeReason::Abort),
        Some(0),
    );

    // axum spawns a task for each connection, and reqwest one more.
    let answers = web.find_sleeps("sleep(Duration");
    assert_eq!(answers.len(), 2, "{answers:#?}");
    for answer in answers {
        assert_wait_cause(answer, WakeKind::Timer, None, None);
        assert_eq!(web.timeline.tasks[answer.task].parent, Some(1));
    }
    let connects =
        web.find_waits("        tokio::spawn", "tcpstream", "connect");
    assert_eq!(connects.len(), 2, "{connects:#?}");
    for connect in connects {
        assert_wait_cause(connect, WakeKind::Io, None, None);
    }
    let replies = web.find_waits("        tokio::spawn", "oneshot", "receive");
    assert_eq!(replies.len(), 2, "{replies:#?}");
    for reply in replies {
        let cause = reply.cause.unwrap();
        assert_eq!(
            (cause.kind, cause.why),
            (WakeKind::Task, Some(WakeReason::Send))
        );
        let connection = &web.timeline.tasks[cause.waking_task.unwrap()];
        assert_eq!(connection.parent, Some(reply.task), "{connection:?}");
    }
}

#[test]
fn tasks_of_hyper_utils_executor_are_recorded() {
    let Some(connection) = record_example("connection") else {
        return;
    };
    let [server, client] = [1, 2];
    for answer in connection.find_sleeps("sleep(Duration") {
        assert_eq!(answer.task, server);
        assert_wait_cause(answer, WakeKind::Timer, None, None);
    }
    let of_task = |task: usize, target_kind: &str| {
        let waits = connection.timeline.waits.iter();
        waits
            .filter(move |w| w.task == task && w.target_kind == target_kind)
            .collect()
    };
    let requests: Vec<&Wait> = of_task(server, "duplex");
    let (last, first) = requests.split_last().unwrap();
    for request in first {
        assert_wait_cause(
            request,
            WakeKind::Task,
            Some(WakeReason::Send),
            Some(client),
        );
    }
    assert_wait_cause(
        last,
        WakeKind::Task,
        Some(WakeReason::Close),
        Some(client),
    );
    let replies: Vec<&Wait> = of_task(0, "oneshot");
    assert_eq!(replies.len(), 3, "{replies:#?}");
    for reply in &replies {
        assert_wait_cause(
            reply,
            WakeKind::Task,
            Some(WakeReason::Send),
            Some(client),
        );
    }
    assert_eq!(
        replies[2].line,
        connection.find_line_number("oneshot::channel")
    );
    assert_eq!(
        replies[2].await_line,
        connection.find_line_number("is_closed.await")
    );
}

#[test]
fn a_wait_for_a_connection_of_sqlx_ends_when_it_is_given_back() {
    let Some(database) = record_example("database") else {
        return;
    };
    let waits = database.find_waits("let writer = ", "semaphore", "");
    let [wait] = waits[..] else {
        panic!("{waits:#?}")
    };
    let cause = wait.cause.unwrap();
    let expected = (WakeKind::Task, Some(WakeReason::Release));
    assert_eq!((cause.kind, cause.why), expected);
    // `drop(held)` spawns the task that gives the connection back.
    let returns = &database.timeline.tasks[cause.waking_task.unwrap()];
    assert_eq!(returns.parent, Some(0), "{returns:?}");
    let pause = &database.find_sleeps("sleep(Duration")[0];
    assert!(wait.end > pause.end, "{wait:?} {pause:?}");
}

#[test]
fn frames_and_a_cancelled_token_are_recorded() {
    let Some(frames) = record_example("frames") else {
        return;
    };
    let reads = frames.find_waits("let server = ", "tcpstream", "read");
    let (last, lines) = reads.split_last().unwrap();
    assert_eq!(lines.len(), 2, "{reads:#?}");
    for line in lines {
        assert_wait_cause(line, WakeKind::Io, None, None);
        // The socket was made where it was accepted.
        assert_eq!(line.line, frames.find_line_number("listener.accept()"));
    }
    assert_eq!(last.outcome, Some(WaitOutcome::Dropped));
    let tokens = frames.find_waits("let server = ", "notify", "");
    let cancelled: Vec<_> = tokens
        .iter()
        .filter(|wait| wait.outcome == Some(WaitOutcome::Ready))
        .collect();
    let [cancelled] = cancelled[..] else {
        panic!("{tokens:#?}")
    };
    assert_wait_cause(
        cancelled,
        WakeKind::Task,
        Some(WakeReason::Notify),
        Some(0),
    );
}

#[test]
fn waits_for_other_channels_have_a_waking_task_but_no_reason() {
    let Some(channels) = record_example("channels") else {
        return;
    };
    let [doubler, printer] = [1, 2];
    for (task, sender) in [(doubler, 0), (printer, doubler)] {
        let waits = channels.timeline.waits.iter();
        let waits: Vec<_> = waits.filter(|wait| wait.task == task).collect();
        assert!(waits.len() >= 3, "{waits:#?}");
        for wait in waits {
            assert_eq!(wait.target_kind, "unknown", "{wait:?}");
            assert_wait_cause(wait, WakeKind::Task, None, Some(sender));
        }
    }
}

#[test]
fn a_program_with_its_own_tracing_subscriber_is_recorded() {
    let Some(program) = record_example("subscriber") else {
        return;
    };
    for pause in program.find_sleeps("sleep(Duration") {
        assert_wait_cause(pause, WakeKind::Timer, None, None);
    }
    let measured = program.find_waits("main", "channel", "receive");
    assert!(!measured.is_empty());
    for wait in measured {
        let cause = wait.cause.unwrap();
        assert_eq!(
            (cause.kind, cause.why),
            (WakeKind::Task, Some(WakeReason::Send))
        );
        assert_eq!(wait.line, program.find_line_number("mpsc::channel"));
        assert_eq!(
            wait.await_line,
            program.find_line_number("receiver.recv()")
        );
    }
}
