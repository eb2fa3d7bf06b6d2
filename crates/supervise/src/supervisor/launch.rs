//! The last stage: sets the limits that the kernel enforces, and becomes the
//! program.

use super::args::{EXIT_CODE_NOT_STARTED, SupervisorArgs, report_not_started};
use crate::child::Priority;
use rustix::process::{
    Pid, Resource, Rlimit, Signal, getppid, getuid, nice,
    set_parent_process_death_signal, setrlimit,
};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

/// Among the programs of a busy machine, it gets about a tenth of the time.
const BACKGROUND_NICENESS: i32 = 10;

/// Processes and threads that the user may start beside the program while it
/// runs. RLIMIT_NPROC counts all of a user's, not those of one program.
const MAX_OTHER_PROCESSES: u64 = 2000;

pub fn run(args: &SupervisorArgs, parent: i32) -> ExitCode {
    let died = set_parent_process_death_signal(Some(Signal::KILL)).is_err()
        || getppid().map(Pid::as_raw_pid) != Some(parent);
    if died {
        return ExitCode::from(EXIT_CODE_NOT_STARTED);
    }
    if args.priority == Priority::Background {
        // It fails only where the user may have no lower priority.
        let _ = nice(BACKGROUND_NICENESS);
    }
    set_kernel_limits(args);
    // Where memory runs out, the kernel is to kill the program and not the
    // workbook. Fails only where the file is missing.
    let _ = fs::write("/proc/self/oom_score_adj", "1000");
    let error = Command::new(&args.program).args(&args.arguments).exec();
    report_not_started(&args.program, &error);
    ExitCode::from(EXIT_CODE_NOT_STARTED)
}

/// Limits that are lower already stay, so errors are ignored.
fn set_kernel_limits(args: &SupervisorArgs) {
    // A core dump would only fill the folder, which is removed.
    set_limit(Resource::Core, 0);
    if let Some(mb) = args.address_space_mb {
        set_limit(Resource::As, mb << 20);
    }
    let Some(limits) = args.limits else {
        return;
    };
    set_limit(Resource::Fsize, limits.disk_mb << 20);
    // The kernel exempts root.
    if !getuid().is_root() {
        let allowed = limits.threads.max(limits.processes) as u64;
        set_limit(
            Resource::Nproc,
            count_own_threads() + allowed + MAX_OTHER_PROCESSES,
        );
    }
}

fn set_limit(resource: Resource, value: u64) {
    let limit = Rlimit {
        current: Some(value),
        maximum: Some(value),
    };
    let _ = setrlimit(resource, limit);
}

/// The threads of all processes of this user.
fn count_own_threads() -> u64 {
    let user = getuid().as_raw();
    let mut threads = 0;
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let id = name.to_str().and_then(|name| name.parse().ok());
        let is_own = entry.metadata().is_ok_and(|m| m.uid() == user);
        if is_own && let Some(id) = id {
            let process = crate::processes::read(id);
            threads += process.map_or(0, |process| process.thread_count as u64);
        }
    }
    threads
}
