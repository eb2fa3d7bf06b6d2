//! The weather service, stage by stage: each fulfils the common contract and
//! has tests of its own.
#![allow(
    clippy::duplicate_mod,
    reason = "every stage runs the common tests with its own program"
)]

mod ch01_waiting;
mod ch02_futures;
mod ch03_event_loop;
mod ch04_tasks;
mod ch05_cancellation;
mod ch06_locks;
mod ch07_queues;
mod ch08_real_world;
mod ch09_pitfalls;
mod documents;
mod pairs;
mod parallel;
