//! Threads: their rests, their calls, and who they are.

use super::*;

#[test]
fn parks_without_a_poll_between_them_are_one() {
    let t = with_root(
        "10 0 exit task=1
         100 0 park
         200 0 unpark n=0
         210 0 park
         400 0 unpark n=0
         410 0 enter task=1
         420 0 exit task=1
         430 0 park",
    );
    let parks = [(0, Ms(0.1), Ms(0.4)), (0, Ms(0.43), Ms(10.0))];
    assert_eq!(t.parks, parks);
}

#[test]
fn a_park_that_finds_something_or_before_a_print_is_over() {
    let t = timeline(
        "100 0 park
         400 0 unpark n=1
         410 0 park
         700 0 unpark n=0
         705 0 print fd=1 newlines=1
         710 0 park",
    );
    let starts: Vec<_> = t.parks.iter().map(|park| park.1).collect();
    assert_eq!(starts, [Ms(0.1), Ms(0.41), Ms(0.71)]);
}

#[test]
fn what_a_cut_leaves_open_is_known_until_then() {
    let t = with_root("20 0 block what=read task=1\n3000 0 cut");
    assert_eq!(t.end, Ms(10.0));
    assert_eq!(t.polls, [(0, 0, Ms(0.002), Ms(3.0))]);
    assert_eq!(t.blocks[0].end, None);
}

#[test]
fn only_what_blocks_for_long_is_told() {
    let t = with_root(
        "10 0 block what=read task=1
         100 0 unblock what=read task=1
         200 0 block what=sleep task=1
         900 0 unblock what=sleep task=1",
    );
    assert_eq!(t.blocks.len(), 1);
    let block = &t.blocks[0];
    assert_eq!((block.thread, block.task), (0, Some(0)));
    assert_eq!((block.start, block.end), (Ms(0.2), Some(Ms(0.9))));
    assert_eq!(block.what, "sleep");
}

#[test]
fn workers_are_threads_and_no_tasks() {
    let t = timeline(
        "1 0 spawn task=1 kind=blocking \
         file=tokio/src/runtime/scheduler/multi_thread/worker.rs line=5
         2 1 thread name=null by=0 worker=false
         3 1 thread name=tokio-rt-worker
         4 1 thread worker=true
         5 1 enter task=1",
    );
    assert!(t.tasks.is_empty() && t.polls.is_empty());
    assert_eq!(t.threads[0].name, "main");
    let worker = &t.threads[1];
    assert_eq!(&*worker.name, "tokio-rt-worker");
    assert_eq!((worker.worker, worker.by), (true, Some(0)));
}
