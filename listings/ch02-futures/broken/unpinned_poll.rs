//! Polling a future that isn't pinned
use std::pin::Pin;
use std::task::{Context, Waker};

fn main() {
    let mut cx = Context::from_waker(Waker::noop());
    // ANCHOR: new
    let mut page = read_page();
    let _ = Pin::new(&mut page).poll(&mut cx);
    // ANCHOR_END: new
}

async fn read_page() {}
