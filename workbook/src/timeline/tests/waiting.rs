//! Waits, and who ends them.

use super::*;

const SLEEP: &str = "20 0 res res=1 type=Sleep file=tea.rs line=8
                     21 0 state res=1 field=duration value=101 op=set
                     22 0 op res=1 wait=1 ready=false task=1
                     23 0 exit task=1";

#[test]
fn a_sleep_takes_what_the_timer_counts_but_for_the_tick_that_had_begun() {
    let t = with_root(&format!(
        "{SLEEP}
         5000 0 wake task=1 by=null found=0
         5001 0 enter task=1
         5002 0 op res=1 wait=1 ready=true task=1"
    ));
    let wait = &t.waits[0];
    assert_eq!((&*wait.on, wait.line), ("sleep", Some(8)));
    assert_eq!(wait.ms, Some(Ms(100.0)));
    assert_eq!((wait.start, wait.end), (Ms(0.022), Some(Ms(5.002))));
    assert_eq!(wait.how, Some(Outcome::Ready));
    assert_eq!(t.wakes[0].kind, WakeKind::Timer);
}

#[test]
fn what_the_shim_says_of_a_timer_is_exact() {
    let t = with_root(
        "20 0 res res=1 type=Sleep as=timeout ms=100 file=tea.rs line=8
         21 0 state res=1 field=duration value=101 op=set
         22 0 op res=1 wait=1 ready=false task=1",
    );
    assert_eq!(
        (&*t.waits[0].on, t.waits[0].ms),
        ("timeout", Some(Ms(100.0)))
    );
    assert_eq!((t.waits[0].end, t.waits[0].how), (None, None));
}

#[test]
fn a_wait_ends_when_what_it_waits_for_is_dropped() {
    let t = with_root(&format!("{SLEEP}\n900 0 res_end res=1"));
    assert_eq!(t.waits[0].end, Some(Ms(0.9)));
    assert_eq!(t.waits[0].how, Some(Outcome::Dropped));
}

#[test]
fn two_uses_of_one_semaphore_are_two_waits() {
    let t = with_root(
        "20 0 res res=1 type=Semaphore file=tea.rs line=4
         21 0 res res=2 type=Semaphore parent=1 internal=true
         22 0 state res=2 field=permits value=1 op=set
         23 0 op res=2 wait=2 ready=false task=1
         24 0 op res=1 wait=1 ready=false task=1
         25 0 op res=1 wait=3 ready=false task=1
         900 0 wait_end res=1 wait=1 task=1
         950 0 state res=2 field=permits value=1 op=sub
         960 0 state res=2 field=permits value=1 op=add",
    );
    let ends: Vec<_> = t.waits.iter().map(|w| (w.how, w.line)).collect();
    assert_eq!(ends, [(Some(Outcome::Dropped), Some(4)), (None, Some(4))]);
    let level = &t.levels[0];
    assert_eq!((&*level.on, level.line), ("semaphore", Some(4)));
    let values = [(Ms(0.022), 1), (Ms(0.95), 0), (Ms(0.96), 1)];
    assert_eq!(level.values, values);
}

/// Tokio tells that it was given back, and never told that it was taken.
#[test]
fn what_try_acquire_has_taken_makes_the_level_unknown() {
    let t = with_root(
        "20 0 res res=1 type=Semaphore file=tea.rs line=4
         21 0 res res=2 type=Semaphore parent=1 internal=true
         22 0 state res=2 field=permits value=1 op=set
         960 0 state res=2 field=permits value=1 op=add",
    );
    assert_eq!(t.levels, []);
}

#[test]
fn the_timer_of_an_interval_is_no_wait_of_its_own() {
    let t = with_root(
        "20 0 res res=1 type=Interval as=interval ms=40 file=tea.rs line=4
         21 0 res res=2 type=Sleep file=tokio/src/time/interval.rs line=137
         22 0 op res=2 wait=2 ready=false task=1
         23 0 op res=1 wait=1 ready=false task=1",
    );
    assert_eq!(t.waits.len(), 1);
    assert_eq!(
        (&*t.waits[0].on, t.waits[0].ms),
        ("interval", Some(Ms(40.0)))
    );
}

