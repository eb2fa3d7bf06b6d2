//! The timeline of one test of an exercise.

use crate::common::TestServer;
use crate::{BROKEN_SOURCE, append_tests, create_book_with_exercises};
use serde_json::{Value, json};

fn record_test(
    server: &TestServer,
    exercise: &str,
    test: &str,
) -> Result<Vec<Value>, String> {
    let source = append_tests(BROKEN_SOURCE);
    let request =
        json!({ "exercise": exercise, "source": source, "test": test });
    server
        .open_page_connection()
        .send_request("record-test", request)
}

#[test]
fn an_impossible_recording_is_refused_with_a_reason() {
    let server =
        TestServer::start_with_arguments(create_book_with_exercises(), &[]);
    let error = record_test(&server, "first_sun", "a").unwrap_err();
    assert!(error.contains("`first_sum`?"), "{error}");
    let mut page = server.open_page_connection();
    let error = page.send_request("record-test", json!({})).unwrap_err();
    assert!(error.contains("missing field"), "{error}");
    let silent = TestServer::start_with_arguments(
        create_book_with_exercises(),
        &["--no-run"],
    );
    let error = record_test(&silent, "first_sum", "a").unwrap_err();
    assert!(error.contains("--no-run"), "{error}");
}

/// A book without the recorder's folder, or a system other than Linux.
#[test]
fn without_a_recorder_the_reason_is_the_last_event() {
    let server =
        TestServer::start_with_arguments(create_book_with_exercises(), &[]);
    let events = record_test(&server, "first_sum", "tests::it_adds").unwrap();
    let last = events.last().unwrap();
    assert_eq!(last["event"], "unrecorded", "{events:?}");
    let message = last["message"].as_str().unwrap();
    assert!(
        message.starts_with("It could not be recorded: "),
        "{message}"
    );
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod on_linux {
    use exercises::{
        Checker, CheckerOptions, Exercises, TEST_TIMEOUT, TestRecordingEvent,
        TestToRecord, tests_of,
    };
    use runner::Limits;
    use std::path::{Path, PathBuf};
    use timeline::{TaskKind, TaskOutcome, Timeline};
    use tokio::sync::mpsc;

    /// Spawns each task only when the one before it has ended, because `map`
    /// is lazy.
    const LAZY_GATHER: &str = "
pub async fn gather<T, F>(futures: Vec<F>) -> Vec<Option<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut results = Vec::new();
    for task in futures.into_iter().map(|future| tokio::spawn(future)) {
        println!(\"one more\");
        results.push(task.await.ok());
    }
    results
}

fn main() {}
";

    /// Records a test of the real book's exercise `own_gather` with other
    /// code, and returns the last event.
    async fn record_test(code: &str, test: &str) -> TestRecordingEvent {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let options = CheckerOptions {
            limits: Limits::default(),
            test_timeout: TEST_TIMEOUT,
            workbook_program: PathBuf::from(env!("CARGO_BIN_EXE_workbook")),
        };
        let checker = Checker::prepare(root, options, |_| {}).await.unwrap();
        let exercises = Exercises::load(root).unwrap();
        let exercise = exercises.find("own_gather").unwrap();
        let shipped = exercises.shipped(exercise).unwrap();
        let source = format!("{code}\n{}", tests_of(&shipped).unwrap());
        let test = TestToRecord {
            exercise,
            source: &source,
            test,
        };
        let (sender, mut events) = mpsc::channel(100);
        let recording = checker.record_test(&exercises, test, sender);
        let collecting = async {
            let mut last = None;
            while let Some(event) = events.recv().await {
                last = Some(event);
            }
            last.unwrap()
        };
        tokio::join!(recording, collecting).1
    }

    fn unwrap_recorded(event: TestRecordingEvent) -> (Timeline, String, bool) {
        match event {
            TestRecordingEvent::Recorded {
                timeline,
                stdout,
                passed,
                ..
            } => (*timeline, stdout, passed),
            other => panic!("no timeline: {other:#?}"),
        }
    }

    #[tokio::test]
    async fn lazily_spawned_tasks_start_one_after_another_in_the_timeline() {
        let test = "tests::all_tasks_wait_at_the_same_time";
        let event = record_test(LAZY_GATHER, test).await;
        let (timeline, stdout, passed) = unwrap_recorded(event);
        assert!(!passed);
        assert!(timeline.is_virtual, "{timeline:#?}");
        let tasks: Vec<_> = timeline
            .tasks
            .iter()
            .filter(|task| task.kind == TaskKind::Spawned)
            .map(|task| (task.line, task.start.0, task.end.unwrap().0))
            .collect();
        // The waits of 3, 1 and 2 s, one after another.
        let line = Some(8);
        let starts = [(0.0, 3000.0), (3000.0, 4000.0), (4000.0, 6000.0)];
        assert_eq!(tasks.len(), 3, "{timeline:#?}");
        for (task, (start, end)) in tasks.iter().zip(starts) {
            assert_eq!(task.0, line);
            // Timers have a resolution of 1 ms.
            assert!((task.1 - start).abs() < 10.0, "{tasks:?}");
            assert!((task.2 - end).abs() < 10.0, "{tasks:?}");
        }
        let body = timeline
            .tasks
            .iter()
            .find(|task| task.kind == TaskKind::Main);
        assert_eq!(body.unwrap().outcome, Some(TaskOutcome::Panicked));
        // What the harness prints is in neither of them.
        assert_eq!(stdout, "one more\n".repeat(3));
        let on_stdout = timeline.prints.iter().filter(|p| p.stream == "stdout");
        assert_eq!(on_stdout.map(|print| print.newlines).sum::<u64>(), 3);
    }

    #[tokio::test]
    async fn recording_an_unknown_test_reports_its_name() {
        let event = record_test(LAZY_GATHER, "tests::another").await;
        let TestRecordingEvent::Unrecorded { message } = event else {
            panic!("it is recorded: {event:#?}");
        };
        let expected =
            "It could not be recorded: it has no test `tests::another`.";
        assert_eq!(message, expected);
    }
}
