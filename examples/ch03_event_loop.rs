//! The weather service: an event loop of our own, one thread, all at once
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
use std::pin::{Pin, pin};
use std::process::ExitCode;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};
use std::{env, error, ffi::OsString, mem};

use futures::future::join_all;
use lexopt::prelude::*;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Token, event::Source};
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Number};

const CITIES: [&str; 5] = ["London", "Paris", "New York", "Tokyo", "Berlin"];
const REQUEST_TIME: Duration = Duration::from_secs(5);
const ANSWER_TIME: Duration = Duration::from_secs(60);
const DRAIN_TIME: Duration = Duration::from_millis(500);
const MOST_BYTES: usize = 64 * 1024;

type Result<T> = std::result::Result<T, Box<dyn error::Error>>;

fn main() -> ExitCode {
    let (error, code) = match arguments() {
        Ok(options) => match run(options) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => (error, 1),
        },
        Err(error) => (format!("{error}; see `--help`").into(), 2),
    };
    eprintln!("error: {error}");
    ExitCode::from(code)
}

fn run(options: Options) -> Result<()> {
    let Options {
        words,
        port,
        delay,
        timeout,
    } = options;
    let request_time = timeout.unwrap_or(REQUEST_TIME);
    let answer_time = timeout.unwrap_or(ANSWER_TIME);
    let all = || CITIES.map(String::from).to_vec();
    match words.first().map(String::as_str) {
        Some("help") => print!("{HELP}"),
        Some("server") => {
            block_on(serve(listen(port)?, delay, request_time));
        }
        Some("client") => {
            let named = words[1..].to_vec();
            let cities = if named.is_empty() { all() } else { named };
            block_on(ask_all(port, cities, answer_time))?;
        }
        _ => {
            let listener = listen(port)?;
            let port = listener.socket.local_addr()?.port();
            spawn(serve(listener, delay, request_time));
            block_on(ask_all(port, all(), answer_time + delay))?;
        }
    }
    Ok(())
}

// The server

fn listen(port: u16) -> Result<Watched<TcpListener>> {
    // Not `localhost`: that name may mean ::1, where nobody looks for us.
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).and_then(Watched::new);
    listener.map_err(|error| {
        let cure = "stop what uses it or choose another with `--port N`";
        format!("cannot open port {port} ({error}): {cure}").into()
    })
}

// ANCHOR: server
async fn serve(
    mut listener: Watched<TcpListener>,
    delay: Duration,
    request_time: Duration,
) {
    let address = listener.socket.local_addr();
    let port = address.map_or(0, |address| address.port());
    println!("Weather server started on port {port}");
    loop {
        let accepted = listener.when_ready(|socket| socket.accept()).await;
        match accepted.and_then(|(client, a)| Ok((Watched::new(client)?, a))) {
            Ok((mut client, address)) => {
                println!("Accepted connection from {address}");
                spawn(async move {
                    let done = answer(&mut client, delay, request_time).await;
                    if let Err(error) = done {
                        eprintln!("No answer for {address}: {error}");
                    }
                });
            }
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                sleep(DRAIN_TIME).await;
            }
        }
    }
}

async fn answer(
    client: &mut Watched<TcpStream>,
    delay: Duration,
    time: Duration,
) -> Result<()> {
    match within(time, read_question(client)).await {
        Ok(Question { city }) => {
            sleep(delay).await;
            let weather = Weather {
                city,
                temperature: 20.into(),
                conditions: "sunny".into(),
            };
            let sent = say(client, &weather).await;
            Ok(sent.map_err(|error| format!("the client left ({error})"))?)
        }
        Err(error) => {
            // Who sent nonsense may be gone: then nobody needs the reason.
            let reason = error.to_string();
            let _ = say(client, &Refusal { error: reason }).await;
            Err(error)
        }
    }
}
// ANCHOR_END: server

/// Reads one object, not to the end of the stream: the client keeps it open.
async fn read_question(client: &mut Watched<TcpStream>) -> Result<Question> {
    let mut request = Vec::new();
    loop {
        let count = client.read_some(&mut request).await?;
        let mut json = Deserializer::from_slice(&request);
        match Question::deserialize(&mut json) {
            Ok(question) => return Ok(question),
            Err(error) if !error.is_eof() => {
                let what = "the request is not a `city` object";
                return Err(format!("{what}: {error}").into());
            }
            Err(_) if request.len() == MOST_BYTES => {
                return Err("the request is over 64 KiB".into());
            }
            Err(_) if count == 0 => {
                return Err("the request ended before it was whole".into());
            }
            // The rest is still on its way.
            Err(_) => {}
        }
    }
}

