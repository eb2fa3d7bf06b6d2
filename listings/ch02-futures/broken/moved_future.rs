//! A future that is moved after its first poll
use std::pin::pin;
use std::task::{Context, Waker};

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    // ANCHOR: new
    let mut page = pin!(read_page());
    let _ = page.as_mut().poll(&mut cx);
    let elsewhere = *page;
    // ANCHOR_END: new
    drop(elsewhere);
}

async fn read_page() {}
