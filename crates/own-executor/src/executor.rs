//! Tasks, the queue of those that are ready, and the loop that polls them.

use crate::reactor::{EXECUTOR_TOKEN, REACTOR};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};

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
}

struct ReadyQueue {
    task_ids: Mutex<Vec<TaskId>>,
    executor_waker: mio::Waker,
}

impl ReadyQueue {
    fn push(&self, id: TaskId) {
        let mut task_ids = self.task_ids.lock().unwrap();
        if task_ids.is_empty() {
            self.executor_waker
                .wake()
                .expect("the executor can be woken");
        }
        if !task_ids.contains(&id) {
            task_ids.push(id);
        }
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

thread_local! {
    static NEW_TASKS: RefCell<Vec<BoxFuture>> = RefCell::default();
}

/// Starts a task.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    NEW_TASKS.with_borrow_mut(|tasks| tasks.push(Box::pin(future)));
}

/// Runs all tasks until `main` finishes, and returns its result.
pub fn block_on<T: 'static>(main: impl Future<Output = T> + 'static) -> T {
    let result = Rc::new(Cell::new(None));
    let result_of_main = Rc::clone(&result);
    spawn(async move { result_of_main.set(Some(main.await)) });

    let mut executor = Executor::new();
    executor.add_new_tasks();
    loop {
        executor.poll_ready_tasks();
        executor.add_new_tasks();
        if let Some(value) = result.take() {
            return value;
        }
        let is_idle = executor.ready_queue.is_empty();
        REACTOR.with(|reactor| reactor.wait(is_idle));
    }
}

impl Executor {
    fn new() -> Self {
        let executor_waker = REACTOR.with(|reactor| {
            let poll = reactor.poll.borrow();
            mio::Waker::new(poll.registry(), EXECUTOR_TOKEN)
        });
        let ready_queue = ReadyQueue {
            task_ids: Mutex::default(),
            executor_waker: executor_waker.expect("the executor can be woken"),
        };
        Executor {
            tasks: HashMap::new(),
            ready_queue: Arc::new(ready_queue),
            next_id: 0,
        }
    }

    fn add_new_tasks(&mut self) {
        for future in NEW_TASKS.take() {
            let id = self.next_id;
            self.next_id += 1;
            let ready_queue = Arc::clone(&self.ready_queue);
            let waker = Waker::from(Arc::new(TaskWaker { id, ready_queue }));
            self.tasks.insert(id, Task { future, waker });
            self.ready_queue.push(id); // for its first poll
        }
    }

    fn poll_ready_tasks(&mut self) {
        let round = mem::take(&mut *self.ready_queue.task_ids.lock().unwrap());
        for id in round {
            let Some(task) = self.tasks.get_mut(&id) else {
                continue; // woken again after it had finished
            };
            let mut context = Context::from_waker(&task.waker);
            if task.future.as_mut().poll(&mut context).is_ready() {
                self.tasks.remove(&id);
            }
        }
    }
}
