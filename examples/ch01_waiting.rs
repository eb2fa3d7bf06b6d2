//! The weather service: one thread, one client at a time
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, error, ffi::OsString, thread};

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
            thread::spawn(move || serve(&listener, delay, request_timeout));
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

// ANCHOR: serve
fn serve(listener: &TcpListener, delay: Duration, request_timeout: Duration) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    println!("Weather server started on port {port}");
    loop {
        match listener.accept() {
            Ok((client, address)) => {
                println!("Accepted connection from {address}");
                if let Err(error) = answer(&client, delay, request_timeout) {
                    eprintln!("No answer for {address}: {error}");
                }
            }
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                thread::sleep(LEFTOVER_TIMEOUT);
            }
        }
    }
}
// ANCHOR_END: serve

// ANCHOR: answer
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
// ANCHOR_END: answer

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

// ANCHOR: ask_all
fn ask_all(port: u16, cities: &[&str], timeout: Duration) -> Result<()> {
    let start = Instant::now();
    let mut failed = 0;
    for city in cities {
        match fetch(&connect(port)?, city, timeout) {
            Ok(weather) => println!("Received weather for {city}: {weather}"),
            Err(error) => {
                failed += 1;
                eprintln!("No weather for {city}: {error}");
            }
        }
    }

    let (count, seconds) = (cities.len(), start.elapsed().as_secs_f64());
    println!("\nProcessed {count} requests in {seconds:.2} seconds");
    if failed > 0 {
        return Err(format!("{failed} of {count} requests failed").into());
    }
    Ok(())
}
// ANCHOR_END: ask_all

fn fetch(server: &TcpStream, city: &str, timeout: Duration) -> Result<String> {
    send_message(server, &Question { city: city.into() })?;
    let mut answer = String::new();
    DeadlineReader::new(server, timeout)
        .take(MAX_MESSAGE_BYTES)
        .read_to_string(&mut answer)
        .map_err(|error| format!("the answer did not arrive: {error}"))?;
    check_answer(&answer)?;
    Ok(answer)
}

fn connect(port: u16) -> Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let start = "cargo run --example ch01_waiting -- server";
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

fn send_message(
    mut stream: &TcpStream,
    message: &impl Serialize,
) -> io::Result<()> {
    let mut json = Vec::new();
    let formatter = SpacedJsonFormatter;
    let mut serializer = Serializer::with_formatter(&mut json, formatter);
    message.serialize(&mut serializer)?;
    stream.set_write_timeout(Some(REQUEST_TIMEOUT))?;
    stream.write_all(&json)
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

// ANCHOR: deadline
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
        let too_late = || io::Error::other("it took too long");
        let time_left = self.deadline.saturating_duration_since(Instant::now());
        if time_left.is_zero() {
            return Err(too_late());
        }
        self.stream.set_read_timeout(Some(time_left))?;
        match self.stream.read(buffer) {
            Err(error) if is_timeout(&error) => Err(too_late()),
            result => result,
        }
    }
}

/// Unix reports a read timeout as `WouldBlock`, Windows as `TimedOut`.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}
// ANCHOR_END: deadline

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
The weather service: one thread, one client at a time

  cargo run --example ch01_waiting                        both in one process
  cargo run --example ch01_waiting -- server              only the server
  cargo run --example ch01_waiting -- client [CITY ...]   only the client

  --port N            the server's port (default: $WEATHER_PORT, or 8000;
                      0 lets the system choose)
  --delay SECONDS     how long the server needs for an answer (default: 2)
  --timeout SECONDS   how long the server waits for a request (default: 5)
                      or the client for an answer (default: 60)
";