/// Closing while unread bytes wait would reset the connection, and the client
/// could lose its answer: say that we are done, then read what is left.
async fn say(
    client: &mut Watched<TcpStream>,
    message: &impl Serialize,
) -> Result<()> {
    within(REQUEST_TIME, client.send(message)).await?;
    client.socket.shutdown(Shutdown::Write)?;
    let _ = within(DRAIN_TIME, async {
        while client.read_some(&mut Vec::new()).await? > 0 {}
        Ok(())
    })
    .await;
    Ok(())
}

// The client

// ANCHOR: client
async fn ask_all(
    port: u16,
    cities: Vec<String>,
    answer_time: Duration,
) -> Result<()> {
    let start = Instant::now();
    let asked = cities.iter().map(async |city| {
        let mut server = connect(port).await?;
        let answer = within(answer_time, ask(&mut server, city)).await;
        match &answer {
            Ok(weather) => println!("Received weather for {city}: {weather}"),
            Err(error) => eprintln!("No weather for {city}: {error}"),
        }
        Ok(answer.is_ok())
    });
    let answered: Result<Vec<bool>> =
        join_all(asked).await.into_iter().collect();
    let failed = answered?.into_iter().filter(|is_ok| !is_ok).count();

    let (count, seconds) = (cities.len(), start.elapsed().as_secs_f64());
    println!("\nProcessed {count} requests in {seconds:.2} seconds");
    if failed > 0 {
        return Err(format!("{failed} of {count} requests failed").into());
    }
    Ok(())
}

async fn ask(server: &mut Watched<TcpStream>, city: &str) -> Result<String> {
    server.send(&Question { city: city.into() }).await?;
    let mut answer = Vec::new();
    while server.read_some(&mut answer).await? > 0 {}
    let answer = String::from_utf8(answer)?;
    check(&answer)?;
    Ok(answer)
}
// ANCHOR_END: client

/// A socket that is being connected is ready to write when it is.
async fn connect(port: u16) -> Result<Watched<TcpStream>> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let connected = async {
        let mut server = Watched::new(TcpStream::connect(address)?)?;
        let is_there = |socket: &mut TcpStream| {
            socket.take_error()?.map_or(Ok(()), Err)?;
            match socket.peer_addr() {
                Err(e) if e.kind() == ErrorKind::NotConnected => {
                    Err(ErrorKind::WouldBlock.into())
                }
                known => known.map(drop),
            }
        };
        server.when_ready(is_there).await?;
        io::Result::Ok(server)
    };
    connected.await.map_err(|error| {
        let start = "cargo run --example ch03_event_loop -- server";
        let cure = format!("start one with `{start} --port {port}`");
        format!("no server on port {port} ({error}): {cure}").into()
    })
}

fn check(answer: &str) -> Result<()> {
    if answer.is_empty() {
        return Err("the server closed the connection without an answer".into());
    }
    if let Ok(Refusal { error }) = serde_json::from_str(answer) {
        return Err(format!("the server refused: {error}").into());
    }
    serde_json::from_str::<Weather>(answer)
        .map_err(|error| format!("the answer is not weather: {error}"))?;
    Ok(())
}

// The messages

// ANCHOR: messages
#[derive(Serialize, Deserialize)]
struct Question {
    city: String,
}

#[derive(Serialize, Deserialize)]
struct Weather {
    city: String,
    temperature: Number,
    conditions: String,
}

#[derive(Serialize, Deserialize)]
struct Refusal {
    error: String,
}
// ANCHOR_END: messages

/// The message on one line, with a space after each colon and comma.
fn on_one_line(message: &impl Serialize) -> io::Result<String> {
    // All line breaks are layout: those within a text are escaped.
    Ok(serde_json::to_string_pretty(message)?
        .replace(",\n  ", ", ")
        .replace("\n  ", "")
        .replace("\n", ""))
}

// Sockets on our loop

/// A socket that the loop watches.
struct Watched<S: Source> {
    socket: S,
    token: Token,
}

