//! Many runs at once.

use crate::driver::{
    ActiveRun, create_job, create_runner, shared_runner, wait_for,
    wait_until_prepared,
};
use runner::{EndKind, Limits, RunEvent, RunnerState};

const QUICK_PROGRAM: &str = "fn main() { println!(\"done\") }";
const LONG_PROGRAM: &str =
    "fn main() { println!(\"here\"); loop { std::thread::park() } }";

fn queue_positions(events: &[RunEvent]) -> Vec<usize> {
    let place = |event: &RunEvent| match event {
        RunEvent::Queued { place } => Some(*place),
        _ => None,
    };
    events.iter().filter_map(place).collect()
}

#[test]
fn a_waiting_run_learns_its_place_and_moves_up() {
    let runner = create_runner(Limits {
        max_concurrent_runs: 1,
        ..Limits::default()
    });
    let mut first = ActiveRun::start(&runner, create_job(LONG_PROGRAM));
    first.receive_until_printed("here\n");
    let mut second = ActiveRun::start(&runner, create_job(LONG_PROGRAM));
    second.receive_until(|event| *event == RunEvent::Queued { place: 1 });
    let mut third = ActiveRun::start(&runner, create_job(QUICK_PROGRAM));
    third.receive_until(|event| *event == RunEvent::Queued { place: 2 });
    first.stop();
    assert_eq!(
        second.stop_after_printing("here\n").run_end().kind,
        EndKind::Stopped
    );
    let third = third.finish();
    assert_eq!(queue_positions(&third.assert_exited(0).events), [2, 1]);
}

#[test]
fn a_hundred_runs_at_once_all_come_to_their_end() {
    let runner = create_runner(Limits {
        max_concurrent_runs: 4,
        ..Limits::default()
    });
    let runs: Vec<ActiveRun> = (0..100)
        .map(|_| ActiveRun::start(&runner, create_job(QUICK_PROGRAM)))
        .collect();
    for active in runs {
        assert_eq!(active.finish().assert_exited(0).stdout(), "done\n");
    }
}

#[test]
fn preparing_ends_in_the_state_ready() {
    assert_eq!(wait_until_prepared(shared_runner()), RunnerState::Ready);
    assert_eq!(shared_runner().state(), RunnerState::Ready);
}

#[test]
fn when_the_workbook_ends_all_runs_end() {
    let runner = create_runner(Limits {
        max_concurrent_runs: 1,
        ..Limits::default()
    });
    let mut first = ActiveRun::start(&runner, create_job(LONG_PROGRAM));
    first.receive_until_printed("here\n");
    let second = ActiveRun::start(&runner, create_job(QUICK_PROGRAM));
    wait_for(runner.shutdown());
    assert_eq!(first.finish().run_end().kind, EndKind::Stopped);
    assert_eq!(second.finish().run_end().kind, EndKind::Stopped);
}
