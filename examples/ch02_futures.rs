//! The weather service: five cities asked at once, from one thread
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::pin::Pin;
use std::process::ExitCode;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};
use std::{env, error, ffi::OsString, mem, thread};

use lexopt::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Number, error::Category};

const CITIES: [&str; 5] = ["London", "Paris", "New York", "Tokyo", "Berlin"];
const REQUEST_TIME: Duration = Duration::from_secs(5);
const ANSWER_TIME: Duration = Duration::from_secs(60);
const DRAIN_TIME: Duration = Duration::from_millis(500);
const MOST_BYTES: u64 = 64 * 1024;
const PAUSE: Duration = Duration::from_millis(1);

type Result<T> = std::result::Result<T, Box<dyn error::Error>>;

fn main() -> ExitCode {
    let (error, code) = match arguments() {
        Ok(options) => match run(&options) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => (error, 1),
        },
        Err(error) => (format!("{error}; see `--help`").into(), 2),
    };
    eprintln!("error: {error}");
    ExitCode::from(code)
}

fn run(options: &Options) -> Result<()> {
    let (port, delay, timeout) = (options.port, options.delay, options.timeout);
    let request_time = timeout.unwrap_or(REQUEST_TIME);
    let answer_time = timeout.unwrap_or(ANSWER_TIME);
    let words: Vec<&str> = options.words.iter().map(String::as_str).collect();
    match words[..] {
        ["help"] => print!("{HELP}"),
        ["server"] => serve(&listen(port)?, delay, request_time),
        ["client"] => ask_all(port, &CITIES, answer_time)?,
        ["client", ref cities @ ..] => ask_all(port, cities, answer_time)?,
        _ => {
            let listener = listen(port)?;
            let port = listener.local_addr()?.port();
            let server = thread::Builder::new().name("server".into());
            server.spawn(move || serve(&listener, delay, request_time))?;
            ask_all(port, &CITIES, answer_time + delay)?;
        }
    }
    Ok(())
}

// The server

fn listen(port: u16) -> Result<TcpListener> {
    // Not `localhost`: that name may mean ::1, where nobody looks for us.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let cure = "stop what uses it or choose another with `--port N`";
        format!("cannot open port {port} ({error}): {cure}").into()
    })
}

// ANCHOR: server
fn serve(listener: &TcpListener, delay: Duration, request_time: Duration) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    println!("Weather server started on port {port}");
    loop {
        match listener.accept() {
            Ok((client, address)) => {
                println!("Accepted connection from {address}");
                let task = move || {
                    if let Err(error) = answer(&client, delay, request_time) {
                        eprintln!("No answer for {address}: {error}");
                    }
                };
                let name = format!("for {}", address.port());
                let thread = thread::Builder::new().name(name);
                if let Err(error) = thread.spawn(task) {
                    eprintln!("No thread for {address}: {error}");
                }
            }
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                thread::sleep(DRAIN_TIME);
            }
        }
    }
}
// ANCHOR_END: server

fn answer(client: &TcpStream, delay: Duration, time: Duration) -> Result<()> {
    match read_question(client, time) {
        Ok(Question { city }) => {
            thread::sleep(delay);
            let weather = Weather {
                city,
                temperature: 20.into(),
                conditions: "sunny".into(),
            };
            let sent = send(client, &weather).and_then(|()| hang_up(client));
            Ok(sent.map_err(|error| format!("the client left ({error})"))?)
        }
        Err(error) => {
            // Who sent nonsense may be gone: then nobody needs the reason.
            let reason = error.to_string();
            let refusal = Refusal { error: reason };
            let _ = send(client, &refusal).and_then(|()| hang_up(client));
            Err(error)
        }
    }
}

/// Reads one object, not to the end of the stream: the client keeps it open.
fn read_question(client: &TcpStream, time: Duration) -> Result<Question> {
    let mut bytes = patient(client, time).take(MOST_BYTES);
    let mut json = Deserializer::from_reader(BufReader::new(&mut bytes));
    Question::deserialize(&mut json).map_err(|error| match error.classify() {
        Category::Io => {
            let error = io::Error::from(error);
            format!("the request did not arrive: {error}").into()
        }
        Category::Eof if bytes.limit() == 0 => {
            "the request is over 64 KiB".into()
        }
        Category::Eof => "the request ended before it was whole".into(),
        _ => format!("the request is not a `city` object: {error}").into(),
    })
}

/// Closing while unread bytes wait would reset the connection, and the client
/// could lose its answer: say that we are done, then read what is left.
fn hang_up(client: &TcpStream) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    let _ = io::copy(&mut patient(client, DRAIN_TIME), &mut io::sink());
    Ok(())
}

// The client

