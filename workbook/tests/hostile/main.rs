//! Programs that attack their limits or their supervisor. They keep the
//! machine busy, so they don't run beside the other tests of the runner. Each
//! is bounded in itself, so that a failing test harms nothing.
#![cfg(target_os = "linux")]

mod bombs;
mod compiler;
#[allow(dead_code, reason = "the runner's tests use all of it")]
#[path = "../runner/driver.rs"]
mod driver;
mod memory_and_disk;
mod supervisors;

use driver::{
    ActiveRun, RunEnd, RunLog, create_job, create_runner_with_program,
    is_alive, root, wait_for_build,
};
use runner::{EndKind, Limits, OpenPage, Runner};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};
use supervise::ResourceLimits;

/// A time limit that no program reaches, however busy the machine is. It is
/// less than the driver's timeout.
const UNREACHED_TIME_LIMIT: Duration = Duration::from_secs(100);

/// The limits of a reader's workbook, where only time is left.
fn limits_with_unreached_time() -> Limits {
    let mut limits = Limits::default();
    limits.program.time = UNREACHED_TIME_LIMIT;
    limits.compiler.time = UNREACHED_TIME_LIMIT;
    limits
}

/// A runner that is ready for recorded runs of the first chapter, and builds
/// no other.
fn create_runner(limits: Limits) -> Runner {
    create_runner_with_supervisor(env!("CARGO_BIN_EXE_workbook").into(), limits)
}

/// The same, where another program supervises its programs.
fn create_runner_with_supervisor(
    supervisor: PathBuf,
    mut limits: Limits,
) -> Runner {
    limits.background.max_time = Duration::ZERO;
    let runner = create_runner_with_program(supervisor, &root(), limits);
    runner.set_open_page(OpenPage {
        listings: vec!["two_waits".to_owned()],
    });
    wait_for_build(runner.wait_until_ready()).unwrap();
    runner
}

/// Limits that small programs exceed.
static RUNNER_WITH_SMALL_LIMITS: LazyLock<Runner> = LazyLock::new(|| {
    let mut limits = Limits {
        max_concurrent_runs: 4,
        ..limits_with_unreached_time()
    };
    limits.program = ResourceLimits {
        time: UNREACHED_TIME_LIMIT,
        memory_mb: 100,
        processes: 20,
        threads: 100,
        disk_mb: 20,
    };
    limits.compiler.memory_mb = 700;
    create_runner(limits)
});

fn run(source: &str) -> RunLog {
    ActiveRun::start(&RUNNER_WITH_SMALL_LIMITS, create_job(source)).finish()
}

#[track_caller]
fn assert_limit_exceeded(source: &str, message: &str) -> RunEnd {
    let run_end = run(source).run_end();
    assert_eq!(run_end.kind, EndKind::Limit, "{run_end:?}");
    assert!(run_end.message.contains(message), "{}", run_end.message);
    run_end
}

/// How long a process may take to start or to end on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

#[track_caller]
fn wait_until(expectation: &str, is_met: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_met() {
        assert!(start.elapsed() < TIMEOUT, "timed out: {expectation}");
        sleep(Duration::from_millis(10));
    }
}

#[track_caller]
fn wait_until_gone(process_mark: &str) {
    wait_until(&format!("{process_mark} ends"), || !is_alive(process_mark));
}

/// Whether the tests run as root, which may see and do more.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// The workbook's own program, as a user without rights.
fn workbook_command_as_ordinary_user() -> std::process::Command {
    let workbook_program = env!("CARGO_BIN_EXE_workbook");
    if !is_root() {
        return std::process::Command::new(workbook_program);
    }
    let mut command = std::process::Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    command.arg(workbook_program);
    command
}

const LIBC_DECLARATIONS: &str = "unsafe extern \"C\" {\n\
        fn fork() -> i32; fn kill(id: i32, signal: i32) -> i32;\n\
        fn getppid() -> i32; fn setsid() -> i32;\n\
        fn memfd_create(name: *const u8, flags: u32) -> i32;\n\
        fn shmget(key: i32, size: usize, flags: i32) -> i32;\n\
        fn shmat(id: i32, at: usize, flags: i32) -> *mut u8;\n\
        fn shmdt(at: *const u8) -> i32;\n\
        fn usleep(us: u32) -> i32;\n\
        fn signal(number: i32, handler: usize) -> usize;\n\
        fn prlimit(pid: i32, resource: i32, new: *const [u64; 2],\n\
            old: usize) -> i32;\n\
        fn mmap(at: usize, length: usize, rights: i32, flags: i32,\n\
            fd: i32, offset: i64) -> *mut u8;\n\
        fn close(fd: i32) -> i32;\n\
    }\n";

/// A function for programs that must not end before their supervisor has
/// measured them, however late a busy machine lets it do that. Each measurement
/// reads some files, and the kernel counts what a process has read.
const WAIT_FOR_MEASUREMENTS: &str = "fn wait_for_measurements(reads: u64) {\n\
         let field = |pid: &str, file: &str, name: &str| {\n\
             let path = format!(\"/proc/{pid}/{file}\");\n\
             let text = std::fs::read_to_string(path).unwrap();\n\
             let value = text.lines().find_map(|line| line.strip_prefix(name));\n\
             value.unwrap().trim().to_owned()\n\
         };\n\
         let parent = field(\"self\", \"status\", \"PPid:\");\n\
         let supervisor = field(&parent, \"status\", \"PPid:\");\n\
         let read_count = || -> u64 {\n\
             field(&supervisor, \"io\", \"syscr:\").parse().unwrap()\n\
         };\n\
         let start = read_count();\n\
         while read_count() < start + reads {\n\
             std::thread::sleep(std::time::Duration::from_millis(10));\n\
         }\n\
     }\n";
