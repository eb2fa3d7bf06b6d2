//! Stage 4: the executor waits for sockets, and serves the weather
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};
use std::{mem, thread};

use mio::event::Source;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Token};
use serde_json::Value;

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
    /// New: ends the sleep in mio's `poll`, from any thread.
    executor_waker: mio::Waker,
}

impl ReadyQueue {
    fn push(&self, id: TaskId) {
        let mut task_ids = self.task_ids.lock().unwrap();
        if !task_ids.contains(&id) {
            task_ids.push(id);
        }
        self.executor_waker.wake().unwrap();
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

/// Sorted by deadline; the id tells timers with the same deadline apart.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct TimerKey {
    deadline: Instant,
    timer_id: usize,
}

// ANCHOR: reactor
/// Everything that tasks wait for, and the wakers of those tasks.
struct Reactor {
    timers: RefCell<BTreeMap<TimerKey, Waker>>,
    sockets: RefCell<HashMap<Token, SocketWakers>>,
    /// The operating system's list of watched sockets.
    poll: RefCell<mio::Poll>,
    next_id: Cell<usize>,
}

/// One task may read from a socket while another one writes to it.
#[derive(Default)]
struct SocketWakers {
    reader: Option<Waker>,
    writer: Option<Waker>,
}

thread_local! {
    static REACTOR: Reactor = Reactor::new();
    static NEW_TASKS: RefCell<Vec<BoxFuture>> = RefCell::default();
}
// ANCHOR_END: reactor

// ANCHOR: spawn
/// Starts a task from within another one.
fn spawn(future: impl Future<Output = ()> + 'static) {
    NEW_TASKS.with_borrow_mut(|tasks| tasks.push(Box::pin(future)));
}
// ANCHOR_END: spawn

const EXECUTOR_TOKEN: Token = Token(0);

impl Executor {
    fn new() -> Self {
        let executor_waker = REACTOR.with(|reactor| {
            let poll = reactor.poll.borrow();
            mio::Waker::new(poll.registry(), EXECUTOR_TOKEN).unwrap()
        });
        let ready_queue = ReadyQueue {
            task_ids: Mutex::default(),
            executor_waker,
        };
        Executor {
            tasks: HashMap::new(),
            ready_queue: Arc::new(ready_queue),
            next_id: 0,
        }
    }

    fn run(&mut self) {
        self.add_new_tasks();
        loop {
            self.poll_ready_tasks();
            self.add_new_tasks();
            if self.tasks.is_empty() {
                return;
            }
            let is_idle = self.ready_queue.is_empty();
            REACTOR.with(|reactor| reactor.wait(is_idle));
        }
    }

    // ANCHOR: add_new_tasks
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
    // ANCHOR_END: add_new_tasks

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

impl Reactor {
    fn new() -> Self {
        Reactor {
            timers: RefCell::default(),
            sockets: RefCell::default(),
            poll: RefCell::new(mio::Poll::new().unwrap()),
            next_id: Cell::new(1), // 0 is the executor's
        }
    }

    fn new_id(&self) -> usize {
        self.next_id.replace(self.next_id.get() + 1)
    }

    // ANCHOR: wait
    /// Looks at sockets and timers. If no task is ready, sleeps until one is.
    fn wait(&self, is_idle: bool) {
        let timeout = if is_idle {
            self.time_to_next_timer()
        } else {
            Some(Duration::ZERO)
        };
        let mut events = Events::with_capacity(64);
        match self.poll.borrow_mut().poll(&mut events, timeout) {
            Ok(()) => {}
            // A signal ended the sleep early.
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => panic!("cannot wait for sockets: {error}"),
        }
        for event in &events {
            self.wake_tasks_of(event);
        }
        while let Some(waker) = self.remove_due_timer() {
            waker.wake();
        }
    }
    // ANCHOR_END: wait

    // ANCHOR: event
    fn wake_tasks_of(&self, event: &mio::event::Event) {
        let mut sockets = self.sockets.borrow_mut();
        let Some(wakers) = sockets.get_mut(&event.token()) else {
            return; // the executor's own token, or a closed socket
        };
        let can_read = event.is_readable() || event.is_error();
        if can_read && let Some(waker) = wakers.reader.take() {
            waker.wake();
        }
        let can_write = event.is_writable() || event.is_error();
        if can_write && let Some(waker) = wakers.writer.take() {
            waker.wake();
        }
    }
    // ANCHOR_END: event

    fn time_to_next_timer(&self) -> Option<Duration> {
        let timers = self.timers.borrow();
        let (earliest, _) = timers.first_key_value()?;
        Some(earliest.deadline.saturating_duration_since(Instant::now()))
    }

