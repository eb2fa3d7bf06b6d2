//! What the recorder cannot see is inferred, and says so.

use super::*;

const UNWATCHED: &str = "1 0 spawn task=1 kind=task
                         10 0 enter task=1
                         11 0 res res=1 type=Sleep";

fn end(lines: &str) -> (Option<How>, bool) {
    let t = timeline(&format!("{UNWATCHED}\n{lines}"));
    (t.tasks[0].how, t.tasks[0].sure)
}

#[test]
fn a_drop_right_after_the_poll_is_an_end() {
    let lines = "12 0 exit task=1
                 14 0 enter task=1
                 15 0 exit task=1
                 16 0 close task=1";
    assert_eq!(end(lines), (Some(How::Done), false));
}

#[test]
fn a_drop_while_something_is_waited_for_is_none() {
    let lines = "12 0 op res=1 wait=1 ready=false task=1
                 13 0 exit task=1
                 14 0 enter task=1
                 15 0 wait_end res=1 wait=1
                 15 0 exit task=1
                 16 0 close task=1";
    assert_eq!(end(lines), (Some(How::Cancelled), false));
}

#[test]
fn a_drop_later_or_elsewhere_is_none() {
    for (th, t) in [(0, 5000), (1, 14)] {
        let lines = format!(
            "12 0 exit task=1
             {t} {th} enter task=1
             {t} {th} exit task=1
             {t} {th} close task=1"
        );
        assert_eq!(end(&lines), (Some(How::Cancelled), false));
    }
}

#[test]
fn a_panic_in_the_last_poll_is_an_end() {
    let lines = "12 0 panic task=1
                 13 0 exit task=1
                 14 0 enter task=1
                 15 0 exit task=1
                 16 0 close task=1";
    assert_eq!(end(lines), (Some(How::Panicked), false));
}

/// A root whose wakes nobody tells.
const ROOT: &str = "1 0 spawn task=1 kind=block_on
                    2 0 enter task=1
                    3 0 spawn task=2 kind=task by=1
                    4 0 spawn task=3 kind=task by=1
                    5 0 exit task=1";

fn wake(lines: &str) -> (WakeKind, Option<usize>) {
    let t = timeline(&format!("{ROOT}\n{lines}"));
    let wakes: Vec<_> = t.wakes.iter().filter(|w| w.task == 0).collect();
    assert!(wakes.iter().all(|wake| !wake.sure));
    let [wake] = wakes[..] else {
        panic!("{wakes:?}");
    };
    (wake.kind, wake.by)
}

#[test]
fn the_end_of_a_task_wakes_the_root() {
    let lines = "10 0 enter task=2
                 11 0 exit task=2
                 12 0 enter task=2
                 13 0 exit task=2
                 14 0 close task=2
                 20 0 enter task=1";
    assert_eq!(wake(lines), (WakeKind::End, Some(1)));
}

#[test]
fn the_one_task_that_ran_wakes_the_root() {
    let lines = "10 0 enter task=2
                 11 0 exit task=2
                 20 0 enter task=1";
    assert_eq!(wake(lines), (WakeKind::Task, Some(1)));
}

#[test]
fn of_two_tasks_none_is_chosen() {
    let lines = "10 0 enter task=2
                 11 0 exit task=2
                 12 0 enter task=3
                 13 0 exit task=3
                 20 0 enter task=1";
    assert_eq!(wake(lines), (WakeKind::Unknown, None));
}

#[test]
fn only_the_turn_of_the_loop_counts_but_for_other_threads() {
    let lines = "10 0 enter task=2
                 11 0 exit task=2
                 12 0 park
                 90 1 enter task=3
                 99 0 unpark n=1
                 100 0 enter task=1";
    assert_eq!(wake(lines), (WakeKind::Task, Some(2)));
}

#[test]
fn a_task_whose_end_woke_another_did_not_wake_the_root() {
    let ends = |task| {
        format!(
            "10 0 enter task={task}
             13 0 exit task={task}
             14 0 close task={task}\n"
        )
    };
    let first = ends(2) + "15 0 wake task=3 by=null ended=2\n";
    let lines = first + &ends(3) + "20 0 enter task=1";
    assert_eq!(wake(&lines), (WakeKind::End, Some(2)));
}

#[test]
fn a_timer_that_is_ready_has_woken_the_root() {
    let root = ROOT.replace(
        "5 0 exit",
        "4 0 res res=1 type=Sleep
         4 0 op res=1 wait=1 ready=false task=1
         5 0 exit",
    );
    let t = timeline(&format!(
        "{root}
         900 0 unpark n=0
         910 0 enter task=1
         911 0 op res=1 wait=1 ready=true task=1"
    ));
    assert_eq!((t.wakes[0].at, t.wakes[0].kind), (Ms(0.9), WakeKind::Timer));
    assert!(!t.wakes[0].sure);
}

#[test]
fn who_gave_what_the_root_waited_for_has_woken_it() {
    let root = ROOT.replace(
        "5 0 exit",
        "4 0 res res=1 type=Sender|Receiver
         4 0 op res=1 wait=1 ready=false task=1
         5 0 exit",
    );
    let t = timeline(&format!(
        "{root}
         10 0 enter task=2
         11 0 state res=1 field=value_sent value=true op=set task=2
         12 0 exit task=2
         13 0 enter task=3
         14 0 exit task=3
         20 0 enter task=1
         21 0 state res=1 field=value_received value=true op=set task=1
         22 0 op res=1 wait=1 ready=true task=1"
    ));
    let wake = t.wakes[0];
    assert_eq!((wake.kind, wake.by), (WakeKind::Task, Some(1)));
}