// ANCHOR: client
fn ask_all(port: u16, cities: &[&str], answer_time: Duration) -> Result<()> {
    let start = Instant::now();
    let until = start + answer_time;
    let mut asking = Vec::new();
    for city in cities {
        asking.push((city, Box::pin(ask(connect(port)?, city, until))));
    }

    let mut failed = 0;
    let mut cx = Context::from_waker(Waker::noop());
    while !asking.is_empty() {
        asking.retain_mut(|(city, question)| {
            let Poll::Ready(answer) = question.as_mut().poll(&mut cx) else {
                return true; // keep it, and look again later
            };
            match answer {
                Ok(weather) => {
                    println!("Received weather for {city}: {weather}")
                }
                Err(error) => {
                    failed += 1;
                    eprintln!("No weather for {city}: {error}");
                }
            }
            false
        });
        thread::sleep(PAUSE);
    }

    let (count, seconds) = (cities.len(), start.elapsed().as_secs_f64());
    println!("\nProcessed {count} requests in {seconds:.2} seconds");
    if failed > 0 {
        return Err(format!("{failed} of {count} requests failed").into());
    }
    Ok(())
}

async fn ask(server: TcpStream, city: &str, until: Instant) -> Result<String> {
    server.set_nonblocking(true)?;
    let server = &server;
    let question = json(&Question { city: city.into() })?;
    let rest = question.as_bytes();
    Sending {
        server,
        rest,
        until,
    }
    .await?;
    let text = Vec::new();
    let text = Receiving {
        server,
        text,
        until,
    }
    .await;
    let text = text
        .and_then(|text| String::from_utf8(text).map_err(io::Error::other))
        .map_err(|error| format!("the answer did not arrive: {error}"))?;
    check(&text)?;
    Ok(text)
}
// ANCHOR_END: client

// ANCHOR: leaves
/// Ready when all bytes are on their way.
struct Sending<'a> {
    server: &'a TcpStream,
    rest: &'a [u8],
    until: Instant,
}

impl Future for Sending<'_> {
    type Output = io::Result<()>;

    fn poll(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let mut server = self.server;
        while !self.rest.is_empty() {
            match server.write(self.rest) {
                Ok(0) => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                Ok(sent) => self.rest = &self.rest[sent..],
                Err(error) => return not_yet(error, self.until),
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// Ready when the server has closed the connection.
struct Receiving<'a> {
    server: &'a TcpStream,
    text: Vec<u8>,
    until: Instant,
}

impl Future for Receiving<'_> {
    type Output = io::Result<Vec<u8>>;

    fn poll(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<Vec<u8>>> {
        let mut server = self.server;
        let mut chunk = [0; 1024];
        while self.text.len() < MOST_BYTES as usize {
            match server.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => self.text.extend_from_slice(&chunk[..count]),
                Err(error) => return not_yet(error, self.until),
            }
        }
        Poll::Ready(Ok(mem::take(&mut self.text)))
    }
}

/// Pending, where the system says only that it would have to wait.
fn not_yet<T>(error: io::Error, until: Instant) -> Poll<io::Result<T>> {
    match error.kind() {
        ErrorKind::Interrupted => Poll::Pending,
        ErrorKind::WouldBlock if Instant::now() < until => Poll::Pending,
        ErrorKind::WouldBlock => Poll::Ready(Err(late())),
        _ => Poll::Ready(Err(error)),
    }
}

fn late() -> io::Error {
    io::Error::other("it took too long")
}
// ANCHOR_END: leaves

fn connect(port: u16) -> Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let start = "cargo run --example ch02_futures -- server";
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

fn send(mut stream: &TcpStream, message: &impl Serialize) -> io::Result<()> {
    stream.set_write_timeout(Some(REQUEST_TIME))?;
    stream.write_all(json(message)?.as_bytes())
}

/// The message on one line, with a space after each colon and comma.
fn json(message: &impl Serialize) -> io::Result<String> {
    // All line breaks are layout: those within a text are escaped.
    Ok(serde_json::to_string_pretty(message)?
        .replace(",\n  ", ", ")
        .replace("\n  ", "")
        .replace("\n", ""))
}

// ANCHOR: patient
/// Has one deadline for a whole message, so that even a client who sends one
/// byte a second cannot hold us for ever.
struct Patient<'a> {
    stream: &'a TcpStream,
    until: Instant,
}

fn patient(stream: &TcpStream, time: Duration) -> Patient<'_> {
    let until = Instant::now() + time;
    Patient { stream, until }
}

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let time_left = self.until.saturating_duration_since(Instant::now());
        // Fails when no time is left.
        let limit = self.stream.set_read_timeout(Some(time_left));
        limit.map_err(|_| late())?;
        let result = self.stream.read(buffer);
        result.map_err(|error| match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => late(),
            _ => error,
        })
    }
}
// ANCHOR_END: patient

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
The weather service: five cities asked at once, from one thread

  cargo run --example ch02_futures                        both in one process
  cargo run --example ch02_futures -- server              a thread a client
  cargo run --example ch02_futures -- client [CITY ...]   asks for all at once

  --port N            where the server is (default: $WEATHER_PORT, or 8000;
                      0 lets the system choose)
  --delay SECONDS     how long the server needs for an answer (default: 2)
  --timeout SECONDS   how long the server waits for a request (default: 5)
                      or the client for an answer (default: 60)
";
