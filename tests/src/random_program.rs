//! Random programs, and what their timelines state against what they report.
//!
//! A [`plan`] is what a program does. One interpreter, which is compiled once
//! against the recorded tokio, runs any plan and reports who woke what. The
//! [`checks`] compare its report with the timeline.

pub mod checks;
mod history;
mod names;
pub mod plan;
mod report;
mod strategy;
mod structure;

use crate::recorded_program::{RecordedProgram, RecordedRun};
use crate::root;
use anyhow::{Context, Result, ensure};
use checks::{CauseTally, RunChecks, Verdict};
use history::ReportHistory;
use plan::{Flavor, Plan};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use timeline::Observations;

/// Most of a run is waiting, so more run at once than there are cores.
const WORKER_COUNT: usize = 4;
/// How often a plan may run before it counts as one that does not fail, and
/// how many smaller plans are tried.
const MAX_RUNS_PER_PLAN: usize = 3;
const MAX_SMALLER_PLANS: usize = 300;
/// Further failures are only counted.
const MAX_SHRUNK_FAILURES: usize = 3;

/// The program that runs plans.
pub struct Interpreter {
    program: RecordedProgram,
    falsify_observations: Option<fn(&mut Observations)>,
}

/// What many runs have shown.
#[derive(Debug, Default)]
pub struct Findings {
    pub run_count: usize,
    pub failures: Vec<Failure>,
    /// Of programs on one thread, and on several.
    pub current_thread: BTreeMap<String, CauseTally>,
    pub multi_thread: BTreeMap<String, CauseTally>,
}

/// A plan whose timeline states what is not true.
#[derive(Debug)]
pub struct Failure {
    pub case_number: usize,
    /// The smallest that was found.
    plan: Plan,
    pub contradictions: Vec<String>,
}

impl Interpreter {
    pub fn compile() -> Result<Self> {
        let folder = root().join("tests/truth");
        let text = fs::read_to_string(folder.join("interpreter.rs"))?;
        // It is compiled in another folder than its modules.
        let absolute = format!("#[path = \"{}/", folder.display());
        let text = text.replace("#[path = \"", &absolute);
        let program = RecordedProgram::compile("interpreter", &text)?;
        Ok(Self {
            program,
            falsify_observations: None,
        })
    }

    /// Changes what timelines state before it is checked, to test the checks.
    pub fn with_falsified_observations(
        self,
        falsify_observations: fn(&mut Observations),
    ) -> Self {
        let falsify_observations = Some(falsify_observations);
        Self {
            falsify_observations,
            ..self
        }
    }

    /// Runs the random programs with these numbers.
    pub fn run_cases(&self, case_numbers: Range<usize>) -> Result<Findings> {
        let next = AtomicUsize::new(case_numbers.start);
        let findings = Mutex::new(Findings::default());
        let work = || -> Result<()> {
            loop {
                let case_number = next.fetch_add(1, Relaxed);
                if case_number >= case_numbers.end {
                    return Ok(());
                }
                let plan = generate_plan(case_number)?.current();
                let verdict = self
                    .check(&plan)
                    .with_context(|| format!("case {case_number}: {plan:?}"))?;
                let shrunk = {
                    let mut findings = findings.lock().unwrap();
                    findings.add_run(&plan, &verdict);
                    findings.failures.len()
                };
                if !verdict.contradictions.is_empty() {
                    let failure = if shrunk < MAX_SHRUNK_FAILURES {
                        self.shrink(case_number, plan, verdict)?
                    } else {
                        let contradictions = verdict.contradictions;
                        Failure {
                            case_number,
                            plan,
                            contradictions,
                        }
                    };
                    findings.lock().unwrap().failures.push(failure);
                }
            }
        };
        thread::scope(|scope| {
            let workers: Vec<_> =
                (0..WORKER_COUNT).map(|_| scope.spawn(work)).collect();
            workers.into_iter().try_for_each(|w| w.join().unwrap())
        })?;
        Ok(findings.into_inner().unwrap())
    }

    /// Runs a plan, and compares its timeline with what it reports.
    fn check(&self, plan: &Plan) -> Result<Verdict> {
        let run = self.program.record(&[plan.to_argument()])?;
        let failed =
            || String::from_utf8_lossy(&run.output.stderr).into_owned();
        ensure!(run.output.status.success(), "{}", failed());
        match self.check_run(plan, &run) {
            Ok(verdict) => Ok(verdict),
            Err(error) => Ok(Verdict {
                contradictions: vec![format!("{error:#}")],
                ..Verdict::default()
            }),
        }
    }

