//! Functions of the C library that the probe stands in front of: it defines
//! them under their own names, so that the program, the standard library and
//! tokio call these. Each records what it sees and calls the real one.

mod epoll;
// Where a function with any number of arguments is called like any other.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
mod futex;
mod next;
mod print;
mod processes;
mod sleep;
mod sockets;
mod threads;
mod waiting;

/// Finds the real functions while the program is still all alone.
pub fn resolve_all_functions() {
    epoll::resolve_functions();
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    futex::resolve_functions();
    print::resolve_functions();
    processes::resolve_functions();
    sleep::resolve_functions();
    sockets::resolve_functions();
    threads::resolve_functions();
}