impl<S: Source> Watched<S> {
    fn new(mut socket: S) -> io::Result<Self> {
        LOOP.with(|it| {
            let token = Token(it.number());
            let what = Interest::READABLE | Interest::WRITABLE;
            let watch = it.watch.borrow();
            watch.registry().register(&mut socket, token, what)?;
            Ok(Watched { socket, token })
        })
    }

    /// Tries it. If it would block, leaves a waker, and tries again later.
    async fn when_ready<T>(
        &mut self,
        mut attempt: impl FnMut(&mut S) -> io::Result<T>,
    ) -> io::Result<T> {
        let Watched { socket, token } = self;
        poll_fn(|context| match attempt(socket) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let waker = context.waker().clone();
                LOOP.with(|it| it.sockets.borrow_mut().insert(*token, waker));
                Poll::Pending
            }
            done => Poll::Ready(done),
        })
        .await
    }
}

impl<S: Source> Drop for Watched<S> {
    fn drop(&mut self) {
        // At the end of the thread, the loop is gone before its tasks.
        let _ = LOOP.try_with(|it| {
            it.sockets.borrow_mut().remove(&self.token);
            it.watch.borrow().registry().deregister(&mut self.socket)
        });
    }
}

impl Watched<TcpStream> {
    /// Appends what there is: nothing at the end, or when 64 KiB are there.
    async fn read_some(&mut self, to: &mut Vec<u8>) -> Result<usize> {
        let mut chunk = [0; 4096];
        let most = chunk.len().min(MOST_BYTES - to.len());
        let chunk = &mut chunk[..most];
        let count = self.when_ready(|socket| socket.read(chunk)).await?;
        to.extend(&chunk[..count]);
        Ok(count)
    }

    async fn send(&mut self, message: &impl Serialize) -> Result<()> {
        let text = on_one_line(message)?;
        let mut rest = text.as_bytes();
        while !rest.is_empty() {
            let count = self.when_ready(|socket| socket.write(rest)).await?;
            rest = &rest[count..];
        }
        Ok(())
    }
}

// The loop

type Job = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    static LOOP: Loop = Loop::new().expect("the system lets us watch sockets");
}

struct Loop {
    ready: Arc<Ready>,
    tasks: RefCell<HashMap<usize, Job>>,
    /// Who waits for which moment, the earliest first.
    timers: RefCell<BTreeMap<(Instant, usize), Waker>>,
    sockets: RefCell<HashMap<Token, Waker>>,
    watch: RefCell<mio::Poll>,
    next_number: Cell<usize>,
}

struct Ready {
    queue: Mutex<Vec<usize>>,
    looping: mio::Waker,
}

struct TaskWaker {
    task: usize,
    ready: Arc<Ready>,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        let mut queue = self.ready.queue.lock().unwrap();
        queue.push(self.task);
        // One call to the system is enough for all of a round.
        if queue.len() == 1 {
            self.ready.looping.wake().expect("the loop can be woken");
        }
    }
}

fn spawn(future: impl Future<Output = ()> + 'static) {
    LOOP.with(|it| {
        let task = it.number();
        it.tasks.borrow_mut().insert(task, Box::pin(future));
        it.waker(task).wake();
    });
}

// ANCHOR: block_on
/// Runs all tasks until this one ends, and gives what it gives.
fn block_on<T: 'static>(main: impl Future<Output = T> + 'static) -> T {
    let result = Rc::new(Cell::new(None));
    let place = Rc::clone(&result);
    spawn(async move { place.set(Some(main.await)) });
    LOOP.with(|it| {
        loop {
            it.run_what_is_ready();
            if let Some(value) = result.take() {
                return value;
            }
            it.wait();
            it.wake_who_is_due();
        }
    })
}
// ANCHOR_END: block_on

impl Loop {
    fn new() -> io::Result<Self> {
        let watch = mio::Poll::new()?;
        let looping = mio::Waker::new(watch.registry(), Token(0))?;
        let queue = Mutex::default();
        Ok(Loop {
            ready: Arc::new(Ready { queue, looping }),
            tasks: RefCell::default(),
            timers: RefCell::default(),
            sockets: RefCell::default(),
            watch: RefCell::new(watch),
            next_number: Cell::new(1),
        })
    }

    fn number(&self) -> usize {
        self.next_number.replace(self.next_number.get() + 1)
    }

