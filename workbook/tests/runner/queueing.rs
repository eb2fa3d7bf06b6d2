//! Many runs at once.

use crate::driver::{Going, job, runner, wait};
use workbook::runner::{Event, How, Limits, State};

const QUICK: &str = "fn main() { println!(\"done\") }";
const LONG: &str =
    "fn main() { println!(\"here\"); loop { std::thread::park() } }";

fn places(events: &[Event]) -> Vec<usize> {
    let place = |event: &Event| match event {
        Event::Queued { place } => Some(*place),
        _ => None,
    };
    events.iter().filter_map(place).collect()
}

#[test]
fn who_waits_learns_the_place_and_moves_up() {
    let runner = runner(Limits {
        concurrent: 1,
        ..Limits::default()
    });
    let mut first = Going::start(&runner, job(LONG));
    first.until_printed("here\n");
    let mut second = Going::start(&runner, job(LONG));
    second.until(|event| *event == Event::Queued { place: 1 });
    let mut third = Going::start(&runner, job(QUICK));
    third.until(|event| *event == Event::Queued { place: 2 });
    first.stop();
    second.until_printed("here\n");
    second.stop();
    assert_eq!(second.finish().end().how, How::Stopped);
    let third = third.finish();
    assert_eq!(places(&third.exited(0).events), [2, 1]);
}

#[test]
fn a_hundred_runs_at_once_all_come_to_their_end() {
    let runner = runner(Limits {
        concurrent: 4,
        ..Limits::default()
    });
    let all: Vec<Going> = (0..100)
        .map(|_| Going::start(&runner, job(QUICK)))
        .collect();
    for going in all {
        assert_eq!(going.finish().exited(0).stdout(), "done\n");
    }
}

#[test]
fn preparing_ends_well_and_tells_so() {
    let runner = runner(Limits::default());
    let mut states = runner.states();
    let end = wait(
        states.wait_for(|state| !matches!(state, State::Preparing { .. })),
    );
    assert_eq!(*end.unwrap(), State::Ready);
    assert_eq!(runner.state(), State::Ready);
}

#[test]
fn when_the_workbook_ends_all_runs_end() {
    let runner = runner(Limits {
        concurrent: 1,
        ..Limits::default()
    });
    let mut first = Going::start(&runner, job(LONG));
    first.until_printed("here\n");
    let second = Going::start(&runner, job(QUICK));
    wait(runner.shutdown());
    assert_eq!(first.finish().end().how, How::Stopped);
    assert_eq!(second.finish().end().how, How::Stopped);
}
