//! Programs that try to get around their limits or rid of their supervisor.
//! Each is bounded in itself, so that a failing test harms nothing.

use crate::driver::{
    ActiveRun, RunEnd, RunLog, create_job, is_alive, runner, shared_runner,
    wait,
};
use runner::{EndKind, Event, Job, Limits, OpenPage, Runner};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};
use supervise::ResourceLimits;
use tokio::task::spawn_blocking;

/// Limits that small programs exceed.
static SMALL_RUNNER: LazyLock<Runner> = LazyLock::new(|| {
    let mut limits = Limits {
        concurrent: 4,
        ..Limits::default()
    };
    limits.program = ResourceLimits {
        time: Duration::from_secs(20),
        memory_mb: 100,
        processes: 20,
        threads: 100,
        disk_mb: 20,
    };
    limits.compiler.memory_mb = 700;
    runner(limits)
});

fn run(source: &str) -> RunLog {
    ActiveRun::start(&SMALL_RUNNER, create_job(source)).finish()
}

#[track_caller]
fn assert_exceeds(source: &str, message: &str) -> RunEnd {
    let run_end = run(source).run_end();
    assert_eq!(run_end.kind, EndKind::Limit, "{run_end:?}");
    assert!(run_end.message.contains(message), "{}", run_end.message);
    run_end
}

#[track_caller]
fn wait_until_gone(process_mark: &str) {
    let start = Instant::now();
    while is_alive(process_mark) {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "{process_mark} is alive"
        );
        sleep(Duration::from_millis(10));
    }
}

fn wait_until_alive(process_mark: &str) {
    while !is_alive(process_mark) {
        sleep(Duration::from_millis(1));
    }
}

const LIBC_DECLARATIONS: &str = "unsafe extern \"C\" {\n\
        fn fork() -> i32; fn kill(id: i32, signal: i32) -> i32;\n\
        fn getppid() -> i32; fn setsid() -> i32;\n\
        fn memfd_create(name: *const u8, flags: u32) -> i32;\n\
        fn ftruncate(fd: i32, length: i64) -> i32;\n\
        fn usleep(us: u32) -> i32;\n\
    }\n";

/// A program that forks `count` times; each child sleeps for a while.
fn fork_bomb(count: usize, in_child: &str) -> String {
    format!(
        "{LIBC_DECLARATIONS}fn main() {{ unsafe {{\n\
             for _ in 0..{count} {{\n\
                 if fork() == 0 {{ {in_child} usleep(30_000_000); return; }}\n\
             }}\n\
             usleep(30_000_000);\n\
         }} }}"
    )
}

/// How long a bomb may live on a machine that runs other tests too. On an idle
/// one it is 2 s, which `tests/benches/siege/` asserts.
const MAX_BOMB_MS: f64 = 8000.0;

/// The bomb is ended in time, and so is a program that runs after it.
#[track_caller]
fn assert_bomb_ends(source: &str, message: &str) {
    let bomb_end = assert_exceeds(source, message);
    assert!(bomb_end.ms < MAX_BOMB_MS, "{bomb_end:?}");
    let next_end = assert_exceeds(
        "fn main() {\n\
             let big = vec![1_u8; 300 << 20];\n\
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
             println!(\"{}\", big.len());\n\
         }",
        "more than 100 MB of memory",
    );
    assert!(next_end.ms < MAX_BOMB_MS, "{next_end:?}");
}

/// Alone in its process, since it is slow where others compute.
#[test]
fn fork_bombs_are_ended_and_the_next_program_is_limited_as_ever() {
    for (count, in_child) in [
        (300, ""),
        (300, "setsid();"),
        // They exit at once, but their parent never waits for them.
        (300, "return;"),
        (3000, ""),
    ] {
        let bomb = fork_bomb(count, in_child);
        assert_bomb_ends(&bomb, "more than 20 processes");
    }
}

/// The kernel exempts root from RLIMIT_NPROC, so root becomes `nobody` here.
#[test]
fn an_ordinary_user_can_start_only_so_many_processes() {
    let workbook_program = env!("CARGO_BIN_EXE_workbook");
    let is_root = std::fs::metadata("/proc/self").unwrap().uid() == 0;
    let mut command = if is_root {
        let mut command = std::process::Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        command.arg(workbook_program);
        command
    } else {
        std::process::Command::new(workbook_program)
    };
    // The last stage, whose parent we are. It starts children until the kernel
    // refuses one, at most 6000, which end with their standard input.
    let stage = format!("launcher={}", std::process::id());
    let script = "import os, sys\n\
        read, write = os.pipe()\n\
        for count in range(6000):\n\
        \x20   try:\n\
        \x20       child = os.fork()\n\
        \x20   except BlockingIOError:\n\
        \x20       break\n\
        \x20   if child == 0:\n\
        \x20       os.close(write)\n\
        \x20       os.read(read, 1)\n\
        \x20       os._exit(0)\n\
        print(count)";
    let output = command
        .args(["supervise", "--stage", &stage])
        .args(["--limits", "9000/100/20/100/20"])
        .args(["python3", "-c", script])
        .current_dir("/")
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let count = String::from_utf8_lossy(&output.stdout);
    let count: usize = count.trim().parse().unwrap();
    // Those that the program may have, and those left for the user.
    assert!((100..=100 + 2000).contains(&count), "{count}");
}

#[test]
fn a_thread_bomb_is_ended() {
    assert_bomb_ends(
        "fn main() {\n\
             for _ in 0..3000 { std::thread::spawn(std::thread::park); }\n\
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
         }",
        "more than 100 threads",
    );
}

