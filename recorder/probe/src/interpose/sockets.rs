//! Blocking reads, connections and polls. What does not have to wait is not
//! recorded, and neither is what returns at once because it must not wait.

use super::next::{NextSymbol, fail_with_enosys};
use super::waiting::{
    is_blocking, is_none_ready, record_blocking_call, would_block,
};
use libc::{POLLIN, nfds_t, pollfd, sockaddr, socklen_t};
use recorder_events::Call;
use std::ffi::{c_int, c_void};

type Read = unsafe extern "C" fn(c_int, *mut c_void, usize) -> isize;
type Recv = unsafe extern "C" fn(c_int, *mut c_void, usize, c_int) -> isize;
type RecvFrom = unsafe extern "C" fn(
    c_int,
    *mut c_void,
    usize,
    c_int,
    *mut sockaddr,
    *mut socklen_t,
) -> isize;
type Accept4 =
    unsafe extern "C" fn(c_int, *mut sockaddr, *mut socklen_t, c_int) -> c_int;
type Connect = unsafe extern "C" fn(c_int, *const sockaddr, socklen_t) -> c_int;
type Poll = unsafe extern "C" fn(*mut pollfd, nfds_t, c_int) -> c_int;

// SAFETY: the types of all these are those of the C library.
static NEXT_READ: NextSymbol<Read> = unsafe { NextSymbol::new(c"read") };
// SAFETY: as above.
static NEXT_RECV: NextSymbol<Recv> = unsafe { NextSymbol::new(c"recv") };
// SAFETY: as above.
static NEXT_RECVFROM: NextSymbol<RecvFrom> =
    unsafe { NextSymbol::new(c"recvfrom") };
// SAFETY: as above.
static NEXT_ACCEPT4: NextSymbol<Accept4> =
    unsafe { NextSymbol::new(c"accept4") };
// SAFETY: as above.
static NEXT_CONNECT: NextSymbol<Connect> =
    unsafe { NextSymbol::new(c"connect") };
// SAFETY: as above.
static NEXT_POLL: NextSymbol<Poll> = unsafe { NextSymbol::new(c"poll") };

pub fn resolve_functions() {
    NEXT_READ.get();
    NEXT_RECV.get();
    NEXT_RECVFROM.get();
    NEXT_ACCEPT4.get();
    NEXT_CONNECT.get();
    NEXT_POLL.get();
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn read(
    descriptor: c_int,
    bytes: *mut c_void,
    byte_count: usize,
) -> isize {
    let Some(real) = NEXT_READ.get() else {
        return fail_with_enosys() as isize;
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(descriptor, bytes, byte_count) };
    record_blocking_call(Call::Read, || would_block(descriptor, POLLIN), call)
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn recv(
    socket: c_int,
    bytes: *mut c_void,
    byte_count: usize,
    flags: c_int,
) -> isize {
    let Some(real) = NEXT_RECV.get() else {
        return fail_with_enosys() as isize;
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(socket, bytes, byte_count, flags) };
    record_blocking_call(
        Call::Receive,
        || receive_would_block(socket, flags),
        call,
    )
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn recvfrom(
    socket: c_int,
    bytes: *mut c_void,
    byte_count: usize,
    flags: c_int,
    peer_address: *mut sockaddr,
    length: *mut socklen_t,
) -> isize {
    let Some(real) = NEXT_RECVFROM.get() else {
        return fail_with_enosys() as isize;
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe {
        real(socket, bytes, byte_count, flags, peer_address, length)
    };
    record_blocking_call(
        Call::Receive,
        || receive_would_block(socket, flags),
        call,
    )
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn accept4(
    socket: c_int,
    peer_address: *mut sockaddr,
    length: *mut socklen_t,
    flags: c_int,
) -> c_int {
    let Some(real) = NEXT_ACCEPT4.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(socket, peer_address, length, flags) };
    record_blocking_call(Call::Accept, || would_block(socket, POLLIN), call)
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn connect(
    socket: c_int,
    server_address: *const sockaddr,
    length: socklen_t,
) -> c_int {
    let Some(real) = NEXT_CONNECT.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(socket, server_address, length) };
    record_blocking_call(Call::Connect, || is_blocking(socket), call)
}

/// # Safety
///
/// As the C library's.
#[unsafe(no_mangle)]
unsafe extern "C" fn poll(
    entries: *mut pollfd,
    descriptor_count: nfds_t,
    timeout: c_int,
) -> c_int {
    let Some(real) = NEXT_POLL.get() else {
        return fail_with_enosys();
    };
    // SAFETY: the caller's own arguments.
    let call = || unsafe { real(entries, descriptor_count, timeout) };
    record_blocking_call(
        Call::Poll,
        || timeout != 0 && is_none_ready(entries, descriptor_count),
        call,
    )
}

fn receive_would_block(socket: c_int, flags: c_int) -> bool {
    flags & libc::MSG_DONTWAIT == 0 && would_block(socket, POLLIN)
}
