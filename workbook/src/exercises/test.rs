//! One test in a process of its own: it can be stopped when it hangs, and
//! nothing that it does harms the next.

use super::waiting::Look;
use super::words;
use crate::runner::processes::Usage;
use crate::runner::{Errand, Limits, Supervised, Watch, environment};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{interval, sleep};

/// So much of what a test prints is kept.
const MOST_OUTPUT: usize = 64 * 1024;

/// How often its family is looked at.
const SAMPLE: Duration = Duration::from_millis(200);

/// A compiled exercise, ready to be tested.
#[derive(Debug, Clone, Copy)]
pub struct Program<'a> {
    pub path: &'a Path,
    pub workbook: &'a Path,
    pub limits: &'a Limits,
    /// For one test.
    pub limit: Duration,
    pub watch: &'a Watch,
}

/// How a test went.
#[derive(Debug)]
pub struct Outcome {
    pub passed: bool,
    pub time: Duration,
    /// Why it was stopped.
    pub stopped: Option<String>,
    pub status: Option<ExitStatus>,
    pub stdout: String,
    pub stderr: String,
}

impl Program<'_> {
    /// The names of its tests.
    pub async fn list(&self) -> Result<Vec<String>> {
        let arguments = ["--list", "--format", "terse"];
        let outcome = self.run("", &arguments).await?;
        Ok(words::listed(&outcome.stdout))
    }

    /// Two threads at least, or the harness would print the test's name
    /// before what the test prints.
    pub async fn test(&self, name: &str) -> Result<Outcome> {
        let arguments = ["--exact", name, "--nocapture", "--test-threads", "2"];
        let mut outcome = self.run(name, &arguments).await?;
        outcome.passed = outcome.stopped.is_none()
            && outcome.status.is_some_and(|status| status.success())
            && words::has_passed(&outcome.stdout);
        Ok(outcome)
    }

    /// A whole process, for the test of that name; `passed` is the caller's
    /// to say.
    async fn run(&self, test: &str, arguments: &[&str]) -> Result<Outcome> {
        let folder = TempDir::with_prefix("workbook-test-")
            .context("no temporary folder")?;
        let start = Instant::now();
        let mut process = Supervised::start(Errand {
            workbook: self.workbook,
            program: self.path,
            arguments: arguments.iter().map(OsString::from).collect(),
            folder: folder.path(),
            remove: true,
            environment: Some(environment::of_program(folder.path())),
            stdout: Stdio::piped(),
        })
        .context("the tests could not be started")?;
        let (stdout, stderr) = (process.stdout.take(), process.stderr.take());
        let overseen = async {
            let overseen = self.oversee(&mut process, test, start).await;
            (overseen, start.elapsed())
        };
        let (((status, stopped), time), stdout, stderr) =
            tokio::join!(overseen, head_of(stdout), head_of(stderr));
        Ok(Outcome {
            passed: false,
            time,
            stopped,
            status,
            stdout,
            stderr,
        })
    }

    /// Waits for its end, or ends it and says why.
    async fn oversee(
        &self,
        process: &mut Supervised,
        test: &str,
        start: Instant,
    ) -> (Option<ExitStatus>, Option<String>) {
        let mut samples = interval(SAMPLE);
        // The first tick is at once, when there is nothing to see.
        samples.tick().await;
        let end = sleep(self.limit);
        tokio::pin!(end);
        let why = loop {
            tokio::select! {
                status = process.wait() => return (status.ok(), None),
                () = &mut end => {
                    let look = Look::at(process.id(), test);
                    break hung(start.elapsed(), look);
                }
                _ = samples.tick() => {
                    let usage = self.watch.usage_below(process.id()).await;
                    if let Some(why) = too_much(usage, self.limits) {
                        break why;
                    }
                }
            }
        };
        process.killed().await;
        (None, Some(why))
    }
}

