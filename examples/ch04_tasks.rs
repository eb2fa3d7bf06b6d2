//! The weather service: a task for each connection
use std::env;
use std::error;
use std::ffi::OsString;
use std::io;
use std::net::Ipv4Addr;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use lexopt::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Deserializer, Number};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy, sink};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

const CITIES: [&str; 5] = ["London", "Paris", "New York", "Tokyo", "Berlin"];
const REQUEST_TIME: Duration = Duration::from_secs(5);
const ANSWER_TIME: Duration = Duration::from_secs(60);
const DRAIN_TIME: Duration = Duration::from_millis(500);
const MOST_BYTES: usize = 64 * 1024;

/// Errors cross from task to task here, so they must be `Send`.
type Error = Box<dyn error::Error + Send + Sync>;
type Result<T> = std::result::Result<T, Error>;

#[tokio::main]
async fn main() -> ExitCode {
    let (error, code) = match arguments() {
        Ok(options) => match run(options).await {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => (error, 1),
        },
        Err(error) => (format!("{error}; see `--help`").into(), 2),
    };
    eprintln!("error: {error}");
    ExitCode::from(code)
}

async fn run(options: Options) -> Result<()> {
    let (port, delay, timeout) = (options.port, options.delay, options.timeout);
    let request_time = timeout.unwrap_or(REQUEST_TIME);
    let answer_time = timeout.unwrap_or(ANSWER_TIME);
    let mut words = options.words.into_iter();
    match words.next().as_deref() {
        Some("help") => print!("{HELP}"),
        Some("server") => serve(listen(port).await?, delay, request_time).await,
        Some("client") => {
            let named = Vec::from_iter(words);
            let cities = if named.is_empty() { five() } else { named };
            ask_all(port, cities, answer_time).await?;
        }
        _ => {
            let listener = listen(port).await?;
            let port = listener.local_addr()?.port();
            tokio::spawn(serve(listener, delay, request_time));
            ask_all(port, five(), answer_time + delay).await?;
        }
    }
    Ok(())
}

fn five() -> Vec<String> {
    CITIES.map(String::from).to_vec()
}

// The server

async fn listen(port: u16) -> Result<TcpListener> {
    // Not `localhost`: that name may mean ::1, where nobody looks for us.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await;
    listener.map_err(|error| {
        let cure = "stop what uses it or choose another with `--port N`";
        format!("cannot open port {port} ({error}): {cure}").into()
    })
}

// ANCHOR: server
async fn serve(listener: TcpListener, delay: Duration, time: Duration) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    println!("Weather server started on port {port}");
    loop {
        match listener.accept().await {
            Ok((mut client, address)) => {
                println!("Accepted connection from {address}");
                // Nobody awaits this task, so it tells its errors itself.
                tokio::spawn(async move {
                    if let Err(error) = answer(&mut client, delay, time).await {
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
    client: &mut TcpStream,
    delay: Duration,
    time: Duration,
) -> Result<()> {
    match in_time("request", time, read_question(client)).await {
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
async fn read_question(client: &mut TcpStream) -> Result<Question> {
    let mut request = Vec::new();
    loop {
        let room = MOST_BYTES - request.len();
        let count = client.take(room as u64).read_buf(&mut request).await;
        let count = count
            .map_err(|error| format!("the request did not arrive: {error}"))?;
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
            Err(_) => {} // Perhaps the rest is still on its way.
        }
    }
}

/// Sends the last message. Closing while unread bytes wait would reset the
/// connection, and the client could lose its answer: say that we are done,
/// then read what is left.
async fn say(client: &mut TcpStream, message: &impl Serialize) -> Result<()> {
    in_time("answer", REQUEST_TIME, async {
        client.write_all(on_one_line(message)?.as_bytes()).await?;
        client.shutdown().await?;
        // A client who is gone is no error of `shutdown`, but of the socket.
        Ok(client.take_error()?.map_or(Ok(()), Err)?)
    })
    .await?;
    let _ = timeout(DRAIN_TIME, copy(client, &mut sink())).await;
    Ok(())
}

/// One deadline for the whole, so that even a client who sends one byte a
/// second cannot hold us for ever. When the time is up, `work` is dropped.
async fn in_time<T>(
    what: &str,
    time: Duration,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    timeout(time, work).await.unwrap_or_else(|_| {
        Err(format!("the {what} did not arrive: it took too long").into())
    })
}

// The client

// ANCHOR: client
async fn ask_all(
    port: u16,
    cities: Vec<String>,
    answer_time: Duration,
) -> Result<()> {
    let (start, count) = (Instant::now(), cities.len());
    let mut questions = JoinSet::new();
    for city in cities {
        let server = connect(port).await?;
        questions.spawn(async move {
            let answer = in_time("answer", answer_time, ask(server, &city));
            (city.clone(), answer.await)
        });
    }
    let mut failed = 0;
    while let Some(asked) = questions.join_next().await {
        match asked? {
            (city, Ok(weather)) => {
                println!("Received weather for {city}: {weather}");
            }
            (city, Err(error)) => {
                failed += 1;
                eprintln!("No weather for {city}: {error}");
            }
        }
    }

    let seconds = start.elapsed().as_secs_f64();
    println!("\nProcessed {count} requests in {seconds:.2} seconds");
    if failed > 0 {
        return Err(format!("{failed} of {count} requests failed").into());
    }
    Ok(())
}

async fn ask(mut server: TcpStream, city: &str) -> Result<String> {
    let question = Question { city: city.into() };
    server.write_all(on_one_line(&question)?.as_bytes()).await?;
    let mut answer = String::new();
    server
        .take(MOST_BYTES as u64)
        .read_to_string(&mut answer)
        .await
        .map_err(|error| format!("the answer did not arrive: {error}"))?;
    check(&answer)?;
    Ok(answer)
}
// ANCHOR_END: client

async fn connect(port: u16) -> Result<TcpStream> {
    let server = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await;
    server.map_err(|error| {
        let start = "cargo run --example ch04_tasks -- server";
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
The weather service: a task for each connection

  cargo run --example ch04_tasks                        both in one process
  cargo run --example ch04_tasks -- server              answers all at once
  cargo run --example ch04_tasks -- client [CITY ...]   asks all at once

  --port N            where the server is (default: $WEATHER_PORT, or 8000;
                      0 lets the system choose)
  --delay SECONDS     how long the server needs for an answer (default: 2)
  --timeout SECONDS   how long the server waits for a request (default: 5)
                      or the client for an answer (default: 60)
";
