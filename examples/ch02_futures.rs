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
use serde_json::error::Category;
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Deserializer, Number};

const CITIES: [&str; 5] = ["London", "Paris", "New York", "Tokyo", "Berlin"];
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
const LEFTOVER_TIMEOUT: Duration = Duration::from_millis(500);
const MAX_MESSAGE_BYTES: u64 = 64 * 1024;
const POLL_INTERVAL: Duration = Duration::from_millis(1);

type Result<T> = std::result::Result<T, Box<dyn error::Error>>;

fn main() -> ExitCode {
    let options = match parse_arguments() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("error: {error}; see `--help`");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let (port, delay, timeout) = (options.port, options.delay, options.timeout);
    let request_timeout = timeout.unwrap_or(REQUEST_TIMEOUT);
    let answer_timeout = timeout.unwrap_or(ANSWER_TIMEOUT);
    let args: Vec<&str> = options.args.iter().map(String::as_str).collect();
    match args[..] {
        ["help"] => print!("{HELP}"),
        ["server"] => serve(&listen(port)?, delay, request_timeout),
        ["client"] => ask_all(port, &CITIES, answer_timeout)?,
        ["client", ref cities @ ..] => ask_all(port, cities, answer_timeout)?,
        _ => {
            let listener = listen(port)?;
            let port = listener.local_addr()?.port();
            let server = thread::Builder::new().name("server".into());
            server.spawn(move || serve(&listener, delay, request_timeout))?;
            ask_all(port, &CITIES, answer_timeout + delay)?;
        }
    }
    Ok(())
}

// The server

fn listen(port: u16) -> Result<TcpListener> {
    // Not `localhost`: that name may stand for ::1, another address.
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let help = "stop the program that uses it, or choose another port \
                    with `--port N`";
        format!("cannot open port {port} ({error}): {help}").into()
    })
}

fn serve(listener: &TcpListener, delay: Duration, request_timeout: Duration) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    println!("Weather server started on port {port}");
    loop {
        match listener.accept() {
            Ok((client, address)) => {
                println!("Accepted connection from {address}");
                let answer_client = move || {
                    let result = answer(&client, delay, request_timeout);
                    if let Err(error) = result {
                        eprintln!("No answer for {address}: {error}");
                    }
                };
                let name = format!("for {}", address.port());
                let builder = thread::Builder::new().name(name);
                if let Err(error) = builder.spawn(answer_client) {
                    eprintln!("No thread for {address}: {error}");
                }
            }
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                thread::sleep(LEFTOVER_TIMEOUT);
            }
        }
    }
}

fn answer(
    client: &TcpStream,
    delay: Duration,
    timeout: Duration,
) -> Result<()> {
    match read_question(client, timeout) {
        Ok(Question { city }) => {
            thread::sleep(delay);
            let weather = Weather {
                city,
                temperature: 20.into(),
                conditions: "sunny".into(),
            };
            let sent = send_message(client, &weather)
                .and_then(|()| close_gracefully(client));
            Ok(sent.map_err(|error| format!("the client left ({error})"))?)
        }
        Err(error) => {
            let refusal = Refusal {
                error: error.to_string(),
            };
            // This may fail too, but the first error is the one to report.
            let _ = send_message(client, &refusal)
                .and_then(|()| close_gracefully(client));
            Err(error)
        }
    }
}

/// Reads one JSON object, and doesn't wait for the end of the stream.
fn read_question(client: &TcpStream, timeout: Duration) -> Result<Question> {
    let reader = DeadlineReader::new(client, timeout);
    let mut limited = reader.take(MAX_MESSAGE_BYTES);
    let mut json = Deserializer::from_reader(BufReader::new(&mut limited));
    Question::deserialize(&mut json).map_err(|error| match error.classify() {
        Category::Io => {
            let error = io::Error::from(error);
            format!("the request did not arrive: {error}").into()
        }
        Category::Eof if limited.limit() == 0 => {
            "the request is over 64 KiB".into()
        }
        Category::Eof => "the request ended before it was whole".into(),
        _ => format!("the request is not a `city` object: {error}").into(),
    })
}

