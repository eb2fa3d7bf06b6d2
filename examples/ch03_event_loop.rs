//! The weather service on our own executor: one thread, all at once
use std::future::poll_fn;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
use std::pin::pin;
use std::process::ExitCode;
use std::task::Poll;
use std::time::{Duration, Instant};

use clap::Parser;
use futures::future::join_all;
use mio::net::{TcpListener, TcpStream};
use own_executor::{AsyncSocket, Direction, block_on, sleep, spawn};
use serde::Serialize;
use weather_common::{
    ACCEPT_RETRY_DELAY, ANSWER_TIMEOUT, CommonSettings, LEFTOVER_TIMEOUT,
    MAX_MESSAGE_BYTES, Question, REQUEST_TIMEOUT, Refusal, Result, Role,
    Weather, check_answer, or_five_cities, parse_request, to_json,
};

/// The weather service on our own executor: one thread, all at once
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    settings: CommonSettings,
}

fn main() -> ExitCode {
    match run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(Options { role, settings }: Options) -> Result<()> {
    let (port, delay) = (settings.port, settings.delay);
    let request_timeout = settings.timeout.unwrap_or(REQUEST_TIMEOUT);
    let answer_timeout = settings.timeout.unwrap_or(ANSWER_TIMEOUT);
    match Role::or_both(role) {
        Role::Both { cities } => {
            let listener = listen(port)?;
            let port = listener.get_ref().local_addr()?.port();
            spawn(serve(listener, delay, request_timeout));
            let cities = or_five_cities(cities);
            block_on(ask_all(port, cities, answer_timeout + delay))
        }
        Role::Server => {
            block_on(serve(listen(port)?, delay, request_timeout));
            Ok(())
        }
        Role::Client { cities } => {
            block_on(ask_all(port, or_five_cities(cities), answer_timeout))
        }
    }
}

// The server

fn listen(port: u16) -> Result<AsyncSocket<TcpListener>> {
    // Not `localhost`: that name may stand for ::1, another address.
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener = TcpListener::bind(address).and_then(AsyncSocket::new);
    listener.map_err(|error| {
        let fix = "stop what uses it or choose another with `--port N`";
        format!("cannot open port {port} ({error}): {fix}").into()
    })
}

// ANCHOR: server
async fn serve(
    listener: AsyncSocket<TcpListener>,
    delay: Duration,
    request_timeout: Duration,
) {
    let address = listener.get_ref().local_addr();
    let port = address.map_or(0, |address| address.port());
    println!("Weather server started on port {port}");
    loop {
        match listener.accept().await {
            Ok((client, address)) => {
                println!("Accepted connection from {address}");
                spawn(async move {
                    let result = answer(&client, delay, request_timeout).await;
                    if let Err(error) = result {
                        eprintln!("No answer for {address}: {error}");
                    }
                });
            }
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
}
// ANCHOR_END: server

// ANCHOR: answer
async fn answer(
    client: &AsyncSocket<TcpStream>,
    delay: Duration,
    request_timeout: Duration,
) -> Result<()> {
    match timeout(request_timeout, read_question(client)).await {
        Ok(Question { city }) => {
            sleep(delay).await;
            let sent = send_and_close(client, &Weather::sunny(&city)).await;
            Ok(sent.map_err(|error| format!("the client left ({error})"))?)
        }
        Err(error) => {
            let reason = error.to_string();
            // The client may be gone, and then nothing is left to do.
            let _ = send_and_close(client, &Refusal { error: reason }).await;
            Err(error)
        }
    }
}
// ANCHOR_END: answer

/// Reads one object, not to the end of the stream: the client keeps it open.
async fn read_question(client: &AsyncSocket<TcpStream>) -> Result<Question> {
    let mut request = Vec::new();
    loop {
        let count = read_some(client, &mut request).await?;
        if let Some(question) = parse_request(&request)? {
            return Ok(question);
        }
        if request.len() == MAX_MESSAGE_BYTES {
            return Err("the request is over 64 KiB".into());
        }
        if count == 0 {
            return Err("the request ended before it was whole".into());
        }
    }
}

/// Sends the message, and reads what the client still sends before closing.
/// Closing with unread bytes would reset the connection, and the client could
/// lose its answer.
async fn send_and_close(
    client: &AsyncSocket<TcpStream>,
    message: &impl Serialize,
) -> Result<()> {
    timeout(REQUEST_TIMEOUT, send(client, message)).await?;
    client.get_ref().shutdown(Shutdown::Write)?;
    let _ = timeout(LEFTOVER_TIMEOUT, async {
        while client.read(&mut [0; 4096]).await? > 0 {}
        Ok(())
    })
    .await;
    Ok(())
}

// ANCHOR: timeout
/// Sets one deadline for all of the work, so that even a client that
/// sends one byte a second can't occupy us forever.
async fn timeout<T>(
    limit: Duration,
    work: impl Future<Output = Result<T>>,
) -> Result<T> {
    let mut work = pin!(work);
    let mut clock = pin!(sleep(limit));
    poll_fn(|context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(result);
        }
        match clock.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err("it took too long".into())),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
// ANCHOR_END: timeout

// The client

// ANCHOR: ask_all
async fn ask_all(
    port: u16,
    cities: Vec<String>,
    answer_timeout: Duration,
) -> Result<()> {
    let start = Instant::now();
    let requests = cities.iter().map(async |city| {
        let server = connect(port).await?;
        let answer = timeout(answer_timeout, fetch(&server, city)).await;
        match &answer {
            Ok(weather) => println!("Received weather for {city}: {weather}"),
            Err(error) => eprintln!("No weather for {city}: {error}"),
        }
        Ok(answer.is_ok())
    });
    let results: Result<Vec<bool>> =
        join_all(requests).await.into_iter().collect();
    let failed = results?.into_iter().filter(|is_ok| !is_ok).count();

    let count = cities.len();
    let seconds = start.elapsed().as_secs_f64();
    println!("\nProcessed {count} requests in {seconds:.2} seconds");
    if failed > 0 {
        return Err(format!("{failed} of {count} requests failed").into());
    }
    Ok(())
}
// ANCHOR_END: ask_all

// ANCHOR: fetch
async fn fetch(server: &AsyncSocket<TcpStream>, city: &str) -> Result<String> {
    send(server, &Question { city: city.into() }).await?;
    let mut answer = Vec::new();
    while read_some(server, &mut answer).await? > 0 {}
    if answer.is_empty() {
        return Err("the server closed the connection without an answer".into());
    }
    let answer = String::from_utf8(answer)?;
    check_answer(&answer)?;
    Ok(answer)
}
// ANCHOR_END: fetch

async fn connect(port: u16) -> Result<AsyncSocket<TcpStream>> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let connected = async {
        let server = AsyncSocket::new(TcpStream::connect(address)?)?;
        server.when_ready(Direction::Write, check_connected).await?;
        io::Result::Ok(server)
    };
    connected.await.map_err(|error| {
        let start = "cargo run --example ch03_event_loop -- server";
        let fix = format!("start one with `{start} --port {port}`");
        format!("no server on port {port} ({error}): {fix}").into()
    })
}

/// A connecting socket becomes ready to write when it has connected, or failed.
fn check_connected(socket: &TcpStream) -> io::Result<()> {
    if let Some(error) = socket.take_error()? {
        return Err(error);
    }
    match socket.peer_addr() {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotConnected => {
            Err(ErrorKind::WouldBlock.into())
        }
        Err(error) => Err(error),
    }
}

// Both sides

/// Appends what has arrived. Returns 0 at the end of the stream, and when
/// `received` is full.
async fn read_some(
    stream: &AsyncSocket<TcpStream>,
    received: &mut Vec<u8>,
) -> io::Result<usize> {
    let mut chunk = [0; 4096];
    let space = chunk.len().min(MAX_MESSAGE_BYTES - received.len());
    let count = stream.read(&mut chunk[..space]).await?;
    received.extend(&chunk[..count]);
    Ok(count)
}

async fn send(
    stream: &AsyncSocket<TcpStream>,
    message: &impl Serialize,
) -> Result<()> {
    Ok(stream.write_all(&to_json(message)?).await?)
}
