//! Programs that kill or stop their supervisors, and a reader who takes no
//! events.

use crate::driver::{ActiveRun, create_job, runner, wait};
use crate::{
    LIBC_DECLARATIONS, SMALL_RUNNER, run, wait_until_alive, wait_until_gone,
};
use runner::{EndKind, Event, Job, Limits};
use std::thread::sleep;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// A program that starts a child and then does that to its supervisors:
/// `parent` is its parent, and `grandparent` the parent of that.
fn attack(process_mark: &str, attack_code: &str) -> String {
    format!(
        "{LIBC_DECLARATIONS}fn main() {{\n\
             std::process::Command::new(\"setsid\").args([\"sleep\", \
             {process_mark:?}])\n\
                 .spawn().unwrap();\n\
             std::thread::sleep(std::time::Duration::from_millis(200));\n\
             unsafe {{\n\
                 let parent = getppid();\n\
                 let stat = std::fs::read_to_string(\n\
                     format!(\"/proc/{{parent}}/stat\")).unwrap();\n\
                 let grandparent = stat.rsplit(')').next().unwrap()\n\
                     .split_whitespace().nth(1).unwrap().parse().unwrap();\n\
                 {attack_code}\n\
             }}\n\
             std::thread::sleep(std::time::Duration::from_secs(300));\n\
         }}"
    )
}

#[test]
fn a_program_that_attacks_one_supervisor_ends_with_its_children() {
    let attacks = [
        "kill(parent, 9);",
        "kill(parent, 19);",
        "kill(grandparent, 9);",
        "kill(grandparent, 19);",
    ];
    for (index, what) in attacks.iter().enumerate() {
        let mark = format!("1000.4{index}");
        let source = attack(
            &mark,
            &format!("{what} let _: (i32, i32) = (parent, grandparent);"),
        );
        let run_end = run(&source).run_end();
        assert_eq!(run_end.kind, EndKind::Failed, "{what} {run_end:?}");
        assert!(
            run_end.message.contains("killed or stopped the process"),
            "{what} {}",
            run_end.message
        );
        wait_until_gone(&mark);
    }
}

#[test]
fn signals_that_only_ask_do_not_end_the_supervisor() {
    let source = attack(
        "1000.45",
        "for signal in [1, 2, 3, 10, 12, 14, 15, 20, 21, 22] {\n\
             kill(parent, signal); kill(grandparent, signal);\n\
         }\n\
         std::thread::sleep(std::time::Duration::from_millis(300));\n\
         println!(\"done\"); std::process::exit(3);",
    );
    let log = run(&source);
    assert_eq!(log.assert_exited(3).stdout(), "done\n");
    wait_until_gone("1000.45");
}

#[test]
fn a_program_whose_supervisors_are_both_stopped_can_still_be_stopped() {
    let source = attack(
        "1000.46",
        "println!(\"now\"); kill(grandparent, 19); kill(parent, 19);",
    );
    let mut active = ActiveRun::start(&SMALL_RUNNER, create_job(&source));
    active.until_printed("now\n");
    sleep(Duration::from_millis(300));
    active.stop();
    active.finish().run_end();
    wait_until_gone("1000.46");
}

#[test]
fn a_program_that_kills_both_supervisors_ends_with_its_children() {
    let mark = "1000.47";
    let source = attack(mark, "kill(grandparent, 9); kill(parent, 9);");
    // The program has the mark in its command line, as its child has.
    let job = Job {
        arguments: vec![mark.to_owned()],
        ..create_job(&source)
    };
    let run_end = ActiveRun::start(&SMALL_RUNNER, job).finish().run_end();
    assert_eq!(run_end.kind, EndKind::Failed, "{run_end:?}");
    // The workbook has adopted the child. By themselves, the child would live
    // for 1000 s and the program for 300 s.
    wait_until_gone(mark);
}

#[test]
fn limits_hold_where_the_reader_takes_no_events() {
    let mark = "1000.48";
    // Not compiled by an earlier test run.
    let now = std::time::SystemTime::now();
    let source = format!(
        "fn main() {{ for i in 0.. {{ println!(\"{{i}}\"); }} }} // {now:?}"
    );
    let (sender, mut events) = tokio::sync::mpsc::channel(1);
    let job = Job {
        arguments: vec![mark.to_owned()],
        ..create_job(&source)
    };
    let mut limits = Limits::default();
    limits.program.time = Duration::from_secs(1);
    let runner = runner(limits);
    let last_event = wait(async {
        let running = runner.run(job, sender);
        let reading = async {
            // Up to the compilation, the runner waits for its reader.
            while let Some(event) = events.recv().await {
                if event == Event::Compiling {
                    break;
                }
            }
            spawn_blocking(|| {
                wait_until_alive(mark);
                wait_until_gone(mark);
            })
            .await
            .unwrap();
            let mut last = None;
            while let Some(event) = events.recv().await {
                last = Some(event);
            }
            last
        };
        tokio::join!(running, reading).1
    });
    let Some(Event::Ended { kind, .. }) = last_event else {
        panic!("{last_event:?}");
    };
    assert_eq!(kind, EndKind::Limit);
}