/// Closing a connection that has unread bytes resets it, and the client could
/// lose its answer. So this ends our side first, then reads what is left.
fn close_gracefully(client: &TcpStream) -> io::Result<()> {
    client.shutdown(Shutdown::Write)?;
    let mut rest = DeadlineReader::new(client, LEFTOVER_TIMEOUT);
    let _ = io::copy(&mut rest, &mut io::sink());
    Ok(())
}

// The client

fn ask_all(port: u16, cities: &[&str], timeout: Duration) -> Result<()> {
    // ANCHOR: requests
    let start = Instant::now();
    let deadline = start + timeout;
    let mut requests = Vec::new();
    for city in cities {
        let request = fetch(connect(port)?, city, deadline);
        requests.push((city, Box::pin(request)));
    }
    // ANCHOR_END: requests

    // ANCHOR: rounds
    let mut failed = 0;
    let mut cx = Context::from_waker(Waker::noop());
    while !requests.is_empty() {
        requests.retain_mut(|(city, request)| {
            let Poll::Ready(answer) = request.as_mut().poll(&mut cx) else {
                return true; // keep it, and poll it again in the next round
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
        thread::sleep(POLL_INTERVAL);
    }
    // ANCHOR_END: rounds

    let (count, seconds) = (cities.len(), start.elapsed().as_secs_f64());
    println!("\nProcessed {count} requests in {seconds:.2} seconds");
    if failed > 0 {
        return Err(format!("{failed} of {count} requests failed").into());
    }
    Ok(())
}

// ANCHOR: fetch
async fn fetch(
    server: TcpStream,
    city: &str,
    deadline: Instant,
) -> Result<String> {
    server.set_nonblocking(true)?;
    let question = to_json(&Question { city: city.into() })?;
    send(&server, &question, deadline).await?;
    let answer = receive(&server, deadline)
        .await
        .and_then(|bytes| String::from_utf8(bytes).map_err(io::Error::other))
        .map_err(|error| format!("the answer did not arrive: {error}"))?;
    check_answer(&answer)?;
    Ok(answer)
}
// ANCHOR_END: fetch

fn send<'a>(
    server: &'a TcpStream,
    message: &'a [u8],
    deadline: Instant,
) -> Sending<'a> {
    Sending {
        server,
        unsent: message,
        deadline,
    }
}

fn receive(server: &TcpStream, deadline: Instant) -> Receiving<'_> {
    Receiving {
        server,
        received: Vec::new(),
        deadline,
    }
}

// ANCHOR: sending
// These two futures ignore their `Context`, so they never wake their task.
// They work only in a loop that polls everything again and again, like ours.

/// Is ready when all bytes have been handed to the operating system.
struct Sending<'a> {
    server: &'a TcpStream,
    unsent: &'a [u8],
    deadline: Instant,
}

impl Future for Sending<'_> {
    type Output = io::Result<()>;

    fn poll(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        let mut server = self.server;
        while !self.unsent.is_empty() {
            match server.write(self.unsent) {
                Ok(0) => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                Ok(count) => self.unsent = &self.unsent[count..],
                Err(error) => return pending_or_error(error, self.deadline),
            }
        }
        Poll::Ready(Ok(()))
    }
}
// ANCHOR_END: sending

// ANCHOR: receiving
/// Is ready when the server has closed the connection, or when it has sent
/// more than a message may contain.
struct Receiving<'a> {
    server: &'a TcpStream,
    received: Vec<u8>,
    deadline: Instant,
}

impl Future for Receiving<'_> {
    type Output = io::Result<Vec<u8>>;

    fn poll(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<io::Result<Vec<u8>>> {
        let mut server = self.server;
        let mut chunk = [0; 1024];
        while self.received.len() < MAX_MESSAGE_BYTES as usize {
            match server.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => self.received.extend_from_slice(&chunk[..count]),
                Err(error) => return pending_or_error(error, self.deadline),
            }
        }
        Poll::Ready(Ok(mem::take(&mut self.received)))
    }
}
// ANCHOR_END: receiving

// ANCHOR: would_block
/// Returns `Pending` if the socket would only have to wait for longer.
fn pending_or_error<T>(
    error: io::Error,
    deadline: Instant,
) -> Poll<io::Result<T>> {
    match error.kind() {
        ErrorKind::Interrupted => Poll::Pending,
        ErrorKind::WouldBlock if Instant::now() < deadline => Poll::Pending,
        ErrorKind::WouldBlock => Poll::Ready(Err(timeout_error())),
        _ => Poll::Ready(Err(error)),
    }
}
// ANCHOR_END: would_block

