//! Does what its arguments say, and reports what became of each task.
//!
//! The first argument is the runtime, `paused` or `threads`; each further one
//! is the plan of a task, the first of them that of the main task. A plan is
//! words of a letter and a number, as in `run`.

use std::collections::HashMap;
use std::sync::{Arc, Mutex as Slot};
use std::time::Duration;
use tokio::runtime::Builder;
use tokio::sync::{Mutex, Semaphore, mpsc};
use tokio::task::{AbortHandle, JoinHandle, spawn_blocking, yield_now};
use tokio::time::{sleep, timeout};

/// The number of the task that empties the channel.
const READER: usize = 100;
/// That of the first blocking task.
const BLOCKING: usize = 200;

static PANICKED: Slot<Vec<usize>> = Slot::new(Vec::new());

struct World {
    plans: Vec<String>,
    lock: Mutex<()>,
    gate: Semaphore,
    queue: mpsc::Sender<usize>,
    spawned: Slot<HashMap<usize, AbortHandle>>,
}

/// Reports what became of a task when it goes.
struct Report(usize, bool);

impl Drop for Report {
    fn drop(&mut self) {
        // That the thread panics does not mean that this task does.
        let has_panicked = PANICKED.lock().unwrap().contains(&self.0);
        let end = match (has_panicked, self.1) {
            (true, _) => "panicked",
            (false, true) => "done",
            (false, false) => "cancelled",
        };
        println!("{} {end}", self.0);
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let mut runtime = match arguments.next().as_deref() {
        Some("paused") => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    let is_paused = std::env::args().nth(1).as_deref() == Some("paused");
    runtime.worker_threads(2).enable_all();
    if is_paused {
        runtime.start_paused(true);
    }
    let plans = arguments.collect();
    runtime.build().unwrap().block_on(async {
        let mut report = Report(0, false);
        let (queue, receiver) = mpsc::channel(1);
        tokio::spawn(read(receiver, Report(READER, false)));
        let world = World {
            plans,
            lock: Mutex::new(()),
            gate: Semaphore::new(2),
            queue,
            spawned: Slot::default(),
        };
        run(Arc::new(world), 0).await;
        report.1 = true;
    });
}

async fn read(mut receiver: mpsc::Receiver<usize>, mut report: Report) {
    while receiver.recv().await.is_some() {
        sleep(Duration::from_millis(1)).await;
    }
    report.1 = true;
}

fn start(world: &Arc<World>, task: usize) -> JoinHandle<()> {
    let (mut report, shared) = (Report(task, false), world.clone());
    let handle = tokio::spawn(async move {
        // Of the future from the first, also if it is never polled.
        let report = &mut report;
        Box::pin(run(shared, task)).await;
        report.1 = true;
    });
    let abort = handle.abort_handle();
    world.spawned.lock().unwrap().insert(task, abort);
    handle
}

async fn run(world: Arc<World>, task: usize) {
    let mut children = HashMap::new();
    for word in world.plans[task].split_whitespace() {
        let number: usize = word[1..].parse().unwrap();
        let time = Duration::from_millis(number as u64);
        match &word[..1] {
            "s" => sleep(time).await,
            "y" => yield_now().await,
            "x" => {
                PANICKED.lock().unwrap().push(task);
                panic!("as planned");
            }
            "q" => drop(world.queue.send(number).await),
            "o" => drop(timeout(time, sleep(2 * time)).await),
            "w" => drop(timeout(2 * time, sleep(time)).await),
            "f" => drop(children.insert(number, start(&world, number))),
            "b" => block(BLOCKING + task, time).await,
            "l" => {
                let _held = world.lock.lock().await;
                sleep(time).await;
            }
            "g" => {
                let _held = world.gate.acquire().await.unwrap();
                sleep(time).await;
            }
            "j" => match children.remove(&number) {
                Some(child) => drop(child.await),
                None => {}
            },
            "a" => match world.spawned.lock().unwrap().get(&number) {
                Some(child) => child.abort(),
                None => {}
            },
            _ => panic!("no such word: {word}"),
        }
    }
}

async fn block(number: usize, time: Duration) {
    let mut report = Report(number, false);
    let work = spawn_blocking(move || {
        let report = &mut report;
        std::thread::sleep(time);
        report.1 = true;
    });
    // The runtime may end first.
    drop(work.await);
}