    fn check_run(&self, plan: &Plan, run: &RecordedRun) -> Result<Verdict> {
        let builder = run.replay();
        let timeline = builder.to_timeline(0.0);
        ensure!(timeline.cut_at.is_none(), "the recording was cut");
        structure::check_structure(&timeline)?;
        let is_paused = plan.flavor == Flavor::Paused;
        ensure!(timeline.is_virtual == is_paused, "the clock is another one");
        let mut observations = builder.observations();
        if let Some(falsify_observations) = self.falsify_observations {
            falsify_observations(&mut observations);
        }
        let lines = report::read_report(&run.stdout(), &observations.prints)?;
        let history = ReportHistory::new(lines)?;
        let threads = run
            .recording
            .filter_map_records(|_, r| Some(r.thread as usize));
        let checks = RunChecks {
            history: &history,
            observations: &observations,
            timeline: &timeline,
            thread_of_record: &threads,
            planned_task_count: plan.tasks.len(),
            verdict: Verdict::default(),
        };
        Ok(checks.check_all())
    }

    /// Looks for the smallest plan that still fails.
    fn shrink(
        &self,
        case_number: usize,
        plan: Plan,
        verdict: Verdict,
    ) -> Result<Failure> {
        let mut failure = Failure {
            case_number,
            plan,
            contradictions: verdict.contradictions,
        };
        let mut tree = generate_plan(case_number)?;
        let mut goes_on = tree.simplify();
        for _ in 0..MAX_SMALLER_PLANS {
            if !goes_on {
                break;
            }
            let plan = tree.current();
            let attempts = (0..MAX_RUNS_PER_PLAN).map(|_| self.check(&plan));
            let mut verdicts = attempts.filter_map(Result::ok);
            let failed = verdicts.find(|v| !v.contradictions.is_empty());
            goes_on = match failed {
                Some(verdict) => {
                    failure.plan = plan;
                    failure.contradictions = verdict.contradictions;
                    tree.simplify()
                }
                None => tree.complicate(),
            };
        }
        Ok(failure)
    }
}

/// The plan with this number, which is always the same.
fn generate_plan(case_number: usize) -> Result<impl ValueTree<Value = Plan>> {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&(case_number as u64).to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let tree = strategy::plan_strategy().new_tree(&mut runner);
    tree.map_err(|reason| anyhow::anyhow!("{reason}"))
}

impl Findings {
    fn add_run(&mut self, plan: &Plan, verdict: &Verdict) {
        self.run_count += 1;
        let tallies = match plan.flavor {
            Flavor::MultiThread => &mut self.multi_thread,
            Flavor::Paused | Flavor::CurrentThread | Flavor::LocalRuntime => {
                &mut self.current_thread
            }
        };
        for (name, tally) in &verdict.tallies {
            let total = tallies.entry(name.clone()).or_default();
            total.right += tally.right;
            total.unknown += tally.unknown;
        }
    }
}

impl Failure {
    /// Counts the steps of the smallest plan that fails.
    pub fn smallest_step_count(&self) -> usize {
        self.plan.tasks.iter().map(Vec::len).sum()
    }

    /// Counts the steps of the plan that failed first.
    pub fn original_step_count(&self) -> Result<usize> {
        let plan = generate_plan(self.case_number)?.current();
        Ok(plan.tasks.iter().map(Vec::len).sum())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "case {}: {:?}", self.case_number, self.plan)?;
        writeln!(f, "interpreter '{}'", self.plan.to_argument())?;
        for contradiction in &self.contradictions {
            writeln!(f, "- {contradiction}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(f, "{failure}")?;
        }
        for (title, tallies) in [
            ("one thread", &self.current_thread),
            ("several threads", &self.multi_thread),
        ] {
            writeln!(f, "{title:24}   right  unknown")?;
            for (name, CauseTally { right, unknown }) in tallies {
                let share = 100 * unknown / (right + unknown).max(1);
                writeln!(f, "  {name:22} {right:7}  {unknown:7}  {share:3} %")?;
            }
        }
        let (runs, failures) = (self.run_count, self.failures.len());
        write!(f, "{runs} programs, {failures} with contradictions")
    }
}
