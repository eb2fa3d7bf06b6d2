//! What chapter 5 says about cancellation, timeouts and shutdown.

mod cancel_safe_table;
mod lost_work;
mod python_tasks;
mod retries;
mod select_and_time;
#[cfg(unix)]
mod signals;

use tokio::runtime::Builder;

fn run_in_virtual_time<T>(future: impl Future<Output = T>) -> T {
    let mut builder = Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build();
    runtime.unwrap().block_on(future)
}