#[test]
fn a_bounded_channel_is_told_from_a_semaphore() {
    let t = with_root(
        "20 0 res res=1 type=Semaphore internal=true
         22 0 op res=1 wait=1 ready=false task=1",
    );
    assert_eq!((&*t.waits[0].on, t.waits[0].line), ("channel", None));
}

#[test]
fn a_wait_without_a_name_ends_with_the_wake() {
    let t = with_root(
        "100 0 enter task=2
         120 0 exit task=2
         500 0 wake task=2 by=1
         900 0 enter task=2",
    );
    let wait = t.waits.iter().find(|wait| wait.task == 1).unwrap();
    assert_eq!(&*wait.on, "unknown");
    assert_eq!((wait.start, wait.end), (Ms(0.12), Some(Ms(0.5))));
    assert_eq!((t.wakes[0].by, t.wakes[0].kind), (Some(0), WakeKind::Task));
}

#[test]
fn who_gives_way_wakes_itself_and_does_not_wait() {
    for found in ["found=0", "found=1"] {
        let t = with_root(&format!(
            "100 0 enter task=2
             110 0 yield task=2
             120 0 exit task=2
             150 0 wake task=2 by=null {found}
             300 0 enter task=2"
        ));
        assert!(t.waits.iter().all(|wait| wait.task != 1));
        assert_eq!(t.wakes[0].kind, WakeKind::Itself);
        assert!(t.wakes[0].sure);
    }
}

#[test]
fn the_cause_of_a_wake_is_told() {
    let kind = |cause: &str| {
        let t = with_root(&format!(
            "50 1 spawn task=3 kind=blocking by=1
             100 0 enter task=2
             120 0 exit task=2
             500 0 wake task=2 {cause}
             900 0 enter task=2"
        ));
        (t.wakes[0].kind, t.wakes[0].by)
    };
    assert_eq!(kind("by=1"), (WakeKind::Task, Some(0)));
    assert_eq!(kind("by=2"), (WakeKind::Itself, Some(1)));
    assert_eq!(kind("by=3"), (WakeKind::Thread, Some(2)));
    assert_eq!(kind("ended=1"), (WakeKind::End, Some(0)));
    assert_eq!(kind("found=2"), (WakeKind::Io, None));
    assert_eq!(kind("by=null"), (WakeKind::Thread, None));
}

/// A timer and an event at about the same time, of which the poll asks
/// neither: the shorter timer was due.
#[test]
fn where_a_timer_was_due_it_may_have_been_that() {
    let kind = |cause: &str| {
        let t = with_root(&format!(
            "20 0 res res=1 type=Sleep as=sleep ms=4
             21 0 op res=1 wait=1 ready=false task=1
             23 0 exit task=1
             {cause}
             9000 0 enter task=1
             9001 0 res_end res=1"
        ));
        t.wakes[0].kind
    };
    assert_eq!(kind("5000 0 wake task=1 found=0"), WakeKind::Timer);
    assert_eq!(kind("5000 0 wake task=1 found=1"), WakeKind::Unknown);
    assert_eq!(kind("1000 0 wake task=1 found=1"), WakeKind::Io);
    assert_eq!(kind("1000 0 wake task=1 found=0"), WakeKind::Itself);
}

#[test]
fn for_a_task_of_a_local_set_the_task_of_the_set_is_woken() {
    let t = with_root(
        "10 0 spawn task=3 kind=local by=1
         20 0 exit task=1
         500 0 wake task=3 by=null found=1
         501 0 wake task=1 by=null found=1
         600 0 enter task=1
         601 0 exit task=1
         700 0 wake task=1 by=null found=1
         800 0 enter task=1",
    );
    let of_root = t.wakes.iter().filter(|wake| wake.task == 0);
    let kinds: Vec<_> = of_root.map(|wake| (wake.kind, wake.by)).collect();
    assert_eq!(kinds, [(WakeKind::Local, Some(2)), (WakeKind::Io, None)]);
}

#[test]
fn of_equal_wakes_before_one_poll_only_the_first_counts() {
    let t = with_root(
        "100 0 enter task=2
         120 0 exit task=2
         500 0 wake task=2 by=1
         510 0 wake task=2 by=1
         900 0 enter task=2
         910 0 exit task=2
         950 0 close task=2
         960 0 wake task=2 by=1",
    );
    assert_eq!(t.wakes.len(), 1);
}
