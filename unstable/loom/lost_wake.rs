//! A wake-up that is lost in one order of two threads
use std::future::poll_fn;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::task::{Context, Poll};

// ANCHOR: imports
#[cfg(loom)]
use loom::{
    future::{AtomicWaker, block_on},
    sync::{Arc, atomic::AtomicBool},
    thread,
};
#[cfg(not(loom))]
use {
    atomic_waker::AtomicWaker,
    pollster::block_on,
    std::sync::{Arc, atomic::AtomicBool},
    std::thread,
};
// ANCHOR_END: imports

// ANCHOR: event
#[derive(Default)]
struct Event {
    is_set: AtomicBool,
    waker: AtomicWaker,
}

impl Event {
    fn set(&self) {
        self.is_set.store(true, Release);
        self.waker.wake();
    }

    fn check_then_register(&self, context: &Context<'_>) -> Poll<()> {
        if self.is_set.load(Acquire) {
            return Poll::Ready(());
        }
        self.register(context);
        Poll::Pending
    }

    fn register_then_check(&self, context: &Context<'_>) -> Poll<()> {
        self.register(context);
        if self.is_set.load(Acquire) {
            return Poll::Ready(());
        }
        Poll::Pending
    }
    // ANCHOR_END: event

    fn register(&self, context: &Context<'_>) {
        #[cfg(loom)]
        self.waker.register_by_ref(context.waker());
        #[cfg(not(loom))]
        self.waker.register(context.waker());
    }
}

type PollEvent = fn(&Event, &Context<'_>) -> Poll<()>;

// ANCHOR: wait
/// Waits for an event that another thread sets.
fn wait_once(poll: PollEvent) {
    let event = Arc::new(Event::default());
    let same_event = Arc::clone(&event);
    let setter = thread::spawn(move || same_event.set());
    block_on(poll_fn(|context| poll(&event, context)));
    setter.join().unwrap();
}
// ANCHOR_END: wait

fn main() {
    match std::env::args().nth(1).as_deref() {
        Some("register-first") => try_many_waits(Event::register_then_check),
        _ => try_many_waits(Event::check_then_register),
    }
}

// ANCHOR: model
/// Lets loom try every order of the two threads.
#[cfg(loom)]
fn try_many_waits(poll: PollEvent) {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
    static ORDER_COUNT: AtomicUsize = AtomicUsize::new(0);
    std::panic::set_hook(Box::new(|panic| {
        let message = panic.payload().downcast_ref::<String>().unwrap();
        println!("order {}: {message}", ORDER_COUNT.load(Relaxed));
        std::process::exit(1);
    }));
    loom::model(move || {
        ORDER_COUNT.fetch_add(1, Relaxed);
        wait_once(poll);
    });
    println!("all {} orders end", ORDER_COUNT.load(Relaxed));
}
// ANCHOR_END: model

// ANCHOR: threads
/// Waits 10,000 times, in case the bad order happens.
#[cfg(not(loom))]
fn try_many_waits(poll: PollEvent) {
    for _ in 0..10_000 {
        wait_once(poll);
    }
    println!("all 10000 runs end");
}
// ANCHOR_END: threads
