//! Records one test of a text: compiles the text against instrumented crates,
//! runs that test alone, and sends its timeline.

use super::checker::{Checker, Compiled, Tools};
use super::crates::read_dependencies;
use super::harness_output::output_of;
use super::test_process::{LEFT_OUT_NOTE, TestOutcome};
use super::{EXERCISES_FOLDER, Exercise, Exercises};
use anyhow::{Context, Result, ensure};
use runner::{InstrumentedCrates, RecordedSource, build_for_exercises};
use serde::Serialize;
use std::path::Path;
use std::sync::Arc;
use supervise::create_scratch_folder;
use timeline::Timeline;
use tokio::sync::mpsc;
use toolchain::CompileUnit;
use ts_rs::TS;

/// The thread of the test harness. Each test has another one.
const HARNESS_THREAD: usize = 0;

/// A test whose timeline a learner wants to see.
#[derive(Debug, Clone, Copy)]
pub struct TestToRecord<'a> {
    pub exercise: &'a Exercise,
    /// The whole text, with its tests.
    pub source: &'a str,
    /// Its name, as a check reports it.
    pub test: &'a str,
}

/// What happens while a test is recorded, in this order. `Recorded` or
/// `Unrecorded` is the last.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum TestRecordingEvent {
    /// The crates of recorded tests are being compiled, this once.
    Preparing {
        /// The crate that is being compiled; empty if unknown.
        #[serde(rename = "now")]
        crate_name: String,
    },
    Compiling,
    Recorded {
        timeline: Box<Timeline>,
        /// What the test has printed on each stream.
        stdout: String,
        stderr: String,
        /// Whether it has passed this time.
        passed: bool,
    },
    /// There is no timeline.
    Unrecorded {
        /// Why, in a sentence for the reader.
        message: String,
    },
}

impl Checker {
    /// Runs the test with the recorder and sends the events. Dropping the
    /// future stops what it has started.
    pub async fn record_test(
        &self,
        exercises: &Exercises,
        test: TestToRecord<'_>,
        events: mpsc::Sender<TestRecordingEvent>,
    ) {
        let recording = TestRecording {
            tools: &self.tools,
            root: &exercises.root,
            test,
            events,
        };
        let last = recording.run().await.unwrap_or_else(|error| {
            TestRecordingEvent::Unrecorded {
                message: format!("It could not be recorded: {error:#}."),
            }
        });
        recording.send(last).await;
    }
}

/// The recording of one test.
struct TestRecording<'a> {
    tools: &'a Tools,
    /// The book's.
    root: &'a Path,
    test: TestToRecord<'a>,
    events: mpsc::Sender<TestRecordingEvent>,
}

impl TestRecording<'_> {
    /// Returns the last event.
    async fn run(&self) -> Result<TestRecordingEvent> {
        let TestToRecord {
            exercise,
            source,
            test,
        } = self.test;
        let crates = self.instrumented_crates().await?;
        let _permit = self.tools.permits.acquire().await?;
        self.send(TestRecordingEvent::Compiling).await;
        let folder = create_scratch_folder("check-")
            .context("a temporary folder could not be created")?;
        let unit = CompileUnit {
            name: &exercise.name,
            source,
            crate_arguments: &crates.crate_arguments,
        };
        let (compiled, _) = self.tools.compile(unit, folder.path()).await?;
        let path = match compiled {
            Compiled::Program(path) => path,
            Compiled::Rejected(message) => {
                return Ok(TestRecordingEvent::Unrecorded { message });
            }
        };
        let program = self.tools.test_program(&path);
        let tests = program.list_tests().await?;
        ensure!(tests.iter().any(|t| t == test), "it has no test `{test}`");
        let file_name = format!("{}.rs", exercise.name);
        let recorded_source = RecordedSource {
            file_name: &file_name,
            text: source,
        };
        let outcome = program.record_test(test, recorded_source).await?;
        to_recorded_event(outcome, test)
    }

    /// Returns the crates of recorded tests, and builds them if they aren't
    /// there.
    async fn instrumented_crates(&self) -> Result<Arc<InstrumentedCrates>> {
        let mut built = self.tools.instrumented_crates.lock().await;
        if let Some(crates) = &*built
            && crates.still_exist()
        {
            return Ok(crates.clone());
        }
        self.send(preparing_event("")).await;
        let dependencies =
            read_dependencies(&self.root.join(EXERCISES_FOLDER))?;
        let workbook_program = &self.tools.options.workbook_program;
        let crates = build_for_exercises(
            self.root,
            &dependencies,
            workbook_program,
            // A slow reader misses the name of a crate.
            |progress| {
                let _ =
                    self.events.try_send(preparing_event(&progress.current));
            },
        )
        .await?;
        Ok(built.insert(Arc::new(crates)).clone())
    }

    /// Sends the event. A receiver that has gone away will drop the recording.
    async fn send(&self, event: TestRecordingEvent) {
        let _ = self.events.send(event).await;
    }
}

fn preparing_event(crate_name: &str) -> TestRecordingEvent {
    TestRecordingEvent::Preparing {
        crate_name: crate_name.to_owned(),
    }
}

/// Leaves out of the timeline and of the output what isn't of the test itself.
fn to_recorded_event(
    outcome: TestOutcome,
    test: &str,
) -> Result<TestRecordingEvent> {
    let mut timeline = outcome.timeline.context("the test has no timeline")?;
    let is_of_harness = |thread: usize| thread == HARNESS_THREAD;
    timeline.prints.retain(|print| !is_of_harness(print.thread));
    timeline.blocks.retain(|block| !is_of_harness(block.thread));
    let stdout =
        text_before_left_out_note(output_of(&outcome.stdout, test)).to_owned();
    Ok(TestRecordingEvent::Recorded {
        timeline: Box::new(timeline),
        stdout,
        stderr: text_before_left_out_note(&outcome.stderr).to_owned(),
        passed: outcome.passed,
    })
}

/// Returns the output up to where some is left out: the timeline counts its
/// lines from the start.
fn text_before_left_out_note(output: &str) -> &str {
    output.split(LEFT_OUT_NOTE).next().unwrap_or(output)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_timeline_leaves_out_the_test_harness() {
        let timeline = r#"{"v":1,"end":9,
            "blocks":[[0,null,1,8,"thread"],[1,null,2,7,"sleep"]],
            "prints":[[0,null,0,"stdout",2],[2,null,1,"stdout",1],
                      [3,null,1,"stderr",1],[8,null,0,"stdout",4]]}"#;
        let outcome = TestOutcome {
            passed: true,
            time: Duration::from_millis(9),
            stop_reason: None,
            status: None,
            stdout: "\nrunning 1 test\nasked\ntest a ... ok\n\ntest result: \
                     ok.\n\n"
                .to_owned(),
            stderr: format!("alas\n{LEFT_OUT_NOTE}again\n"),
            timeline: Some(serde_json::from_str(timeline).unwrap()),
        };
        let TestRecordingEvent::Recorded {
            timeline,
            stdout,
            stderr,
            passed,
        } = to_recorded_event(outcome, "a").unwrap()
        else {
            panic!("it is recorded");
        };
        let threads: Vec<usize> =
            timeline.prints.iter().map(|print| print.thread).collect();
        assert_eq!(threads, [1, 1]);
        assert_eq!(timeline.blocks.len(), 1);
        assert_eq!((stdout.as_str(), stderr.as_str()), ("asked\n", "alas\n"));
        assert!(passed);
    }
}