/// What it uses more of than it may.
fn too_much(usage: Usage, limits: &Limits) -> Option<String> {
    let mb = usage.memory_kb / 1024;
    let Usage {
        processes, threads, ..
    } = usage;
    let (has, limit) = if mb > limits.memory_mb {
        (format!("{mb} MB of memory"), limits.memory_mb)
    } else if processes > limits.processes {
        (format!("{processes} processes"), limits.processes as u64)
    } else if threads > limits.threads {
        (format!("{threads} threads"), limits.threads as u64)
    } else {
        return None;
    };
    Some(format!("stopped: it used {has}, and the limit is {limit}"))
}

/// What to say of a test that does not end: whether it computes or waits, and
/// for what, is what the learner needs to know.
fn hung(time: Duration, look: Look) -> String {
    let seconds = time.as_secs_f64();
    // Who waits uses none, and a loop on a busy machine gets little.
    let is_busy = look.cpu.map(|cpu| cpu > time / 20);
    match (is_busy, look.waiting) {
        (Some(true), _) => format!(
            "still computing after {seconds:.0} s: a loop has no end, or \
             never gives way"
        ),
        (_, Some(waiting)) => {
            format!("still waiting after {seconds:.0} s: {}", waiting.says())
        }
        (Some(false), None) => format!(
            "still waiting after {seconds:.0} s, without computing: what it \
             waits for never comes"
        ),
        (None, None) => format!(
            "still running after {seconds:.0} s: what it waits for never \
             comes, or a loop has no end"
        ),
    }
}

/// The start of all that comes, which is read to its end.
async fn head_of(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut pipe) = pipe else {
        return String::new();
    };
    let mut buffer = vec![0; 16 * 1024];
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    while let Ok(length @ 1..) = pipe.read(&mut buffer).await {
        let fits = length.min(MOST_OUTPUT - head.len());
        head.extend_from_slice(&buffer[..fits]);
        tail.extend_from_slice(&buffer[fits..length]);
        let surplus = tail.len().saturating_sub(MOST_OUTPUT);
        tail.drain(..surplus);
    }
    if tail.len() == MOST_OUTPUT {
        head.extend_from_slice(b"\n[much is left out here]\n");
    }
    head.extend(tail);
    String::from_utf8_lossy(&head).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercises::waiting::Waiting;

    #[test]
    fn what_hangs_is_told_from_what_spins() {
        let says = |cpu_ms: Option<u64>, waiting| {
            let cpu = cpu_ms.map(Duration::from_millis);
            hung(Duration::from_secs(10), Look { cpu, waiting })
        };
        let reads = Some(Waiting::Bytes);
        let busy = says(Some(9_900), None);
        assert!(busy.starts_with("still computing after 10 s"), "{busy}");
        let waits = says(Some(20), None);
        assert!(waits.starts_with("still waiting after 10 s, "), "{waits}");
        assert_eq!(
            says(Some(20), reads),
            "still waiting after 10 s: it reads, and nothing is sent"
        );
        let unknown = says(None, None);
        assert!(unknown.starts_with("still running"), "{unknown}");
    }

    #[test]
    fn a_test_that_takes_too_much_is_told_of_what() {
        let limits = Limits::default();
        let mut usage = Usage::default();
        assert_eq!(too_much(usage, &limits), None);
        usage.memory_kb = 1025 * 1024;
        assert_eq!(
            too_much(usage, &limits).unwrap(),
            "stopped: it used 1025 MB of memory, and the limit is 1024"
        );
    }

    #[tokio::test]
    async fn much_output_keeps_its_head_and_its_tail() {
        let much = format!("first\n{}last\n", "x".repeat(300_000));
        let kept = head_of(Some(much.as_bytes())).await;
        assert!(kept.starts_with("first\n") && kept.ends_with("last\n"));
        assert!(kept.contains("[much is left out here]"));
        assert!(kept.len() < 140_000, "{}", kept.len());
        let little = head_of(Some(&b"little"[..])).await;
        assert_eq!(little, "little");
    }
}
