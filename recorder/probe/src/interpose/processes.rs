//! Waiting for a process to end.

use super::next::{NextSymbol, fail_with_enosys};
use super::waiting::record_blocking_call;
use libc::{P_ALL, P_PID, P_PIDFD, WEXITED, WNOHANG, WNOWAIT};
use libc::{id_t, idtype_t, pid_t, siginfo_t};
use recorder_events::Call;
use std::ffi::c_int;
use std::mem::MaybeUninit;

type Waitpid = unsafe extern "C" fn(pid_t, *mut c_int, c_int) -> pid_t;
type Waitid =
    unsafe extern "C" fn(idtype_t, id_t, *mut siginfo_t, c_int) -> c_int;

// SAFETY: the types are those of the C library.
static NEXT_WAITPID: NextSymbol<Waitpid> =
    unsafe { NextSymbol::new(c"waitpid") };
// SAFETY: as above.
static NEXT_WAITID: NextSymbol<Waitid> = unsafe { NextSymbol::new(c"waitid") };

pub fn resolve_functions() {
    NEXT_WAITPID.get();
    NEXT_WAITID.get();
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn waitpid(
    process: pid_t,
    status: *mut c_int,
    options: c_int,
) -> pid_t {
    let Some(real) = NEXT_WAITPID.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(process, status, options) };
    record_blocking_call(
        Call::Process,
        || options & WNOHANG == 0 && must_wait_for(process),
        call,
    )
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn waitid(
    kind: idtype_t,
    id: id_t,
    exit_info: *mut siginfo_t,
    options: c_int,
) -> c_int {
    let Some(real) = NEXT_WAITID.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(kind, id, exit_info, options) };
    let waits = || {
        let known = matches!(kind, P_ALL | P_PID | P_PIDFD);
        options & WNOHANG == 0 && known && has_running_child(kind, id)
    };
    record_blocking_call(Call::Process, waits, call)
}

/// Whether waiting for `process` has to wait; -1 stands for any child.
fn must_wait_for(process: pid_t) -> bool {
    match id_t::try_from(process) {
        Ok(0) => false,
        Ok(id) => has_running_child(P_PID, id),
        Err(_) => process == -1 && has_running_child(P_ALL, 0),
    }
}

/// Looks without consuming the exit status, which the program waits for.
fn has_running_child(kind: idtype_t, id: id_t) -> bool {
    let Some(real) = NEXT_WAITID.get() else {
        return false;
    };
    let mut exit_info = MaybeUninit::<siginfo_t>::zeroed();
    // SAFETY: `exit_info` takes the answer; where nothing has ended it stays
    // zero.
    unsafe {
        let options = WEXITED | WNOHANG | WNOWAIT;
        real(kind, id, exit_info.as_mut_ptr(), options) == 0
            && exit_info.assume_init().si_pid() == 0
    }
}
