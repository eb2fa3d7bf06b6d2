//! The weather service: a task for each connection
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::sleep;
use weather_common::{
    ACCEPT_RETRY_DELAY, ANSWER_TIMEOUT, CommonSettings, Question,
    REQUEST_TIMEOUT, Refusal, Result, Role, Weather, check_answer, connect,
    in_time, listen, or_five_cities, read_answer, read_request, send,
    send_and_close,
};

/// The weather service: a task for each connection
#[derive(Parser)]
struct Options {
    #[command(subcommand)]
    role: Option<Role>,
    #[command(flatten)]
    settings: CommonSettings,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(Options { role, settings }: Options) -> Result<()> {
    let (port, delay) = (settings.port, settings.delay);
    let request_timeout = settings.timeout.unwrap_or(REQUEST_TIMEOUT);
    let answer_timeout = settings.timeout.unwrap_or(ANSWER_TIMEOUT);
    match Role::or_both(role) {
        Role::Both { cities } => {
            let listener = listen(port).await?;
            let port = listener.local_addr()?.port();
            tokio::spawn(serve(listener, delay, request_timeout));
            let cities = or_five_cities(cities);
            ask_all(port, cities, answer_timeout + delay).await
        }
        Role::Server => {
            serve(listen(port).await?, delay, request_timeout).await;
            Ok(())
        }
        Role::Client { cities } => {
            ask_all(port, or_five_cities(cities), answer_timeout).await
        }
    }
}

// The server

// ANCHOR: serve
async fn serve(
    listener: TcpListener,
    delay: Duration,
    request_timeout: Duration,
) {
    let port = listener.local_addr().map_or(0, |address| address.port());
    println!("Weather server started on port {port}");
    loop {
        match listener.accept().await {
            Ok((mut client, address)) => {
                println!("Accepted connection from {address}");
                // This task is never awaited, so it reports its own errors.
                tokio::spawn(async move {
                    let answered = answer(&mut client, delay, request_timeout);
                    if let Err(error) = answered.await {
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
// ANCHOR_END: serve

// ANCHOR: answer
async fn answer(
    client: &mut TcpStream,
    delay: Duration,
    request_timeout: Duration,
) -> Result<()> {
    match read_request(client, request_timeout).await {
        Ok(Question { city }) => {
            sleep(delay).await;
            let sent = send_and_close(client, &Weather::sunny(&city)).await;
            Ok(sent.map_err(|error| format!("the client left ({error})"))?)
        }
        Err(error) => {
            // A client that sent nonsense may be gone by now, which is fine.
            let reason = error.to_string();
            let _ = send_and_close(client, &Refusal { error: reason }).await;
            Err(error)
        }
    }
}
// ANCHOR_END: answer

// The client

async fn ask_all(
    port: u16,
    cities: Vec<String>,
    answer_timeout: Duration,
) -> Result<()> {
    // ANCHOR: spawn_requests
    let (start, count) = (Instant::now(), cities.len());
    let mut questions = JoinSet::new();
    for city in cities {
        questions.spawn(async move {
            let answer = in_time("answer", answer_timeout, fetch(port, &city));
            let answer = answer.await;
            (city, answer)
        });
    }
    // ANCHOR_END: spawn_requests
    // ANCHOR: print_answers
    let mut failed = 0;
    while let Some(fetched) = questions.join_next().await {
        match fetched? {
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
    // ANCHOR_END: print_answers
}

// ANCHOR: fetch
async fn fetch(port: u16, city: &str) -> Result<String> {
    let mut server = connect(port, "ch04_tasks").await?;
    let question = Question { city: city.into() };
    send(&mut server, &question).await?;
    let answer = read_answer(&mut server).await?;
    check_answer(&answer)?;
    Ok(answer)
}
// ANCHOR_END: fetch
