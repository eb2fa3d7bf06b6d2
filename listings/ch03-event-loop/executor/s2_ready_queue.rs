//! Stage 2: many tasks, and a queue of those that are ready
use std::collections::HashMap;
use std::mem;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

// ANCHOR: task
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
// ANCHOR_END: task

// ANCHOR: queue
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
// ANCHOR_END: queue

// ANCHOR: waker
struct TaskWaker {
    id: TaskId,
    ready_queue: Arc<ReadyQueue>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready_queue.push(self.id);
    }
}
// ANCHOR_END: waker

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

    // ANCHOR: spawn
    fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        let id = self.next_id;
        self.next_id += 1;
        let ready_queue = Arc::clone(&self.ready_queue);
        let waker = Waker::from(Arc::new(TaskWaker { id, ready_queue }));
        let future = Box::pin(future);
        self.tasks.insert(id, Task { future, waker });
        self.ready_queue.push(id); // for its first poll
    }
    // ANCHOR_END: spawn

    // ANCHOR: run
    /// Runs until every task has finished.
    fn run(&mut self) {
        loop {
            self.poll_ready_tasks();
            if self.tasks.is_empty() {
                return;
            }
            self.wait();
        }
    }
    // ANCHOR_END: run

    // ANCHOR: poll_ready_tasks
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
    // ANCHOR_END: poll_ready_tasks

    // ANCHOR: run
    /// Sleeps until some task is ready.
    fn wait(&self) {
        while self.ready_queue.is_empty() {
            thread::park();
        }
    }
    // ANCHOR_END: run
}

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

static HELPER_THREADS: AtomicUsize = AtomicUsize::new(0);

/// Starts a helper thread that wakes the task at the deadline.
fn sleep(ms: u64) -> Sleep {
    let deadline = Instant::now() + Duration::from_millis(ms);
    let waker: Arc<Mutex<Option<Waker>>> = Arc::default();
    let helper_waker = Arc::clone(&waker);
    HELPER_THREADS.fetch_add(1, SeqCst);
    thread::spawn(move || {
        thread::sleep(deadline.saturating_duration_since(Instant::now()));
        if let Some(waker) = helper_waker.lock().unwrap().take() {
            waker.wake();
        }
    });
    Sleep { deadline, waker }
}

// ANCHOR: main
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
    let helper_threads = HELPER_THREADS.load(SeqCst);
    println!("{} polls, {helper_threads} helper threads", executor.polls);
}
// ANCHOR_END: main
