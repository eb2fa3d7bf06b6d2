//! Stage 1: run one future, and sleep while it waits
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

// ANCHOR: new
/// What a future gets to call when it can go on.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut context = Context::from_waker(&waker);
    let mut polls = 0;
    loop {
        polls += 1;
        match future.as_mut().poll(&mut context) {
            Poll::Ready(value) => {
                println!("Poll {polls}: ready");
                return value;
            }
            Poll::Pending => {
                println!("Poll {polls}: pending, so the thread parks");
                thread::park();
            }
        }
    }
}
// ANCHOR_END: new

/// Ready at that moment. A helper thread sleeps for it and wakes it.
struct Sleep(Instant);

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let left = self.0.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        thread::spawn(move || {
            thread::sleep(left);
            waker.wake();
        });
        Poll::Pending
    }
}

fn sleep(ms: u64) -> Sleep {
    Sleep(Instant::now() + Duration::from_millis(ms))
}

fn main() {
    let start = Instant::now();
    let weather = block_on(async {
        sleep(500).await; // find the station
        sleep(500).await; // ask it
        "sunny"
    });
    println!("{weather} after {:.2} s", start.elapsed().as_secs_f64());
}
