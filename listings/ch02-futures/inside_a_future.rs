//! Where a future keeps its variables
use std::cell::Cell;
use std::ptr;
use std::task::{Context, Waker};

use tokio::task::yield_now;

// ANCHOR: new
async fn read_page(page_address: &Cell<usize>) {
    let page = [7_u8; 64];
    let first = &page[0]; // a reference into this future
    page_address.set(address(&page));

    yield_now().await;
    println!(
        "After the pause it moved by {}",
        address(&page) - page_address.get()
    );
    println!("and the reference still reads {first}");
}

fn main() {
    let page_address = Cell::new(0);
    let mut future = Box::pin(read_page(&page_address));
    let (from, size) = (address(&*future), size_of_val(&*future));

    let mut cx = Context::from_waker(Waker::noop());
    assert!(future.as_mut().poll(&mut cx).is_pending());
    let offset = page_address.get() - from;
    println!("The future takes up {size} bytes");
    println!("Its page starts at byte {offset}");
    assert!(future.as_mut().poll(&mut cx).is_ready());
}
// ANCHOR_END: new

fn address<T>(value: &T) -> usize {
    ptr::from_ref(value).addr()
}