fn timeout_error() -> io::Error {
    io::Error::other("it took too long")
}

fn connect(port: u16) -> Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let start = "cargo run --example ch02_futures -- server";
        let help = format!("start one with `{start} --port {port}`");
        format!("no server on port {port} ({error}): {help}").into()
    })
}

fn check_answer(answer: &str) -> Result<()> {
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

fn send_message(
    mut stream: &TcpStream,
    message: &impl Serialize,
) -> io::Result<()> {
    stream.set_write_timeout(Some(REQUEST_TIMEOUT))?;
    stream.write_all(&to_json(message)?)
}

fn to_json(message: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut json = Vec::new();
    let formatter = SpacedJsonFormatter;
    let mut serializer = Serializer::with_formatter(&mut json, formatter);
    message.serialize(&mut serializer)?;
    Ok(json)
}

/// Writes a space after each colon and comma, as Python's `json` does.
struct SpacedJsonFormatter;

impl Formatter for SpacedJsonFormatter {
    fn begin_object_key<W>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        if first {
            Ok(())
        } else {
            writer.write_all(b", ")
        }
    }

    fn begin_object_value<W>(&mut self, writer: &mut W) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        writer.write_all(b": ")
    }
}

/// Reads until a deadline for the whole message, because a client that sends
/// one byte every second would never exceed a timeout for each read.
struct DeadlineReader<'a> {
    stream: &'a TcpStream,
    deadline: Instant,
}

impl<'a> DeadlineReader<'a> {
    fn new(stream: &'a TcpStream, timeout: Duration) -> Self {
        let deadline = Instant::now() + timeout;
        DeadlineReader { stream, deadline }
    }
}

impl Read for DeadlineReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let time_left = self.deadline.saturating_duration_since(Instant::now());
        if time_left.is_zero() {
            return Err(timeout_error());
        }
        self.stream.set_read_timeout(Some(time_left))?;
        match self.stream.read(buffer) {
            Err(error) if is_timeout(&error) => Err(timeout_error()),
            result => result,
        }
    }
}

/// Unix reports a read timeout as `WouldBlock`, Windows as `TimedOut`.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

// The arguments

struct Options {
    args: Vec<String>,
    port: u16,
    delay: Duration,
    timeout: Option<Duration>,
}

fn parse_arguments() -> Result<Options> {
    let mut args = Vec::new();
    let mut port = env::var("WEATHER_PORT").unwrap_or("8000".into());
    let (mut delay, mut timeout) = (Duration::from_secs(2), None);
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => port = parser.value()?.string()?,
            Long("delay") => delay = parse_seconds(parser.value()?)?,
            Long("timeout") => timeout = Some(parse_seconds(parser.value()?)?),
            Short('h') | Long("help") => {
                (args, port) = (vec!["help".into()], "0".into());
                break;
            }
            Value(word) => args.push(word.string()?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    match args.first().map(String::as_str) {
        None | Some("client") => {}
        Some("server" | "help") if args.len() == 1 => {}
        _ => Err(format!("there is no command `{}`", args.join(" ")))?,
    }
    let not_a_port = |_| format!("`{port}` is not a port from 0 to 65535");
    Ok(Options {
        port: port.parse().map_err(not_a_port)?,
        args,
        delay,
        timeout,
    })
}

fn parse_seconds(text: OsString) -> Result<Duration> {
    let text = text.string()?;
    match text.parse() {
        Ok(seconds) if (0.0..=86_400.0).contains(&seconds) => {
            Ok(Duration::from_secs_f64(seconds))
        }
        _ => Err(format!("`{text}` is not a time of 0 to 86400 seconds"))?,
    }
}

const HELP: &str = "\
The weather service: five cities asked at once, from one thread

  cargo run --example ch02_futures                        both in one process
  cargo run --example ch02_futures -- server              a thread per client
  cargo run --example ch02_futures -- client [CITY ...]   asks for all at once

  --port N            the server's port (default: $WEATHER_PORT, or 8000;
                      0 lets the system choose)
  --delay SECONDS     how long the server needs for an answer (default: 2)
  --timeout SECONDS   how long the server waits for a request (default: 5)
                      or the client for an answer (default: 60)
";
