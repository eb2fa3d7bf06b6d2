//! Stage 3: the loop itself knows what time it is
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

type Job = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static LOOP: Loop = Loop::new();
}

// ANCHOR: new
struct Loop {
    ready: Arc<Ready>,
    tasks: RefCell<HashMap<usize, Job>>,
    /// New: who waits for which moment.
    timers: RefCell<Vec<(Instant, Waker)>>,
    next_number: Cell<usize>,
    polls: Cell<usize>,
}
// ANCHOR_END: new

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

// ANCHOR: new

/// Runs until no task is left.
fn run() {
    LOOP.with(|it| {
        it.run_what_is_ready();
        while !it.tasks.borrow().is_empty() {
            it.wait();
            it.wake_who_is_due(); // new
            it.run_what_is_ready();
        }
        print!("{} polls, ", it.polls.get());
    });
}
// ANCHOR_END: new

// ANCHOR: new

impl Loop {
    // ANCHOR_END: new
    fn new() -> Self {
        let ready = Ready {
            queue: Mutex::default(),
            looping: thread::current(),
        };
        Loop {
            ready: Arc::new(ready),
            tasks: RefCell::default(),
            timers: RefCell::default(),
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

    // ANCHOR: new
    /// Sleeps until somebody wakes a task, or the earliest timer is due.
    fn wait(&self) {
        let timers = self.timers.borrow();
        match timers.iter().map(|(due, _)| *due).min() {
            Some(due) => {
                let left = due.saturating_duration_since(Instant::now());
                thread::park_timeout(left);
            }
            None => thread::park(),
        }
    }

    fn wake_who_is_due(&self) {
        let mut timers = self.timers.borrow_mut();
        for (_, waker) in timers.extract_if(.., |(due, _)| is_over(*due)) {
            waker.wake();
        }
    }
}

fn is_over(due: Instant) -> bool {
    due <= Instant::now()
}

/// Until then, the loop has our waker.
async fn sleep(ms: u64) {
    let due = Instant::now() + Duration::from_millis(ms);
    poll_fn(|context| {
        if is_over(due) {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        LOOP.with(|it| it.timers.borrow_mut().push((due, waker)));
        Poll::Pending
    })
    .await
}
// ANCHOR_END: new

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
    println!("all in one thread, and no helper threads");
}
