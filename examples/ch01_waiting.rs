//! The weather service: one thread, one client at a time
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use std::{env, error, ffi::OsString, thread};

use lexopt::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Number, error::Category};

const CITIES: [&str; 5] = ["London", "Paris", "New York", "Tokyo", "Berlin"];
const REQUEST_TIME: Duration = Duration::from_secs(5);
const ANSWER_TIME: Duration = Duration::from_secs(60);
const DRAIN_TIME: Duration = Duration::from_millis(500);
const MOST_BYTES: u64 = 64 * 1024;

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
            thread::spawn(move || serve(&listener, delay, request_time));
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
                if let Err(error) = answer(&client, delay, request_time) {
                    eprintln!("No answer for {address}: {error}");
                }
            }
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                thread::sleep(DRAIN_TIME);
            }
        }
    }
}

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
// ANCHOR_END: server

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
    let mut failed = 0;
    for city in cities {
        match ask(&connect(port)?, city, answer_time) {
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

fn ask(server: &TcpStream, city: &str, time: Duration) -> Result<String> {
    send(server, &Question { city: city.into() })?;
    let mut answer = String::new();
    patient(server, time)
        .take(MOST_BYTES)
        .read_to_string(&mut answer)
        .map_err(|error| format!("the answer did not arrive: {error}"))?;
    check(&answer)?;
    Ok(answer)
}
// ANCHOR_END: client

fn connect(port: u16) -> Result<TcpStream> {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        let start = "cargo run --example ch01_waiting -- server";
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

/// Sends the message on one line, with a space after each colon and comma.
fn send(mut stream: &TcpStream, message: &impl Serialize) -> io::Result<()> {
    // All line breaks are layout: those within a text are escaped.
    let json = serde_json::to_string_pretty(message)?
        .replace(",\n  ", ", ")
        .replace("\n  ", "")
        .replace("\n", "");
    stream.set_write_timeout(Some(REQUEST_TIME))?;
    stream.write_all(json.as_bytes())
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
        let late = || io::Error::other("it took too long");
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
The weather service: one thread, one client at a time

  cargo run --example ch01_waiting                        both in one process
  cargo run --example ch01_waiting -- server              answers in turn
  cargo run --example ch01_waiting -- client [CITY ...]   asks in turn

  --port N            where the server is (default: $WEATHER_PORT, or 8000;
                      0 lets the system choose)
  --delay SECONDS     how long the server needs for an answer (default: 2)
  --timeout SECONDS   how long the server waits for a request (default: 5)
                      or the client for an answer (default: 60)
";
