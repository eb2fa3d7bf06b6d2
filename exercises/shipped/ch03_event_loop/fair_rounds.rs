//! Inside an executor: one task wakes itself again and again, and the timers
//! of all the others are never looked at. Make the executor fair.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

type TaskId = usize;
type BoxFuture = Pin<Box<dyn Future<Output = ()>>>;

/// The tasks to poll next, and the thread that polls them.
struct ReadyQueue {
    task_ids: Mutex<Vec<TaskId>>,
    executor_thread: Thread,
}

struct TaskWaker {
    id: TaskId,
    ready_queue: Arc<ReadyQueue>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready_queue.task_ids.lock().unwrap().push(self.id);
        self.ready_queue.executor_thread.unpark();
    }
}

struct Timer {
    deadline: Instant,
    waker: Waker,
}

/// Stage 2 of the chapter, with a list of timers.
pub struct Executor {
    /// `None` for a task that has finished.
    tasks: Vec<Option<BoxFuture>>,
    ready_queue: Arc<ReadyQueue>,
    timers: Vec<Timer>,
}

impl Executor {
    pub fn on_this_thread() -> Self {
        let ready_queue = ReadyQueue {
            task_ids: Mutex::default(),
            executor_thread: thread::current(),
        };
        Executor {
            tasks: Vec::new(),
            ready_queue: Arc::new(ready_queue),
            timers: Vec::new(),
        }
    }

    pub fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        let id = self.tasks.len();
        self.tasks.push(Some(Box::pin(future)));
        self.waker(id).wake();
    }

    /// Wakes the newest task after that time.
    pub fn wake_newest_after(&mut self, time: Duration) {
        let waker = self.waker(self.tasks.len() - 1);
        let deadline = Instant::now() + time;
        self.timers.push(Timer { deadline, waker });
    }

    /// Runs until all tasks have finished.
    pub fn run(&mut self) {
        loop {
            self.poll_ready_tasks();
            if self.tasks.iter().all(Option::is_none) {
                return;
            }
            self.wait();
            self.wake_due_timers();
        }
    }

    fn poll_ready_tasks(&mut self) {
        // TODO: A task that wakes itself keeps this queue from being empty.
        while let Some(id) = self.pop_ready_task() {
            self.poll(id);
        }
    }

    fn pop_ready_task(&self) -> Option<TaskId> {
        let mut task_ids = self.ready_queue.task_ids.lock().unwrap();
        (!task_ids.is_empty()).then(|| task_ids.remove(0))
    }

    fn poll(&mut self, id: TaskId) {
        let waker = self.waker(id);
        let mut context = Context::from_waker(&waker);
        if let Some(future) = &mut self.tasks[id]
            && future.as_mut().poll(&mut context).is_ready()
        {
            self.tasks[id] = None;
        }
    }

    /// Sleeps until a task is ready or a timer is due.
    fn wait(&self) {
        if !self.ready_queue.task_ids.lock().unwrap().is_empty() {
            return;
        }
        match self.timers.iter().map(|timer| timer.deadline).min() {
            Some(deadline) => thread::park_timeout(
                deadline.saturating_duration_since(Instant::now()),
            ),
            None => thread::park(),
        }
    }

    fn wake_due_timers(&mut self) {
        let now = Instant::now();
        for timer in self.timers.extract_if(.., |timer| timer.deadline <= now) {
            timer.waker.wake();
        }
    }

    fn waker(&self, id: TaskId) -> Waker {
        let ready_queue = Arc::clone(&self.ready_queue);
        Waker::from(Arc::new(TaskWaker { id, ready_queue }))
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::{Cell, RefCell};
    use std::future::poll_fn;
    use std::rc::Rc;
    use std::sync::mpsc;
    use std::task::Poll;

    /// Fails if the work doesn't finish within 5 s.
    fn in_time<T: Send + 'static>(work: fn() -> T) -> T {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(work()));
        let result = receiver.recv_timeout(Duration::from_secs(5));
        result.expect("the executor did not finish within 5 s")
    }

    /// Wakes its own task at once, and returns `Pending` once.
    async fn yield_once() {
        let mut has_yielded = false;
        poll_fn(|context| {
            if has_yielded {
                return Poll::Ready(());
            }
            has_yielded = true;
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    /// Is ready when it is polled for the second time.
    async fn wait_for_second_poll() {
        let mut polls = 0;
        poll_fn(|_| {
            polls += 1;
            if polls == 2 {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await
    }

    #[test]
    fn a_timer_is_noticed_while_a_task_yields_again_and_again() {
        in_time(|| {
            let mut executor = Executor::on_this_thread();
            let stop = Rc::new(Cell::new(false));
            let should_stop = Rc::clone(&stop);
            executor.spawn(async move {
                while !should_stop.get() {
                    yield_once().await;
                }
            });
            executor.spawn(async move {
                wait_for_second_poll().await; // caused by the timer
                stop.set(true);
            });
            executor.wake_newest_after(Duration::from_millis(20));
            executor.run();
        });
    }

    #[test]
    fn ready_tasks_take_turns() {
        let turns = in_time(|| {
            let mut executor = Executor::on_this_thread();
            let turns = Rc::new(RefCell::new(String::new()));
            for name in ["A", "B"] {
                let turns = Rc::clone(&turns);
                executor.spawn(async move {
                    for _ in 0..3 {
                        turns.borrow_mut().push_str(name);
                        yield_once().await;
                    }
                });
            }
            executor.run();
            turns.take()
        });
        assert_eq!(turns, "ABABAB");
    }

    #[test]
    fn a_task_that_is_woken_twice_finishes() {
        in_time(|| {
            let mut executor = Executor::on_this_thread();
            let mut polls = 0;
            executor.spawn(poll_fn(move |context| {
                context.waker().wake_by_ref();
                context.waker().wake_by_ref();
                polls += 1;
                if polls == 2 {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            }));
            executor.run();
        });
    }
}
