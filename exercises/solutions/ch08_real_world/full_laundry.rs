//! A hotel washes its towels on the blocking pool. While the laundry is full,
//! nobody can look up a guest's room any more.

use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};

/// Washes all loads. The function `wash` blocks, and the runtime has only
/// `threads` threads for such functions.
pub async fn wash_all(loads: u32, threads: usize, wash: fn(u32)) {
    // One thread is left for everything else. The permit is acquired before
    // `spawn_blocking`, so the loads wait here and not in the pool's queue.
    let permits = Semaphore::new(threads - 1);
    let permits = std::sync::Arc::new(permits);
    let mut washing = JoinSet::new();
    for load in 0..loads {
        let permit = permits.clone().acquire_owned().await.unwrap();
        washing.spawn_blocking(move || {
            wash(load);
            drop(permit);
        });
    }
    washing.join_all().await;
}

/// Looks up a guest's room in a file, with a read that blocks its thread.
pub async fn find_room(guest: &'static str) -> usize {
    spawn_blocking(move || guest.len()).await.unwrap()
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
    use std::thread;
    use std::time::{Duration, Instant};
    use tokio::runtime::{Builder, Runtime};
    use tokio::time::{sleep, timeout};

    fn runtime(threads: usize) -> Runtime {
        let mut builder = Builder::new_current_thread();
        builder.max_blocking_threads(threads).enable_all();
        builder.build().unwrap()
    }

    static IS_ROOM_FOUND: AtomicBool = AtomicBool::new(false);

    /// Takes until the room has been found, at most 3 s.
    fn wash_until_the_room_is_found(_load: u32) {
        let start = Instant::now();
        while !IS_ROOM_FOUND.load(SeqCst) && start.elapsed().as_secs() < 3 {
            thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn a_room_is_found_while_the_laundry_is_full() {
        runtime(3).block_on(async {
            let wash = wash_until_the_room_is_found;
            let washing = tokio::spawn(wash_all(9, 3, wash));
            sleep(Duration::from_millis(50)).await;
            let room = timeout(Duration::from_secs(2), find_room("Ada")).await;
            IS_ROOM_FOUND.store(true, SeqCst);
            let message = "`find_room` waits behind the towels";
            assert_eq!(room.expect(message), 3);
            washing.await.unwrap();
        });
    }

    static LOADS_IN_PROGRESS: AtomicU32 = AtomicU32::new(0);
    static PEAK: AtomicU32 = AtomicU32::new(0);
    static WASHED: AtomicU32 = AtomicU32::new(0);

    fn wash_and_count(_load: u32) {
        let at_once = LOADS_IN_PROGRESS.fetch_add(1, SeqCst) + 1;
        PEAK.fetch_max(at_once, SeqCst);
        let start = Instant::now();
        // The first load waits for a second one.
        while PEAK.load(SeqCst) < 2 && start.elapsed().as_secs() < 3 {
            thread::sleep(Duration::from_millis(5));
        }
        LOADS_IN_PROGRESS.fetch_sub(1, SeqCst);
        WASHED.fetch_add(1, SeqCst);
    }

    #[test]
    fn two_of_three_threads_wash_at_once() {
        runtime(3).block_on(wash_all(9, 3, wash_and_count));
        assert_eq!(WASHED.load(SeqCst), 9, "loads are washed");
        assert_eq!(PEAK.load(SeqCst), 2, "loads at once, with three threads");
    }
}
