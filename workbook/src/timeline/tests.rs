//! The model, on raw lines written by hand. What real programs give is in
//! `tests/timeline/`.

use super::{How, Kind, Ms, Outcome, Recorder, Timeline, WakeKind};

mod comparing;
mod inferred;
mod many;
mod threads;
mod waiting;

/// Lines in a short form: `"12 0 enter task=1"` is the line of the kind
/// `enter` on thread 0 after 12 µs; `v=…` gives a virtual time.
fn raw(short: &str) -> String {
    let mut words = short.split_whitespace();
    let mut next = || words.next().expect("time, thread, and kind");
    let (t, th, k) = (next(), next(), next());
    let mut line = format!(r#"{{"k":"{k}","t":{t},"th":{th}"#);
    for (key, value) in words.filter_map(|word| word.split_once('=')) {
        let is_bare = value.parse::<f64>().is_ok()
            || ["true", "false", "null"].contains(&value);
        line += &match is_bare {
            true => format!(r#","{key}":{value}"#),
            false => format!(r#","{key}":"{value}""#),
        };
    }
    line + "}"
}

fn recorded(lines: &str) -> Recorder {
    let mut recorder = Recorder::new("tea.rs");
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        recorder.line(&raw(line));
    }
    recorder
}

fn timeline(lines: &str) -> Timeline {
    recorded(lines).document(10.0)
}

const ROOT: &str = "1 0 spawn task=1 kind=block_on watched=true
                    2 0 enter task=1
                    3 0 spawn task=2 kind=task by=1 file=tea.rs line=7 \
                    watched=true";

fn with_root(lines: &str) -> Timeline {
    timeline(&format!("{ROOT}\n{lines}"))
}

#[test]
fn the_last_turn_of_a_task_is_its_drop_and_no_poll() {
    let t = with_root(
        "100 0 exit task=1
         110 0 enter task=2
         140 0 exit task=2
         150 0 enter task=2
         160 0 finish task=2 done=true
         170 0 exit task=2
         180 0 close task=2",
    );
    let polls: Vec<_> = t.polls.iter().filter(|p| p.0 == 1).collect();
    assert_eq!(polls, [&(1, 0, Ms(0.11), Ms(0.14))]);
    let task = &t.tasks[1];
    assert_eq!((task.end, task.how), (Some(Ms(0.15)), Some(How::Done)));
    assert!(task.sure);
    assert_eq!((task.line, task.by), (Some(7), Some(0)));
    assert_eq!((t.tasks[0].line, t.tasks[0].how), (None, None));
}

#[test]
fn a_blocking_function_ends_within_its_poll() {
    let t = timeline(
        "10 0 spawn task=1 kind=blocking watched=true
         20 1 enter task=1
         90 1 finish task=1 done=true
         95 1 exit task=1
         96 1 enter task=1
         97 1 exit task=1
         98 1 close task=1",
    );
    assert_eq!(t.tasks[0].kind, Kind::Blocking);
    assert_eq!(t.polls, [(0, 1, Ms(0.02), Ms(0.095))]);
    assert_eq!(t.tasks[0].how, Some(How::Done));
}

#[test]
fn a_task_that_never_ran_has_no_poll_and_is_cancelled() {
    let t = with_root(
        "10 0 enter task=2
         11 0 finish task=2 done=false
         12 0 exit task=2
         13 0 close task=2",
    );
    assert!(t.polls.iter().all(|poll| poll.0 == 0));
    assert_eq!(t.tasks[1].how, Some(How::Cancelled));
}

#[test]
fn a_poll_that_goes_on_ends_with_the_document() {
    let recorder = recorded(ROOT);
    for end in [5.0, 8.0] {
        let t = recorder.document(end);
        assert_eq!(t.end, Ms(end));
        assert_eq!(t.polls, [(0, 0, Ms(0.002), Ms(end))]);
    }
}

#[test]
fn the_run_ends_when_the_program_says_so_however_late_it_is_read() {
    let t = with_root("20 0 exit task=1\n3000 0 end");
    assert_eq!(t.end, Ms(3.0));
}

#[test]
fn a_paused_clock_makes_all_times_virtual() {
    let t = timeline(
        "900 0 spawn task=1 kind=block_on
         950 0 enter v=0 task=1
         960 0 exit v=0 task=1
         970 0 enter v=2000000 task=1
         980 0 print v=2000000 task=1 fd=1 newlines=1",
    );
    assert!(t.is_virtual);
    assert_eq!(t.end, Ms(2000.0));
    assert_eq!(t.tasks[0].start, Ms(0.0));
    assert_eq!(t.prints[0].0, Ms(2000.0));
}

#[test]
fn a_clock_that_is_paused_for_a_while_goes_on_where_it_stood() {
    let t = timeline(
        "500000 0 print fd=1 newlines=1
         500010 0 print v=500010 fd=1 newlines=1
         500020 0 print v=900000 fd=1 newlines=1
         500040 0 print fd=1 newlines=1",
    );
    assert!(!t.is_virtual);
    let times: Vec<f64> = t.prints.iter().map(|print| print.0.0).collect();
    assert_eq!(times, [500.0, 500.01, 900.0, 900.02]);
}

#[test]
fn a_panic_is_told_with_its_line() {
    let t = with_root("20 0 panic task=1 file=tea.rs line=9");
    assert_eq!(t.panics, [(Ms(0.02), Some(0), 0, Some(9))]);
    let elsewhere = with_root("20 0 panic task=1 file=std.rs line=9");
    assert_eq!(elsewhere.panics[0].3, None);
}

#[test]
fn what_it_does_not_understand_it_ignores() {
    let lines = [
        "",
        "nonsense",
        r#"{"k":"enter","t":1,"th":0,"task":99}"#,
        r#"{"k":"exit","t":1,"th":99999999,"task":1}"#,
        r#"{"k":"new","t":2,"th":0}"#,
        r#"{"k":"res_end","t":3,"th":0,"res":7}"#,
        r#"{"k":"spawn","t":4,"th":0}"#,
        r#"{"k":"state","t":4,"th":0,"res":1,"field":"permits","value":"x"}"#,
        r#"{"k":"print","t":18446744073709551615,"th":0,"fd":1}"#,
    ];
    let mut recorder = Recorder::new("tea.rs");
    lines.iter().for_each(|line| recorder.line(line));
    let t = recorder.document(1.0);
    assert!(t.tasks.is_empty() && t.polls.is_empty());
}

/// Lines in an order that no program writes.
#[test]
fn no_nonsense_makes_it_panic() {
    const KINDS: &str = "spawn enter exit finish close wake yield res op \
                         wait_end res_end state print block unblock park \
                         unpark panic thread thread_end";
    let kinds: Vec<&str> = KINDS.split_whitespace().collect();
    let mut seed = 7_u64;
    let mut below = |bound: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % bound
    };
    for _ in 0..20 {
        let mut recorder = Recorder::new("tea.rs");
        for _ in 0..500 {
            let kind = kinds[below(kinds.len() as u64) as usize];
            let spawned = ["task", "block_on", "blocking"][below(3) as usize];
            let (t, th, task, by) = (below(9999), below(3), below(5), below(5));
            let (res, wait, n) = (below(4), below(4), below(3));
            recorder.line(&raw(&format!(
                "{t} {th} {kind} task={task} by={by} res={res} wait={wait} \
                 kind={spawned} type=Semaphore ready={} done={} ended={n} \
                 field=permits value={n} op=sub internal={} parent={n} v={t}",
                n == 0,
                n == 1,
                n == 2
            )));
        }
        let t = recorder.document(10.0);
        let text = serde_json::to_string(&t).unwrap();
        assert_eq!(serde_json::from_str::<Timeline>(&text).unwrap(), t);
    }
}

/// Times that jump to and fro, threads and counts without measure.
#[test]
fn no_number_is_too_large() {
    let mut recorder = Recorder::new("tea.rs");
    recorder.line(&raw("1 0 print v=1 fd=1 newlines=1"));
    let far = "999999999999999 0 print fd=1 newlines=18446744073709551615";
    for _ in 0..10_000 {
        recorder.line(&raw("0 0 print fd=1 newlines=1"));
        recorder.line(&raw(far));
    }
    recorder.line(&raw("5 123456789012 panic"));
    let t = recorder.document(1.0);
    assert!(t.panics.is_empty());
    assert_eq!(t.prints[0].4, u64::MAX);
}

/// A program that writes into the pipe itself cannot fill our memory.
#[test]
fn of_endless_lines_it_takes_only_the_first() {
    let mut recorder = Recorder::new("tea.rs");
    for task in 0..40_000 {
        recorder.line(&raw(&format!("{task} 0 spawn task={task} kind=task")));
    }
    let t = recorder.document(100.0);
    let counts = t.groups.iter().map(|group| group.count);
    assert_eq!(counts.sum::<usize>() + t.tasks.len(), 30_000);
    assert_eq!(t.cut, Some(Ms(29.999)));
    let long = format!("1 0 spawn task=1 name={}", "x".repeat(5000));
    let mut recorder = Recorder::new("tea.rs");
    recorder.line(&raw(&long));
    assert!(recorder.document(1.0).tasks.is_empty());
}

#[test]
fn a_cut_is_shown() {
    let t = with_root("7000 0 cut");
    assert_eq!(t.cut, Some(Ms(7.0)));
    assert_eq!(t.notes.len(), 1);
}
