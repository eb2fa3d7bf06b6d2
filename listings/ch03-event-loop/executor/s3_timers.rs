//! Stage 3: the executor keeps the timers itself
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

type TaskId = usize;
type BoxFuture = Pin<Box<dyn Future<Output = ()>>>;

struct Task {
    future: BoxFuture,
    waker: Waker,
}

struct Executor {
    tasks: HashMap<TaskId, Task>,
    ready_queue: Arc<ReadyQueue>,
    next_id: TaskId,
    polls: usize,
}

/// The tasks to poll next, in the order in which they were woken.
struct ReadyQueue {
    task_ids: Mutex<Vec<TaskId>>,
    executor_thread: Thread,
}

impl ReadyQueue {
    fn push(&self, id: TaskId) {
        let mut task_ids = self.task_ids.lock().unwrap();
        if !task_ids.contains(&id) {
            task_ids.push(id);
        }
        self.executor_thread.unpark();
    }

    fn is_empty(&self) -> bool {
        self.task_ids.lock().unwrap().is_empty()
    }
}

struct TaskWaker {
    id: TaskId,
    ready_queue: Arc<ReadyQueue>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready_queue.push(self.id);
    }
}

// ANCHOR: timers
/// Sorted by deadline; the id tells timers with the same deadline apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct TimerKey {
    deadline: Instant,
    timer_id: usize,
}

thread_local! {
    static TIMERS: RefCell<BTreeMap<TimerKey, Waker>> = RefCell::default();
}
// ANCHOR_END: timers

impl Executor {
    fn new() -> Self {
        let ready_queue = ReadyQueue {
            task_ids: Mutex::default(),
            executor_thread: thread::current(),
        };
        Executor {
            tasks: HashMap::new(),
            ready_queue: Arc::new(ready_queue),
            next_id: 0,
            polls: 0,
        }
    }

    fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        let id = self.next_id;
        self.next_id += 1;
        let ready_queue = Arc::clone(&self.ready_queue);
        let waker = Waker::from(Arc::new(TaskWaker { id, ready_queue }));
        let future = Box::pin(future);
        self.tasks.insert(id, Task { future, waker });
        self.ready_queue.push(id); // for its first poll
    }

    fn run(&mut self) {
        loop {
            self.poll_ready_tasks();
            if self.tasks.is_empty() {
                return;
            }
            self.wait();
            wake_due_timers(); // new
        }
    }

    /// Polls each task that is ready now, once.
    fn poll_ready_tasks(&mut self) {
        let round = mem::take(&mut *self.ready_queue.task_ids.lock().unwrap());
        for id in round {
            let Some(task) = self.tasks.get_mut(&id) else {
                continue; // woken again after it had finished
            };
            self.polls += 1;
            let mut context = Context::from_waker(&task.waker);
            if task.future.as_mut().poll(&mut context).is_ready() {
                self.tasks.remove(&id);
            }
        }
    }

    // ANCHOR: wait
    /// Sleeps until a task is ready or the earliest timer is due.
    fn wait(&self) {
        if !self.ready_queue.is_empty() {
            return;
        }
        match time_to_next_timer() {
            Some(time) => thread::park_timeout(time),
            None => thread::park(),
        }
    }
    // ANCHOR_END: wait
}

// ANCHOR: due
fn time_to_next_timer() -> Option<Duration> {
    TIMERS.with_borrow(|timers| {
        let (earliest, _) = timers.first_key_value()?;
        Some(earliest.deadline.saturating_duration_since(Instant::now()))
    })
}

fn wake_due_timers() {
    while let Some(waker) = remove_due_timer() {
        waker.wake();
    }
}

fn remove_due_timer() -> Option<Waker> {
    TIMERS.with_borrow_mut(|timers| {
        let earliest = timers.first_entry()?;
        let is_due = earliest.key().deadline <= Instant::now();
        is_due.then(|| earliest.remove())
    })
}
// ANCHOR_END: due

// ANCHOR: sleep
/// A future that becomes ready at its deadline.
struct Sleep {
    timer: TimerKey,
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.timer.deadline {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        TIMERS.with_borrow_mut(|timers| timers.insert(self.timer, waker));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        TIMERS.with_borrow_mut(|timers| timers.remove(&self.timer));
    }
}
// ANCHOR_END: sleep

fn sleep(ms: u64) -> Sleep {
    static NEXT_ID: AtomicUsize = AtomicUsize::new(0);
    let timer = TimerKey {
        deadline: Instant::now() + Duration::from_millis(ms),
        timer_id: NEXT_ID.fetch_add(1, SeqCst),
    };
    Sleep { timer }
}

fn main() {
    let start = Instant::now();
    let mut executor = Executor::new();
    for (city, ms) in [("London", 1000), ("Paris", 500), ("Tokyo", 750)] {
        executor.spawn(async move {
            println!("Asking {city}");
            sleep(ms).await;
            let seconds = start.elapsed().as_secs_f64();
            println!("{city} answers after {seconds:.2} s");
        });
    }
    executor.run();
    println!("{} polls, no helper threads", executor.polls);
}
