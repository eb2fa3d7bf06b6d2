//! The first stage: enforces the limits, follows the workbook's commands, and
//! reports how the program ended.

use super::args::{EXIT_CODE_NOT_STARTED, SupervisorArgs, report_not_started};
use super::parent::{ATTACKED_SUFFIX, KILL_ROUND_PAUSE, reap_exited_children};
use super::report;
use super::signals::ignore_termination_signals;
use crate::limits::ResourceLimits;
use crate::process_tree::{signal_descendants, state_of};
use crate::protocol::{EndCause, KILL, Report, TERMINATE, TERMINATE_GRACE};
use crate::removal::remove_folder;
use crate::scratch::remove_if_abandoned;
use crate::usage::{MeasurementDetail, UsageMeter};
use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitOptions, WaitStatus, getpid, kill_process,
    set_child_subreaper, wait,
};
use std::env;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{ExitCode, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// By how much the time of a new file may lag behind the clock: a tick of the
/// kernel.
const FILE_TIME_RESOLUTION: Duration = Duration::from_millis(10);
/// How often the number of processes and their memory are measured.
const SAMPLE_INTERVAL: Duration = Duration::from_millis(20);
/// How often open files and the folder are measured as well.
const FILE_SAMPLE_INTERVAL: Duration = Duration::from_millis(250);
/// Measuring uses at most one part in this many of a core.
const MIN_PAUSE_TO_COST_RATIO: u32 = 10;
/// No measurement is older than this and what the next one takes.
const MAX_SAMPLE_AGE: Duration = Duration::from_millis(250);
/// How often in a row `/proc` may be unreadable, for example because the
/// machine has no files left to open.
const MAX_ROUNDS_WITHOUT_PROC: u32 = 20;

/// How far the program's end is enforced. Shared by three threads: one waits
/// for the program, one follows commands, one measures and kills.
#[derive(Default)]
struct SharedState {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    end_cause: Option<EndCause>,
    step: StopStep,
    all_ended: bool,
    workbook_is_gone: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum StopStep {
    #[default]
    Run,
    /// SIGTERM was sent; SIGKILL follows at this time.
    Terminate { kill_at: Instant },
    /// SIGKILL is sent until no process is left.
    Kill,
}

impl SharedState {
    fn lock_state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the next step; the first cause is the one that is reported.
    fn advance(&self, end_cause: EndCause, step: StopStep) {
        let mut state = self.lock_state();
        state.end_cause.get_or_insert(end_cause);
        if state.step != StopStep::Kill {
            state.step = step;
        }
        self.changed.notify_all();
    }
}

pub fn run(args: &SupervisorArgs) -> ExitCode {
    let _ = ignore_termination_signals();
    let _ = set_child_subreaper(Some(getpid()));
    let start = Instant::now();
    let (mut socket, parent) = match spawn_parent(args) {
        Ok(spawned) => spawned,
        Err(error) => {
            report_not_started(&args.program, &error);
            return ExitCode::from(EXIT_CODE_NOT_STARTED);
        }
    };
    let control = Arc::new(SharedState::default());
    let workbook_stream = io::stdin().as_fd().try_clone_to_owned();
    if let Ok(workbook_stream) = workbook_stream {
        let control = control.clone();
        thread::spawn(move || {
            follow_commands(workbook_stream.into(), parent, &control)
        });
    }
    let enforcing = thread::spawn({
        let (control, limits) = (control.clone(), args.limits);
        move || enforce_limits(&control, limits, parent, start)
    });
    let parent_status = wait_for_parent(parent, &control);
    let wait_status = read_program_status(&mut socket, parent_status, &control);
    if let Some(limits) = &args.limits
        && report::terminating_signal(wait_status) == Signal::XFSZ.as_raw()
    {
        // The kernel has enforced RLIMIT_FSIZE.
        let limit = EndCause::Limit(limits.disk_exceeded());
        control.lock_state().end_cause.get_or_insert(limit);
    }
    // What is left where the parent was killed.
    while reap_exited_children() {
        control.lock_state().step = StopStep::Kill;
        control.changed.notify_all();
        thread::sleep(KILL_ROUND_PAUSE);
    }
    control.lock_state().all_ended = true;
    control.changed.notify_all();
    let _ = enforcing.join();
    remove_folders(args.folder_to_remove.as_deref(), &control);
    let report = {
        let state = control.lock_state();
        Report {
            wait_status,
            end_cause: state.end_cause,
            was_killed: state.step == StopStep::Kill,
        }
    };
    report::send_report(&report);
    report::shell_exit_code(wait_status)
}

fn spawn_parent(args: &SupervisorArgs) -> io::Result<(UnixStream, i32)> {
    let (socket, parent_socket) = UnixStream::pair()?;
    let child = args
        .next_stage_command("parent")
        .stdin(Stdio::from(OwnedFd::from(parent_socket)))
        .process_group(0)
        .spawn()?;
    Ok((socket, i32::try_from(child.id()).unwrap_or(0)))
}

/// Follows the workbook's commands until the workbook is gone.
fn follow_commands(
    mut workbook_stream: UnixStream,
    parent: i32,
    control: &SharedState,
) {
    let mut command = [0];
    loop {
        match workbook_stream.read(&mut command) {
            Ok(1) if command[0] == TERMINATE => {
                let kill_at = Instant::now() + TERMINATE_GRACE;
                control.advance(
                    EndCause::Requested,
                    StopStep::Terminate { kill_at },
                );
                let own_id = getpid().as_raw_pid();
                signal_descendants(own_id, Some(parent), Signal::TERM);
            }
            Ok(1) if command[0] == KILL => {
                control.advance(EndCause::Requested, StopStep::Kill);
            }
            Ok(1..) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => {
                control.lock_state().workbook_is_gone = true;
                control.advance(EndCause::Requested, StopStep::Kill);
                return;
            }
        }
    }
}

/// Measures, kills at a limit and after the grace time, until all has ended.
fn enforce_limits(
    control: &SharedState,
    limits: Option<ResourceLimits>,
    parent: i32,
    start: Instant,
) {
    let own_id = getpid().as_raw_pid();
    let folder = env::current_dir().unwrap_or_default();
    let run_start = SystemTime::now() - start.elapsed() - FILE_TIME_RESOLUTION;
    let mut meter = UsageMeter::new(own_id, parent, folder, run_start);
    let mut last_files = start;
    let mut blind_rounds = 0;
    loop {
        let (step, all_ended) = {
            let state = control.lock_state();
            (state.step, state.all_ended)
        };
        if all_ended {
            break;
        }
        blind_rounds = if state_of(own_id).is_some() {
            0
        } else {
            blind_rounds + 1
        };
        if blind_rounds > MAX_ROUNDS_WITHOUT_PROC {
            kill_self_and_parent(parent);
        }
        let begin = Instant::now();
        if let StopStep::Terminate { kill_at } = step
            && begin >= kill_at
        {
            control.advance(EndCause::Requested, StopStep::Kill);
            continue;
        }
        let mut pause = KILL_ROUND_PAUSE;
        if step == StopStep::Kill {
            signal_descendants(own_id, Some(parent), Signal::KILL);
        } else {
            // Also while the program may still end by itself.
            if let Some(limits) = &limits {
                let is_due = last_files.elapsed() >= FILE_SAMPLE_INTERVAL;
                let detail = if is_due {
                    last_files = begin;
                    MeasurementDetail::Files
                } else {
                    MeasurementDetail::Processes
                };
                let time_exceeded = || {
                    let is_over = start.elapsed() >= limits.time;
                    is_over.then(|| limits.time_exceeded())
                };
                // Measuring a program with many mappings takes a while.
                let exceeded = time_exceeded()
                    .or_else(|| {
                        limits.exceeded_by(meter.measure(limits, detail))
                    })
                    .or_else(time_exceeded);
                if let Some(limit) = exceeded {
                    control.advance(EndCause::Limit(limit), StopStep::Kill);
                    continue;
                }
            }
            let cost = begin.elapsed() * MIN_PAUSE_TO_COST_RATIO;
            pause = cost.clamp(SAMPLE_INTERVAL, MAX_SAMPLE_AGE);
            pause = pause.min(time_until_kill(limits, start, step));
        }
        let state = control.lock_state();
        if state.step == step && !state.all_ended {
            let waited = control.changed.wait_timeout(state, pause);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }
    meter.remove_shared_memory();
}

/// The time until the program is killed, but no less than a moment.
fn time_until_kill(
    limits: Option<ResourceLimits>,
    start: Instant,
    step: StopStep,
) -> Duration {
    let mut time_left = limits.map_or(Duration::MAX, |limits| {
        limits.time.saturating_sub(start.elapsed())
    });
    if let StopStep::Terminate { kill_at } = step {
        let until_kill = kill_at.saturating_duration_since(Instant::now());
        time_left = time_left.min(until_kill);
    }
    time_left.max(Duration::from_millis(1))
}

/// Kills the program's parent and this process. Without a right to open files
/// (the program may have called `prlimit`), this process can neither measure
/// the program nor find its processes. The program dies with its parent, and
/// the workbook kills the rest.
fn kill_self_and_parent(parent: i32) {
    for pid in [parent, getpid().as_raw_pid()] {
        if let Some(pid) = Pid::from_raw(pid) {
            let _ = kill_process(pid, Signal::KILL);
        }
    }
}

/// Reaps children until the parent has exited. A parent that was stopped is
/// killed: the program has done that.
fn wait_for_parent(parent: i32, control: &SharedState) -> Option<WaitStatus> {
    loop {
        match wait(WaitOptions::UNTRACED) {
            Ok(Some((pid, status))) if pid.as_raw_pid() == parent => {
                if !status.stopped() {
                    return Some(status);
                }
                control.advance(EndCause::SupervisorAttacked, StopStep::Kill);
                let _ = kill_process(pid, Signal::KILL);
            }
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return None,
        }
    }
}

/// Reads the program's wait status, which a parent that was killed did not
/// send.
fn read_program_status(
    socket: &mut UnixStream,
    parent_status: Option<WaitStatus>,
    control: &SharedState,
) -> i32 {
    let mut text = String::new();
    let _ = socket.set_nonblocking(true);
    let _ = socket.read_to_string(&mut text);
    let (status, attacked) = match text.strip_suffix(ATTACKED_SUFFIX) {
        Some(status) => (status, true),
        None => (text.as_str(), false),
    };
    if attacked {
        control.advance(EndCause::SupervisorAttacked, StopStep::Kill);
    }
    if let Ok(status) = status.parse() {
        return status;
    }
    match parent_status {
        // The launcher could not be started.
        Some(status) if status.exited() => status.as_raw(),
        _ => {
            control.advance(EndCause::SupervisorAttacked, StopStep::Kill);
            Signal::KILL.as_raw()
        }
    }
}

/// Removes the folder, and all temporary files of a workbook that is gone.
fn remove_folders(folder: Option<&Path>, control: &SharedState) {
    let work = env::current_dir().unwrap_or_default();
    // Some systems do not remove a folder in which a process works.
    let _ = env::set_current_dir("/");
    if let Some(folder) = folder {
        // The workbook removes it too; the second of the two finds nothing.
        let _ = remove_folder(folder);
    }
    let in_scratch = folder.unwrap_or(&work);
    if control.lock_state().workbook_is_gone
        && let Some(scratch) = in_scratch.parent()
    {
        remove_if_abandoned(scratch);
    }
}
