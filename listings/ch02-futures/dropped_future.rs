//! Dropping a future cancels it
use std::future::pending;
use std::task::{Context, Waker};

// ANCHOR: new
async fn make_tea() {
    let _cup = Cup;
    println!("  water on");
    pending::<()>().await; // this kettle never boils
    println!("  the tea is poured");
}

fn main() {
    println!("Never polled, then dropped:");
    drop(make_tea());

    println!("Polled once, then dropped:");
    let mut tea = Box::pin(make_tea());
    let mut cx = Context::from_waker(Waker::noop());
    assert!(tea.as_mut().poll(&mut cx).is_pending());
    drop(tea);
    println!("The tea will never be poured");
}

struct Cup;

impl Drop for Cup {
    fn drop(&mut self) {
        println!("  the cup goes back");
    }
}
// ANCHOR_END: new
