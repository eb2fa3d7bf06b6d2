//! Stage 1: run one future, and sleep while it waits
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

// ANCHOR: wake
/// Wakes the thread that runs the future.
struct ThreadWaker {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for ThreadWaker {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, SeqCst);
        self.thread.unpark();
    }
}
// ANCHOR_END: wake

// ANCHOR: block_on
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let thread_waker = Arc::new(ThreadWaker {
        thread: thread::current(),
        woken: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&thread_waker));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    let mut polls = 0;
    loop {
        polls += 1;
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            println!("Poll {polls}: ready");
            return value;
        }
        println!("Poll {polls}: pending, so the thread sleeps");
        while !thread_waker.woken.swap(false, SeqCst) {
            thread::park();
        }
    }
}
// ANCHOR_END: block_on

// ANCHOR: sleep
/// A future that becomes ready at its deadline.
struct Sleep {
    deadline: Instant,
    waker: Arc<Mutex<Option<Waker>>>,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut waker = self.waker.lock().unwrap();
        if Instant::now() >= self.deadline {
            return Poll::Ready(());
        }
        *waker = Some(context.waker().clone());
        Poll::Pending
    }
}
// ANCHOR_END: sleep

// ANCHOR: helper
/// Starts a helper thread that wakes the task at the deadline.
fn sleep(ms: u64) -> Sleep {
    let deadline = Instant::now() + Duration::from_millis(ms);
    let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
    let helper_waker = Arc::clone(&waker);
    thread::spawn(move || {
        thread::sleep(deadline.saturating_duration_since(Instant::now()));
        if let Some(waker) = helper_waker.lock().unwrap().take() {
            waker.wake();
        }
    });
    Sleep { deadline, waker }
}
// ANCHOR_END: helper

// ANCHOR: main
fn main() {
    let start = Instant::now();
    let weather = block_on(async {
        sleep(500).await; // find the station
        sleep(500).await; // ask it
        "sunny"
    });
    println!("{weather} after {:.2} s", start.elapsed().as_secs_f64());
}
// ANCHOR_END: main