#[test]
fn memory_in_an_anonymous_file_counts() {
    let source = format!(
        "use std::{{fs::File, io::Write, \
         os::fd::FromRawFd}};\n{LIBC_DECLARATIONS}\
         fn main() {{\n\
             let fd = unsafe {{ memfd_create(b\"a\\0\".as_ptr(), 0) }};\n\
             let mut file = unsafe {{ File::from_raw_fd(fd) }};\n\
             for _ in 0..300 {{ file.write_all(&vec![1; 1 << 20]).unwrap(); }}\n\
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
         }}"
    );
    // The largest file may be 20 MB, as on disk.
    assert_exceeds(&source, "which is the limit");
}

#[test]
fn memory_in_many_anonymous_files_counts() {
    let source = format!(
        "use std::{{fs::File, io::Write, \
         os::fd::FromRawFd}};\n{LIBC_DECLARATIONS}\
         fn main() {{\n\
             let mut files = Vec::new();\n\
             for _ in 0..20 {{\n\
                 let fd = unsafe {{ memfd_create(b\"a\\0\".as_ptr(), 0) }};\n\
                 let mut file = unsafe {{ File::from_raw_fd(fd) }};\n\
                 file.write_all(&vec![1; 10 << 20]).unwrap();\n\
                 files.push(file);\n\
             }}\n\
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
         }}"
    );
    assert_exceeds(&source, "more than 100 MB of memory");
}

#[test]
fn files_in_shared_memory_are_removed() {
    let name = format!("/dev/shm/workbook-test-{}", std::process::id());
    let source = format!(
        "fn main() {{\n\
             use std::io::Write;\n\
             let mut file = std::fs::File::create({name:?}).unwrap();\n\
             file.write_all(b\"text\").unwrap();\n\
             std::thread::sleep(std::time::Duration::from_secs(4));\n\
         }}"
    );
    run(&source).assert_exited(0);
    assert!(!Path::new(&name).exists());
}

