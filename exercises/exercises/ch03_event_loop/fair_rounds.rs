//! Inside the executor: one task wakes itself again and again, and the timers
//! of all the others are never looked at. Make the loop fair.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::{Duration, Instant};

type Job = Pin<Box<dyn Future<Output = ()>>>;
type Queue = Arc<Mutex<VecDeque<usize>>>;

struct TaskWaker {
    task: usize,
    ready: Queue,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.lock().unwrap().push_back(self.task);
    }
}

/// Stage 2 of the chapter, with timers that somebody else asks for.
#[derive(Default)]
pub struct Loop {
    tasks: Vec<Option<Job>>,
    ready: Queue,
    /// To be woken at that moment.
    timers: Vec<(Instant, Waker)>,
}

impl Loop {
    pub fn spawn(&mut self, future: impl Future<Output = ()> + 'static) {
        let task = self.tasks.len();
        self.tasks.push(Some(Box::pin(future)));
        self.ready.lock().unwrap().push_back(task);
    }

    /// Wakes the newest task after that time.
    pub fn wake_newest_after(&mut self, time: Duration) {
        let (task, ready) = (self.tasks.len() - 1, Arc::clone(&self.ready));
        let waker = Arc::new(TaskWaker { task, ready }).into();
        self.timers.push((Instant::now() + time, waker));
    }

    /// Runs until all tasks have ended.
    pub fn run(&mut self) {
        while self.tasks.iter().any(Option::is_some) {
            self.run_what_is_ready();
            self.wake_who_is_due();
        }
    }

    fn run_what_is_ready(&mut self) {
        // TODO: A task that wakes itself keeps this queue from being empty.
        while let Some(task) = self.next() {
            self.poll(task);
        }
    }

    fn next(&self) -> Option<usize> {
        self.ready.lock().unwrap().pop_front()
    }

    fn poll(&mut self, task: usize) {
        let Some(job) = &mut self.tasks[task] else {
            return;
        };
        let ready = Arc::clone(&self.ready);
        let waker = Waker::from(Arc::new(TaskWaker { task, ready }));
        let answer = job.as_mut().poll(&mut Context::from_waker(&waker));
        if answer.is_ready() {
            self.tasks[task] = None;
        }
    }

    fn wake_who_is_due(&mut self) {
        let now = Instant::now();
        self.timers.retain(|(due, waker)| {
            if *due <= now {
                waker.wake_by_ref();
            }
            *due > now
        });
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
    use std::thread;

    /// Fails instead of waiting for ever.
    fn in_time<T: Send + 'static>(work: fn() -> T) -> T {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(work()));
        let done = receiver.recv_timeout(Duration::from_secs(5));
        done.expect("the loop did not end within 5 s: who holds it?")
    }

    /// Gives way once, as `yield_now` does.
    async fn give_way() {
        let mut first = true;
        poll_fn(|context| match std::mem::take(&mut first) {
            true => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            false => Poll::Ready(()),
        })
        .await
    }

    #[test]
    fn a_timer_ends_a_task_that_gives_way_for_ever() {
        in_time(|| {
            let mut it = Loop::default();
            let stop = Rc::new(Cell::new(false));
            let stopped = Rc::clone(&stop);
            it.spawn(async move {
                while !stopped.get() {
                    give_way().await;
                }
            });
            let mut polls = 0;
            it.spawn(poll_fn(move |_| {
                polls += 1;
                stop.set(polls == 2); // the second is the timer's
                if polls == 2 {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            }));
            it.wake_newest_after(Duration::from_millis(20));
            it.run();
        });
    }

    #[test]
    fn who_is_ready_takes_turns() {
        let turns = in_time(|| {
            let mut it = Loop::default();
            let turns = Rc::new(RefCell::new(String::new()));
            for name in ["A", "B"] {
                let turns = Rc::clone(&turns);
                it.spawn(async move {
                    for _ in 0..3 {
                        turns.borrow_mut().push_str(name);
                        give_way().await;
                    }
                });
            }
            it.run();
            turns.take()
        });
        assert_eq!(turns, "ABABAB");
    }

    #[test]
    fn a_task_may_be_woken_twice() {
        in_time(|| {
            let mut it = Loop::default();
            let mut polls = 0;
            it.spawn(poll_fn(move |context| {
                context.waker().wake_by_ref();
                context.waker().wake_by_ref();
                polls += 1;
                if polls == 2 {
                    Poll::Ready(())
                } else {
                    Poll::Pending
                }
            }));
            it.run();
        });
    }
}
