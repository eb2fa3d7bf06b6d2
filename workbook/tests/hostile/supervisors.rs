//! Programs that kill or stop their supervisors, and a reader who takes no
//! events.

use crate::driver::{ActiveRun, create_job, wait_for};
use crate::{
    LIBC_DECLARATIONS, RUNNER_WITH_SMALL_LIMITS, create_runner,
    create_runner_with_supervisor, limits_with_unreached_time, run, wait_until,
    wait_until_gone,
};
use runner::{EndKind, Job, RunEvent};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use tokio::task::spawn_blocking;

/// A program that starts a child and then does that to its supervisors:
/// `parent` is its parent, and `grandparent` the parent of that.
fn create_attack_program(process_mark: &str, attack_code: &str) -> String {
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
        let source = create_attack_program(
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
fn catchable_signals_do_not_end_the_supervisor() {
    let source = create_attack_program(
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
fn a_program_that_stops_both_supervisors_ends_with_its_children() {
    let mark = "1000.46";
    let source =
        create_attack_program(mark, "kill(grandparent, 19); kill(parent, 19);");
    let runner = create_runner(limits_with_unreached_time());
    let run_end = ActiveRun::start(&runner, create_job(&source))
        .finish()
        .run_end();
    assert_eq!(run_end.kind, EndKind::Failed, "{run_end:?}");
    assert!(
        run_end.message.contains("killed or stopped the process"),
        "{}",
        run_end.message
    );
    wait_until_gone(mark);
}

/// A supervisor that may open no files can neither measure nor find what it
/// has to kill.
#[test]
fn a_program_that_keeps_its_supervisors_from_opening_files_ends_with_its_children()
 {
    let mark = "1000.49";
    let open_files = 7;
    let source = create_attack_program(
        mark,
        &format!(
            "for pid in [grandparent, parent] {{\n\
                 prlimit(pid, {open_files}, &[0, 0], 0);\n\
             }}"
        ),
    );
    let runner = create_runner(limits_with_unreached_time());
    let run_end = ActiveRun::start(&runner, create_job(&source))
        .finish()
        .run_end();
    assert_eq!(run_end.kind, EndKind::Failed, "{run_end:?}");
    wait_until_gone(mark);
}

/// A machine may be so busy that the supervisor is too late. That is not the
/// program's fault.
#[test]
fn a_supervisor_that_does_not_answer_is_not_the_programs_fault() {
    let folder = tempfile::tempdir().unwrap();
    let slow_supervisor = folder.path().join("workbook");
    // rustc has the real one.
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in\n\
         *--remove*) exec sleep 1000.50 ;;\n\
         *) exec {:?} \"$@\" ;;\nesac\n",
        env!("CARGO_BIN_EXE_workbook")
    );
    fs::write(&slow_supervisor, script).unwrap();
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(&slow_supervisor, executable).unwrap();
    let source = "fn main() { println!(\"never started\"); }";
    let mut limits = limits_with_unreached_time();
    limits.program.time = Duration::from_secs(1);
    let runner = create_runner_with_supervisor(slow_supervisor.clone(), limits);
    let run_end = ActiveRun::start(&runner, create_job(source))
        .finish()
        .run_end();
    assert_eq!(run_end.kind, EndKind::Limit, "{run_end:?}");
    assert!(
        run_end
            .message
            .contains("it ran for 1 s, which is the limit"),
        "{}",
        run_end.message
    );
    wait_until_gone("1000.50");
    let runner = create_runner_with_supervisor(
        slow_supervisor,
        limits_with_unreached_time(),
    );
    let mut active = ActiveRun::start(&runner, create_job(source));
    active.receive_until(|event| matches!(event, RunEvent::Started { .. }));
    active.stop();
    let run_end = active.finish().run_end();
    assert_eq!(run_end.kind, EndKind::Stopped, "{run_end:?}");
    wait_until_gone("1000.50");
}

/// A program may end by itself after Stop, but it gets no more memory. Without
/// limits, it would live for 2 s more. A busy machine may measure it too late.
#[test]
fn limits_hold_after_a_stop() {
    let was_ended_at_once = (0..3).any(|_| is_ended_for_memory_after_a_stop());
    assert!(was_ended_at_once, "it lived for 1.5 s with too much memory");
}

/// Whether a program that uses too much memory after Stop is ended before it
/// prints a second line.
fn is_ended_for_memory_after_a_stop() -> bool {
    let source = format!(
        "use std::sync::atomic::{{AtomicBool, Ordering::Relaxed}};\n\
         {LIBC_DECLARATIONS}\
         static IS_ASKED: AtomicBool = AtomicBool::new(false);\n\
         extern \"C\" fn note(_: i32) {{ IS_ASKED.store(true, Relaxed); }}\n\
         fn main() {{\n\
             unsafe {{ signal(15, note as *const () as usize); }}\n\
             println!(\"ready\");\n\
             while !IS_ASKED.load(Relaxed) {{ unsafe {{ usleep(1000); }} }}\n\
             let big = vec![1_u8; 200 << 20];\n\
             std::thread::sleep(std::time::Duration::from_millis(1500));\n\
             println!(\"still there with {{}}\", big.len());\n\
         }}"
    );
    let mut active =
        ActiveRun::start(&RUNNER_WITH_SMALL_LIMITS, create_job(&source));
    active.receive_until_printed("ready\n");
    active.stop();
    let log = active.finish();
    assert_eq!(log.run_end().kind, EndKind::Stopped, "{:?}", log.run_end());
    log.stdout() == "ready\n"
}

#[test]
fn a_program_that_kills_both_supervisors_ends_with_its_children() {
    let mark = "1000.47";
    // Both are stopped first: otherwise, the one that is killed second would
    // have time to kill the program and its child.
    let source = create_attack_program(
        mark,
        "for signal in [19, 9] {\n\
             kill(grandparent, signal); kill(parent, signal);\n\
         }",
    );
    // The program has the mark in its command line, as its child has.
    let job = Job {
        arguments: vec![mark.to_owned()],
        ..create_job(&source)
    };
    let run_end = ActiveRun::start(&RUNNER_WITH_SMALL_LIMITS, job)
        .finish()
        .run_end();
    assert_eq!(run_end.kind, EndKind::Failed, "{run_end:?}");
    // The workbook has adopted the child. By themselves, the child would live
    // for 1000 s and the program for 300 s.
    wait_until_gone(mark);
}

#[test]
fn limits_hold_when_no_events_are_received() {
    let mark = "1000.48";
    let folder = tempfile::tempdir().unwrap();
    // No earlier run has compiled this text, since the folder is new.
    let started = folder.path().join("started");
    let source = format!(
        "fn main() {{\n\
             std::fs::write({started:?}, \"\").unwrap();\n\
             let big = vec![1_u8; 200 << 20];\n\
             for i in 0.. {{ println!(\"{{i}} {{}}\", big.len()); }}\n\
         }}"
    );
    let (sender, mut events) = tokio::sync::mpsc::channel(1);
    let job = Job {
        arguments: vec![mark.to_owned()],
        ..create_job(&source)
    };
    let last_event = wait_for(async {
        let running = RUNNER_WITH_SMALL_LIMITS.run(job, sender);
        let reading = async {
            // Up to the compilation, the runner waits for its reader.
            while let Some(event) = events.recv().await {
                if event == RunEvent::Compiling {
                    break;
                }
            }
            spawn_blocking(move || {
                wait_until("the program starts", || started.exists());
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
    let Some(RunEvent::Ended { kind, .. }) = last_event else {
        panic!("{last_event:?}");
    };
    assert_eq!(kind, EndKind::Limit);
}
