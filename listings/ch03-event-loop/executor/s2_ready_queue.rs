//! Stage 2: many tasks, and a queue of those that can go on
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

// ANCHOR: new
type Job = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static LOOP: Loop = Loop::new();
}

struct Loop {
    ready: Arc<Ready>,
    tasks: RefCell<HashMap<usize, Job>>,
    next_number: Cell<usize>,
    polls: Cell<usize>,
}

/// The numbers of the tasks that can go on, first come, first served.
struct Ready {
    queue: Mutex<Vec<usize>>,
    looping: Thread,
}

/// Each task has its own waker, so that the loop knows whom to poll.
struct TaskWaker {
    task: usize,
    ready: Arc<Ready>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.queue.lock().unwrap().push(self.task);
        self.ready.looping.unpark();
    }
}

fn spawn(future: impl Future<Output = ()> + 'static) {
    LOOP.with(|it| {
        let task = it.next_number.replace(it.next_number.get() + 1);
        it.tasks.borrow_mut().insert(task, Box::pin(future));
        it.waker(task).wake(); // for its first poll
    });
}

/// Runs until no task is left.
fn run() {
    LOOP.with(|it| {
        it.run_what_is_ready();
        while !it.tasks.borrow().is_empty() {
            it.wait();
            it.run_what_is_ready();
        }
        print!("{} polls, ", it.polls.get());
    });
}

impl Loop {
    fn new() -> Self {
        let ready = Ready {
            queue: Mutex::default(),
            looping: thread::current(),
        };
        Loop {
            ready: Arc::new(ready),
            tasks: RefCell::default(),
            next_number: Cell::new(0),
            polls: Cell::new(0),
        }
    }

    /// One poll for each: who is woken meanwhile waits for the next round.
    fn run_what_is_ready(&self) {
        let round = mem::take(&mut *self.ready.queue.lock().unwrap());
        for task in round {
            // Woken twice, or woken after its end: it may be gone.
            let Some(mut job) = self.tasks.borrow_mut().remove(&task) else {
                continue;
            };
            let waker = self.waker(task);
            self.polls.set(self.polls.get() + 1);
            let poll = job.as_mut().poll(&mut Context::from_waker(&waker));
            if poll.is_pending() {
                self.tasks.borrow_mut().insert(task, job);
            }
        }
    }

    fn waker(&self, task: usize) -> Waker {
        let ready = Arc::clone(&self.ready);
        Arc::new(TaskWaker { task, ready }).into()
    }

    /// Returns at once if somebody has called `unpark` since the last time.
    fn wait(&self) {
        thread::park();
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
    for (city, ms) in [("London", 1000), ("Paris", 500), ("Tokyo", 750)] {
        spawn(async move {
            println!("Asking {city}");
            sleep(ms).await;
            let seconds = start.elapsed().as_secs_f64();
            println!("{city} answers after {seconds:.2} s");
        });
    }
    run();
    println!("all in one thread, and 3 helper threads that sleep");
}