#[test]
fn disk_space_has_a_limit() {
    assert_exceeds(
        "fn main() { std::fs::write(\"a\", vec![1; 60 << 20]).unwrap(); }",
        "wrote more than 20 MB to disk",
    );
    assert_exceeds(
        "fn main() {\n\
             for i in 0..12 {\n\
                 std::fs::write(i.to_string(), vec![1; 5 << 20]).unwrap();\n\
             }\n\
             std::thread::sleep(std::time::Duration::from_secs(15));\n\
         }",
        "wrote more than 20 MB to disk",
    );
}

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
             std::thread::sleep(std::time::Duration::from_secs(60));\n\
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
fn a_program_that_kills_both_supervisors_dies() {
    let mark = "1000.47";
    let source = attack(mark, "kill(grandparent, 9); kill(parent, 9);");
    // Its child may escape: nothing is left that knows of it.
    let source = source.replace(
        "Command::new(\"setsid\").args([\"sleep\", \"1000.47\"])",
        "Command::new(\"true\")",
    );
    let job = Job {
        arguments: vec![mark.to_owned()],
        ..create_job(&source)
    };
    let mut active = ActiveRun::start(&SMALL_RUNNER, job);
    active.receive_until(|event| matches!(event, Event::Started { .. }));
    let started = Instant::now();
    let log = active.finish();
    assert_eq!(log.run_end().kind, EndKind::Failed, "{log:?}");
    // By itself, it would live for a minute, and nothing else would end it.
    wait_until_gone(mark);
    assert!(started.elapsed() < Duration::from_secs(30));
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

/// Texts that make rustc grow, with the line that does.
const GROWING_PROGRAMS: [(&str, &str); 3] = [
    (
        "\nstatic X: [u8; 3 << 30] = [1; 3 << 30];\nfn main() { println!(\"{}\", X[5]); }",
        "See line 2: ",
    ),
    (
        "macro_rules! m {\n    ($($t:tt)*) => {\n        m! { $($t)* $($t)* }\n    \
         };\n}\nfn main() {\n    m! { a }\n}",
        "See line 3: recursion limit reached",
    ),
    (
        "fn main() {\n    println!(\"{}\", include_bytes!(\"/dev/zero\").len());\n}",
        "See line 2: ",
    ),
];

#[test]
fn a_compiler_that_grows_is_ended_with_the_limit_and_the_line() {
    for (source, line) in GROWING_PROGRAMS {
        let run_end =
            assert_exceeds(source, "it used more than 700 MB of memory");
        assert!(run_end.message.contains(line), "{}", run_end.message);
        let found = wait(SMALL_RUNNER.check(create_job(source))).unwrap();
        let first = &found[0];
        assert!(first.is_error(), "{found:?}");
        let limit = "it used more than 700 MB of memory";
        assert!(first.message.contains(limit), "{found:?}");
        assert!(first.message.contains(line), "{found:?}");
        assert!(first.spans[0].primary, "{found:?}");
    }
}

#[test]
fn a_text_that_is_nested_too_deeply_has_a_sentence() {
    let depth = 20_000;
    let (open, close) = ("(".repeat(depth), ")".repeat(depth));
    let source = format!("fn main() {{ let _x = {open}1{close}; }}");
    let log = ActiveRun::start(shared_runner(), create_job(&source)).finish();
    assert_eq!(
        log.run_end().message,
        "rustc crashed (SIGSEGV); most likely the text is nested too deeply"
    );
}

/// A runner that is ready for recorded runs of one chapter, and builds no
/// other.
fn runner_of_first_chapter(mut limits: Limits) -> Runner {
    limits.background.time = Duration::ZERO;
    let runner = runner(limits);
    runner.page_opened(OpenPage {
        listings: vec!["two_waits".to_owned()],
    });
    wait(runner.wait_until_ready()).unwrap();
    runner
}

/// Compiles until it is killed; `mark` is in its text.
fn endless_constant(mark: &str) -> Job {
    create_job(&format!(
        "#![allow(long_running_const_eval)]\n\
         const N: u64 = {{ let mut n = 0; while n < u64::MAX {{ n += 1 }} n }};\n\
         fn main() {{ println!(\"{{N}}\") }} // {mark}"
    ))
}

/// Does what the kernel does where memory has run out: kills the rustc that
/// compiles the text with the mark. Returns whether there is one.
fn kill_rustc(mark: &str) -> bool {
    std::fs::read_dir("/proc").unwrap().flatten().any(|entry| {
        let folder = entry.path();
        let name = std::fs::read_to_string(folder.join("comm"));
        let text = std::fs::read_to_string(folder.join("cwd/two_waits.rs"));
        let is_wanted = name.is_ok_and(|name| name.trim() == "rustc")
            && text.is_ok_and(|text| text.contains(mark));
        is_wanted && {
            let pid = entry.file_name();
            let mut kill = std::process::Command::new("kill");
            kill.arg("-KILL").arg(pid).status().unwrap().success()
        }
    })
}

fn kill_rustc_when_it_runs(mark: &'static str) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let start = Instant::now();
        while !kill_rustc(mark) {
            assert!(start.elapsed() < Duration::from_secs(60), "no rustc");
            sleep(Duration::from_millis(10));
        }
    })
}

const KILLED_RUSTC: &str = "rustc was killed, most likely because the machine \
     has run out of memory; end other programs, and try it again";

#[test]
fn a_compiler_that_the_system_kills_has_a_sentence() {
    let runner = runner_of_first_chapter(Limits::default());
    let killer = kill_rustc_when_it_runs("killed-in-a-run");
    let job = endless_constant("killed-in-a-run");
    // Recorded: it isn't compiled once more without the recorder.
    let log = ActiveRun::start(&runner, job).finish();
    killer.join().unwrap();
    let run_end = log.run_end();
    assert_eq!(run_end.kind, EndKind::Failed, "{run_end:?}");
    assert_eq!(run_end.message, KILLED_RUSTC);
    let killer = kill_rustc_when_it_runs("killed-in-a-check");
    let error = wait(runner.check(endless_constant("killed-in-a-check")));
    killer.join().unwrap();
    assert_eq!(error.unwrap_err().to_string(), KILLED_RUSTC);
}

/// rustc says nothing of it before its time is over.
#[test]
fn a_check_that_takes_too_long_names_the_limit() {
    let mut limits = Limits::default();
    limits.compiler.time = Duration::from_secs(2);
    let runner = runner_of_first_chapter(limits);
    let found = wait(runner.check(endless_constant("slow"))).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].is_error() && found[0].spans.is_empty(),
        "{found:?}"
    );
    assert_eq!(
        found[0].message,
        "Compiling was stopped: it ran for 2 s, which is the limit."
    );
}
