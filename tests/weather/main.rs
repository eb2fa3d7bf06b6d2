//! The weather service, stage by stage: each has the manners of all, and what
//! is its own.
#![allow(
    clippy::duplicate_mod,
    reason = "every stage is met in the same way, by its own name"
)]

mod ch01_waiting;
mod ch02_futures;
mod ch03_event_loop;
mod ch04_tasks;
mod pairs;
