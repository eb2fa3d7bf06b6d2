//! Runs with very much in them.

use super::*;
use std::time::Instant;

/// So many tasks, spawned on the same line by the root, that end in turn.
fn crowd(count: u64) -> Recorder {
    let mut recorder = recorded("1 0 spawn task=1 kind=block_on watched=true");
    let mut tell = |text: String| recorder.line(&raw(&text));
    for task in 2..2 + count {
        tell(format!(
            "{task} 0 spawn task={task} kind=task by=1 file=tea.rs line=5 \
             watched=true"
        ));
    }
    for task in 2..2 + count {
        let t = 20_000 + 10 * task;
        tell(format!("{t} 0 enter task={task}"));
        tell(format!("{t} 0 exit task={task}"));
        tell(format!("{t} 0 enter task={task}"));
        tell(format!("{t} 0 finish task={task} done=true"));
        tell(format!("{t} 0 exit task={task}"));
        tell(format!("{t} 0 close task={task}"));
    }
    recorder
}

#[test]
fn forty_tasks_have_lanes_of_their_own() {
    let t = crowd(39).document(100.0);
    assert_eq!((t.tasks.len(), t.groups.len()), (40, 0));
}

#[test]
fn of_more_the_first_three_and_the_last_stay() {
    let t = crowd(1000).document(100.0);
    let ids: Vec<usize> = t.tasks.iter().map(|task| task.id).collect();
    assert_eq!(ids, [0, 1, 2, 3, 1000]);
    let group = &t.groups[0];
    assert_eq!((group.count, group.done), (996, 996));
    assert_eq!((group.line, group.by), (Some(5), Some(0)));
    assert_eq!(group.start, (Ms(0.005), Ms(1.0)));
    assert_eq!(group.end, Some((Ms(20.05), Ms(30.0))));
    assert_eq!(group.alive.len(), 60);
    assert_eq!(group.alive.last(), Some(&(Ms(30.0), 0)));
    let most = group.alive.iter().map(|(_, alive)| *alive).max().unwrap();
    assert!((900..=996).contains(&most), "{most}");
    assert!(t.polls.iter().all(|poll| ids.contains(&poll.0)));
    assert!(serde_json::to_string(&t).unwrap().len() < 5000);
}

#[test]
fn children_of_grouped_tasks_are_one_group() {
    let mut lines = "1 0 spawn task=1 kind=block_on\n".to_owned();
    for parent in 0..50 {
        let task = 2 + 2 * parent;
        for (task, by, line) in [(task, 1, 5), (task + 1, task, 9)] {
            lines += &format!(
                "9 0 spawn task={task} kind=task by={by} file=tea.rs \
                 line={line}\n"
            );
        }
    }
    let t = timeline(&lines);
    let groups: Vec<_> =
        t.groups.iter().map(|g| (g.line, g.count, g.by)).collect();
    assert_eq!(groups, [(Some(5), 46, Some(0)), (Some(9), 46, None)]);
}

#[test]
fn of_many_polls_the_longest_are_shown_and_a_note_says_so() {
    let mut lines = String::from("0 0 spawn task=1 kind=task\n");
    for poll in 0..1000_u64 {
        let start = 1000 * poll;
        let end = start + if poll % 100 == 50 { 500 } else { 20 };
        lines += &format!(
            "{start} 0 wake task=1 by=null
             {start} 0 enter task=1
             {end} 0 exit task=1\n"
        );
    }
    let t = timeline(&lines);
    assert_eq!((t.polls.len(), t.wakes.len()), (60, 60));
    let long = t.polls.iter().filter(|p| p.3.0 - p.2.0 > 0.4).count();
    assert_eq!(long, 10);
    assert_eq!(t.notes.len(), 1);
    assert!(t.notes[0].contains("polled 1000 times"), "{}", t.notes[0]);
}

#[test]
fn many_lines_of_one_origin_are_told_together() {
    let lines: String = (0..900)
        .map(|t| format!("{t} {} print fd=1 newlines=1\n", t / 450))
        .collect();
    let t = timeline(&lines);
    let prints: Vec<_> = t.prints.iter().map(|p| (p.2, p.4)).collect();
    assert_eq!(prints, [(0, 450), (1, 450)]);
}

/// One task that sleeps so often.
fn busy(sleeps: u64) -> Recorder {
    let mut recorder = recorded("1 0 spawn task=1 kind=task\n1 0 enter task=1");
    for n in 1..=sleeps {
        let (t, u) = (100 * n, 100 * n + 50);
        for line in [
            format!("{t} 0 res res={n} type=Sleep"),
            format!("{t} 0 op res={n} wait={n} ready=false task=1"),
            format!("{t} 0 exit task=1"),
            format!("{u} 0 wake task=1 by=null found=0"),
            format!("{u} 0 enter task=1"),
            format!("{u} 0 op res={n} wait={n} ready=true task=1"),
            format!("{u} 0 res_end res={n}"),
        ] {
            recorder.line(&raw(&line));
        }
    }
    recorder
}

/// Ten times a second must be no burden, also in a debug build.
#[test]
fn a_document_of_20_000_events_takes_less_than_a_tenth_of_a_second() {
    for recorder in [crowd(20_000 / 7), busy(20_000 / 7)] {
        // The shortest time tells, for the machine may be busy.
        let took = (0..5).map(|_| {
            let start = Instant::now();
            assert!(!recorder.document(100.0).polls.is_empty());
            start.elapsed().as_secs_f64()
        });
        let took = took.fold(f64::INFINITY, f64::min);
        println!("{took:.3} s");
        assert!(took < 0.1, "{took:.3} s");
    }
}
