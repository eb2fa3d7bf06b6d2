//! Stage 4: the loop waits for sockets, and serves the weather
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::io::{self, ErrorKind::WouldBlock, Read, Write};
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
type Job = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static LOOP: Loop = Loop::new();
}

// ANCHOR: new
struct Loop {
    ready: Arc<Ready>,
    tasks: RefCell<HashMap<usize, Job>>,
    timers: RefCell<Vec<(Instant, Waker)>>,
    /// New: who waits for which socket.
    sockets: RefCell<HashMap<Token, Waker>>,
    /// New: the system's list of sockets to watch: epoll, kqueue or IOCP.
    watch: RefCell<mio::Poll>,
    next_number: Cell<usize>,
}
// ANCHOR_END: new

// ANCHOR: new

struct Ready {
    queue: Mutex<Vec<usize>>,
    /// New: ends the sleep in `mio::Poll`.
    looping: mio::Waker,
}
// ANCHOR_END: new

struct TaskWaker {
    task: usize,
    ready: Arc<Ready>,
}

// ANCHOR: new

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.queue.lock().unwrap().push(self.task);
        self.ready.looping.wake().unwrap();
    }
}
// ANCHOR_END: new

fn spawn(future: impl Future<Output = ()> + 'static) {
    LOOP.with(|it| {
        let task = it.number();
        it.tasks.borrow_mut().insert(task, Box::pin(future));
        it.waker(task).wake();
    });
}

fn run() {
    LOOP.with(|it| {
        it.run_what_is_ready();
        while !it.tasks.borrow().is_empty() {
            it.wait();
            it.wake_who_is_due();
            it.run_what_is_ready();
        }
    });
}

// ANCHOR: new

impl Loop {
    // ANCHOR_END: new
    fn new() -> Self {
        let watch = mio::Poll::new().unwrap();
        let looping = mio::Waker::new(watch.registry(), Token(0)).unwrap();
        let queue = Mutex::default();
        Loop {
            ready: Arc::new(Ready { queue, looping }),
            tasks: RefCell::default(),
            timers: RefCell::default(),
            sockets: RefCell::default(),
            watch: RefCell::new(watch),
            next_number: Cell::new(1),
        }
    }

    fn run_what_is_ready(&self) {
        let round = mem::take(&mut *self.ready.queue.lock().unwrap());
        for task in round {
            let Some(mut job) = self.tasks.borrow_mut().remove(&task) else {
                continue;
            };
            let waker = self.waker(task);
            let poll = job.as_mut().poll(&mut Context::from_waker(&waker));
            if poll.is_pending() {
                self.tasks.borrow_mut().insert(task, job);
            }
        }
    }

    fn number(&self) -> usize {
        self.next_number.replace(self.next_number.get() + 1)
    }

    fn waker(&self, task: usize) -> Waker {
        let ready = Arc::clone(&self.ready);
        Arc::new(TaskWaker { task, ready }).into()
    }

    // ANCHOR: new
    /// Sleeps until a socket is ready, a task is woken, or a timer is due.
    fn wait(&self) {
        let timers = self.timers.borrow();
        let next = timers.iter().map(|(due, _)| *due).min();
        let time =
            next.map(|due| due.saturating_duration_since(Instant::now()));
        let mut events = Events::with_capacity(64);
        self.watch.borrow_mut().poll(&mut events, time).unwrap();
        for event in &events {
            let waiting = self.sockets.borrow_mut().remove(&event.token());
            waiting.into_iter().for_each(Waker::wake);
        }
    }
    // ANCHOR_END: new

    fn wake_who_is_due(&self) {
        let mut timers = self.timers.borrow_mut();
        for (_, waker) in timers.extract_if(.., |(due, _)| is_over(*due)) {
            waker.wake();
        }
    }
    // ANCHOR: new
}
// ANCHOR_END: new

fn is_over(due: Instant) -> bool {
    due <= Instant::now()
}

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

// ANCHOR: new

/// From now on the loop hears when the socket becomes ready.
fn watch(socket: &mut impl Source) -> Token {
    LOOP.with(|it| {
        let token = Token(it.number());
        let what = Interest::READABLE | Interest::WRITABLE;
        let watch = it.watch.borrow();
        watch.registry().register(socket, token, what).unwrap();
        token
    })
}

/// Tries it. If it would block, leaves a waker, and tries again later.
async fn when_ready<T>(
    token: Token,
    mut attempt: impl FnMut() -> io::Result<T>,
) -> io::Result<T> {
    poll_fn(|context| match attempt() {
        Err(error) if error.kind() == WouldBlock => {
            let waker = context.waker().clone();
            LOOP.with(|it| it.sockets.borrow_mut().insert(token, waker));
            Poll::Pending
        }
        done => Poll::Ready(done),
    })
    .await
}

async fn serve(mut listener: TcpListener, clients: usize) {
    let token = watch(&mut listener);
    for _ in 0..clients {
        let (client, _) =
            when_ready(token, || listener.accept()).await.unwrap();
        spawn(async { answer(client).await.unwrap() });
    }
}

async fn answer(mut client: TcpStream) -> io::Result<()> {
    let token = watch(&mut client);
    let (mut request, mut chunk) = (Vec::new(), [0; 1024]);
    let question: Value = loop {
        let count = when_ready(token, || client.read(&mut chunk)).await?;
        request.extend(&chunk[..count]);
        match serde_json::from_slice(&request) {
            // The rest is still on its way.
            Err(error) if error.is_eof() && count > 0 => {}
            whole => break whole?,
        }
    };
    sleep(2000).await;
    let city = &question["city"];
    let sunny = r#""temperature": 20, "conditions": "sunny""#;
    let answer = format!(r#"{{"city": {city}, {sunny}}}"#);
    let mut rest = answer.as_bytes();
    while !rest.is_empty() {
        let count = when_ready(token, || client.write(rest)).await?;
        rest = &rest[count..];
    }
    Ok(())
}
// ANCHOR_END: new

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = listener.local_addr().unwrap();
    let start = Instant::now();
    let clients = ["London", "Paris", "New York", "Tokyo", "Berlin"]
        .map(|city| thread::spawn(move || ask(city, address)));
    spawn(serve(listener, 5));
    run();
    for client in clients {
        println!("{}", client.join().unwrap());
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("5 clients served by one thread in {seconds:.2} s");
}

/// A client as in chapter 1, in a thread of its own.
fn ask(city: &str, server: SocketAddr) -> String {
    let mut server = std::net::TcpStream::connect(server).unwrap();
    write!(server, r#"{{"city": "{city}"}}"#).unwrap();
    io::read_to_string(server).unwrap()
}