    fn waker(&self, task: usize) -> Waker {
        let ready = Arc::clone(&self.ready);
        Arc::new(TaskWaker { task, ready }).into()
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

    /// Sleeps until a socket is ready, a task is woken, or a timer is due.
    fn wait(&self) {
        let earliest = self.timers.borrow().keys().next().copied();
        let time = earliest.map(|(due, _)| until(due));
        let mut events = Events::with_capacity(256);
        if let Err(error) = self.watch.borrow_mut().poll(&mut events, time) {
            // A signal may cut the sleep short.
            assert_eq!(error.kind(), ErrorKind::Interrupted, "{error}");
        }
        for event in &events {
            let waiting = self.sockets.borrow_mut().remove(&event.token());
            waiting.into_iter().for_each(Waker::wake);
        }
    }

    fn wake_who_is_due(&self) {
        let mut timers = self.timers.borrow_mut();
        while let Some(earliest) = timers.first_entry()
            && until(earliest.key().0).is_zero()
        {
            earliest.remove().wake();
        }
    }
}

fn until(due: Instant) -> Duration {
    due.saturating_duration_since(Instant::now())
}

/// A timer; unlike stage 3's, it is struck off when nobody needs it any more.
struct Sleep {
    due: Instant,
    number: usize,
}

fn sleep(time: Duration) -> Sleep {
    let (due, number) = (Instant::now() + time, LOOP.with(Loop::number));
    Sleep { due, number }
}

impl Future for Sleep {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if until(self.due).is_zero() {
            return Poll::Ready(());
        }
        let (key, waker) = ((self.due, self.number), context.waker().clone());
        LOOP.with(|it| it.timers.borrow_mut().insert(key, waker));
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        let key = (self.due, self.number);
        let _ = LOOP.try_with(|it| it.timers.borrow_mut().remove(&key));
    }
}

// ANCHOR: within
/// Has one deadline for a whole message, so that even a client who sends one
/// byte a second cannot hold us for ever.
async fn within<T>(
    time: Duration,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let (mut work, mut end) = (pin!(work), pin!(sleep(time)));
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(done);
        }
        let late = || Err("it took too long".into());
        end.as_mut().poll(context).map(|()| late())
    })
    .await
}
// ANCHOR_END: within

// The arguments

struct Options {
    words: Vec<String>,
    port: u16,
    delay: Duration,
    timeout: Option<Duration>,
}

fn arguments() -> Result<Options> {
    let mut words = Vec::new();
    let mut port = env::var("WEATHER_PORT").unwrap_or("8000".into());
    let (mut delay, mut timeout) = (Duration::from_secs(2), None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => port = parser.value()?.string()?,
            Long("delay") => delay = seconds(parser.value()?)?,
            Long("timeout") => timeout = Some(seconds(parser.value()?)?),
            Short('h') | Long("help") => {
                (words, port) = (vec!["help".into()], "0".into());
                break;
            }
            Value(word) => words.push(word.string()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    match words.first().map(String::as_str) {
        None | Some("client") => {}
        Some("server" | "help") if words.len() == 1 => {}
        _ => Err(format!("there is no command `{}`", words.join(" ")))?,
    }
    let wrong = |_| format!("`{port}` is not a port from 0 to 65535");
    Ok(Options {
        port: port.parse().map_err(wrong)?,
        words,
        delay,
        timeout,
    })
}

fn seconds(text: OsString) -> Result<Duration> {
    let text = text.string()?;
    let number = text.parse().ok().filter(|n| (0.0..=86_400.0).contains(n));
    let wrong = || format!("`{text}` is not a time of 0 to 86400 seconds");
    Ok(number.map(Duration::from_secs_f64).ok_or_else(wrong)?)
}

const HELP: &str = "\
The weather service: an event loop of our own, one thread, all at once

  cargo run --example ch03_event_loop                        both in one process
  cargo run --example ch03_event_loop -- server              answers all
  cargo run --example ch03_event_loop -- client [CITY ...]   asks for all

  --port N            where the server is (default: $WEATHER_PORT, or 8000;
                      0 lets the system choose)
  --delay SECONDS     how long the server needs for an answer (default: 2)
  --timeout SECONDS   how long the server waits for a request (default: 5)
                      or the client for an answer (default: 60)
";