    fn remove_due_timer(&self) -> Option<Waker> {
        let mut timers = self.timers.borrow_mut();
        let earliest = timers.first_entry()?;
        let is_due = earliest.key().deadline <= Instant::now();
        is_due.then(|| earliest.remove())
    }
}

struct Sleep {
    timer: TimerKey,
}

fn sleep(ms: u64) -> Sleep {
    let deadline = Instant::now() + Duration::from_millis(ms);
    let timer_id = REACTOR.with(Reactor::new_id);
    Sleep {
        timer: TimerKey { deadline, timer_id },
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if Instant::now() >= self.timer.deadline {
            return Poll::Ready(());
        }
        let waker = context.waker().clone();
        REACTOR.with(|reactor| {
            reactor.timers.borrow_mut().insert(self.timer, waker)
        });
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        REACTOR.with(|reactor| reactor.timers.borrow_mut().remove(&self.timer));
    }
}

// ANCHOR: socket
/// A nonblocking socket that the reactor watches.
struct AsyncSocket<S: Source> {
    socket: S,
    token: Token,
}

impl<S: Source> AsyncSocket<S> {
    fn new(mut socket: S) -> io::Result<Self> {
        REACTOR.with(|reactor| {
            let token = Token(reactor.new_id());
            let interest = Interest::READABLE | Interest::WRITABLE;
            let poll = reactor.poll.borrow();
            poll.registry().register(&mut socket, token, interest)?;
            Ok(AsyncSocket { socket, token })
        })
    }
}

impl<S: Source> Drop for AsyncSocket<S> {
    fn drop(&mut self) {
        REACTOR.with(|reactor| {
            reactor.sockets.borrow_mut().remove(&self.token);
            let poll = reactor.poll.borrow();
            let _ = poll.registry().deregister(&mut self.socket);
        });
    }
}
// ANCHOR_END: socket

// ANCHOR: when_ready
enum Direction {
    Read,
    Write,
}

impl<S: Source> AsyncSocket<S> {
    /// Tries the operation now, and again whenever the socket becomes ready.
    async fn when_ready<T>(
        &self,
        direction: Direction,
        mut operation: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        poll_fn(|context| match operation(&self.socket) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.store_waker(&direction, context.waker());
                Poll::Pending
            }
            result => Poll::Ready(result),
        })
        .await
    }
    // ANCHOR_END: when_ready

    // ANCHOR: store_waker
    fn store_waker(&self, direction: &Direction, waker: &Waker) {
        REACTOR.with(|reactor| {
            let mut sockets = reactor.sockets.borrow_mut();
            let wakers = sockets.entry(self.token).or_default();
            match direction {
                Direction::Read => wakers.reader = Some(waker.clone()),
                Direction::Write => wakers.writer = Some(waker.clone()),
            }
        });
    }
    // ANCHOR_END: store_waker
}

// ANCHOR: stream
impl AsyncSocket<TcpListener> {
    async fn accept(&self) -> io::Result<AsyncSocket<TcpStream>> {
        let accept = |listener: &TcpListener| listener.accept();
        let (stream, _) = self.when_ready(Direction::Read, accept).await?;
        AsyncSocket::new(stream)
    }
}

impl AsyncSocket<TcpStream> {
    async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = |mut stream: &TcpStream| stream.read(buffer);
        self.when_ready(Direction::Read, read).await
    }

    async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let write = |mut stream: &TcpStream| stream.write(bytes);
            let count = self.when_ready(Direction::Write, write).await?;
            bytes = &bytes[count..];
        }
        Ok(())
    }
}
// ANCHOR_END: stream

// ANCHOR: serve
async fn serve(listener: AsyncSocket<TcpListener>, client_count: usize) {
    for _ in 0..client_count {
        let client = accept_next(&listener).await;
        spawn(async move {
            if let Err(error) = answer(client).await {
                println!("No answer for one client: {error}");
            }
        });
    }
}

async fn accept_next(
    listener: &AsyncSocket<TcpListener>,
) -> AsyncSocket<TcpStream> {
    loop {
        match listener.accept().await {
            Ok(client) => return client,
            Err(error) => println!("Cannot accept a client: {error}"),
        }
        sleep(100).await;
    }
}
// ANCHOR_END: serve

// ANCHOR: answer
async fn answer(client: AsyncSocket<TcpStream>) -> io::Result<()> {
    let question = read_question(&client).await?;
    sleep(2000).await;
    let city = &question["city"];
    let sunny = r#""temperature": 20, "conditions": "sunny""#;
    let answer = format!(r#"{{"city": {city}, {sunny}}}"#);
    client.write_all(answer.as_bytes()).await
}

async fn read_question(client: &AsyncSocket<TcpStream>) -> io::Result<Value> {
    let mut request = Vec::new();
    let mut chunk = [0; 1024];
    loop {
        let count = client.read(&mut chunk).await?;
        request.extend(&chunk[..count]);
        match serde_json::from_slice(&request) {
            // The rest is still on its way.
            Err(error) if error.is_eof() && count > 0 => {}
            parsed => return Ok(parsed?),
        }
    }
}
// ANCHOR_END: answer

// ANCHOR: main
fn main() {
    let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let listener = AsyncSocket::new(listener).unwrap();
    let start = Instant::now();
    let questions = ["London", "Paris", "New York", "Tokyo", "Berlin"]
        .map(|city| format!(r#"{{"city": "{city}"}}"#));
    let clients = questions
        .map(|question| thread::spawn(move || ask(&question, address)));
    let rude_client = thread::spawn(move || ask("hello", address));

    spawn(serve(listener, 6));
    Executor::new().run();

    assert_eq!(rude_client.join().unwrap(), "");
    for client in clients {
        println!("{}", client.join().unwrap());
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("5 clients served by one thread in {seconds:.2} s");
}

/// A client as in chapter 1, in a thread of its own.
fn ask(question: &str, address: SocketAddr) -> String {
    let mut server = std::net::TcpStream::connect(address).unwrap();
    server.write_all(question.as_bytes()).unwrap();
    io::read_to_string(server).unwrap()
}
// ANCHOR_END: main
