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

use driver::{ActiveRun, RunEnd, RunLog, create_job, is_alive, runner};
use runner::{EndKind, Limits, Runner};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};
use supervise::ResourceLimits;

/// Limits that small programs exceed.
static SMALL_RUNNER: LazyLock<Runner> = LazyLock::new(|| {
    let mut limits = Limits {
        max_concurrent_runs: 4,
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

/// How long a process may take to start or to end on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(60);

#[track_caller]
fn wait_until_alive(process_mark: &str) {
    let start = Instant::now();
    while !is_alive(process_mark) {
        assert!(start.elapsed() < TIMEOUT, "{process_mark} never starts");
        sleep(Duration::from_millis(1));
    }
}

#[track_caller]
fn wait_until_gone(process_mark: &str) {
    let start = Instant::now();
    while is_alive(process_mark) {
        assert!(start.elapsed() < TIMEOUT, "{process_mark} is alive");
        sleep(Duration::from_millis(10));
    }
}

/// Whether the tests run as root, who may see and do more.
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

/// The workbook's own program, as a user without rights.
fn workbook_of_ordinary_user() -> std::process::Command {
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
