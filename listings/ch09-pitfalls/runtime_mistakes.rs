//! Four panics from one mistake, sync code that doesn't know its runtime
use std::thread;

use tokio::runtime::{Handle, Runtime};
use tokio::task::spawn_blocking;

fn main() {
    // ANCHOR: wrong
    report_panic("spawn without a runtime", || {
        tokio::spawn(fetch());
    });
    report_panic("sleep without a runtime", || {
        let _sleep = tokio::time::sleep(std::time::Duration::from_secs(1));
    });
    report_panic("block_on inside a runtime", || {
        Runtime::new().unwrap().block_on(async {
            Runtime::new().unwrap().block_on(fetch());
        });
    });
    report_panic("a runtime dropped inside a runtime", || {
        Runtime::new().unwrap().block_on(async {
            drop(Runtime::new().unwrap());
        });
    });
    // ANCHOR_END: wrong

    // ANCHOR: right
    report_panic("one runtime, and its handle", || {
        Runtime::new().unwrap().block_on(async {
            let handle = Handle::current();
            let temperature = spawn_blocking(move || fetch_sync(&handle)).await;
            println!("right: it's {} degrees", temperature.unwrap());
        });
    });
    // ANCHOR_END: right
}

async fn fetch() -> i32 {
    20
}

/// Sync code gets a handle from its caller. It must not run on a thread that
/// drives async tasks.
fn fetch_sync(handle: &Handle) -> i32 {
    handle.block_on(fetch())
}

/// Runs `code` on a new thread, and prints the first sentence of its panic.
fn report_panic(name: &str, code: fn()) {
    if let Err(panic) = thread::spawn(code).join() {
        let message = panic.downcast_ref::<String>().map(String::as_str);
        let message = message.or(panic.downcast_ref::<&str>().copied());
        let sentence = message.unwrap_or("?").split(". ").next();
        println!("{name}:\n    {}", sentence.unwrap_or("?"));
    }
}
