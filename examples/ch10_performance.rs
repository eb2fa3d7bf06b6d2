//! The weather service under load, and where the time went
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval, sleep};
use weather_common::{
    Error, Question, REQUEST_TIMEOUT, Result, Weather, connect, listen,
    read_answer, read_request, send, send_and_close,
};

const REQUEST_COUNT: usize = 200;
/// How many requests the upstream answers at the same time.
static UPSTREAM_PERMITS: Semaphore = Semaphore::const_new(10);

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // ANCHOR: load
    let listener = listen(0).await?;
    let port = listener.local_addr()?.port();
    let (phase_times_tx, mut measurements) = mpsc::unbounded_channel();
    let server = tokio::spawn(serve(listener, phase_times_tx));

    let mut clients = JoinSet::new();
    let mut schedule = interval(Duration::from_millis(5));
    for number in 0..REQUEST_COUNT {
        let due = schedule.tick().await;
        clients.spawn(async move {
            ask(port, format!("City {number}")).await?;
            Ok::<_, Error>(due.elapsed())
        });
    }
    let mut answers = Vec::new();
    while let Some(answer) = clients.join_next().await {
        answers.push(answer??);
    }
    // ANCHOR_END: load
    print_percentiles("a client waited", answers);

    let mut phases = [const { Vec::new() }; 4];
    for _ in 0..REQUEST_COUNT {
        let times: [Duration; 4] = measurements.recv().await.unwrap();
        for (phase, time) in phases.iter_mut().zip(times) {
            phase.push(time);
        }
    }
    let names = ["read", "wait for a place", "call upstream", "reply"];
    for (name, times) in names.into_iter().zip(phases) {
        print_percentiles(name, times);
    }
    let busy = Handle::current().metrics().worker_total_busy_duration(0);
    println!("the runtime was busy for {:.2} s", busy.as_secs_f64());
    server.abort();
    Ok(())
}

async fn serve(
    listener: TcpListener,
    phase_times_tx: mpsc::UnboundedSender<[Duration; 4]>,
) -> Result<()> {
    loop {
        let (client, _) = listener.accept().await?;
        let phase_times_tx = phase_times_tx.clone();
        tokio::spawn(async move {
            match answer(client).await {
                // At most `REQUEST_COUNT` are sent, so the channel stays small.
                Ok(times) => drop(phase_times_tx.send(times)),
                Err(error) => eprintln!("no answer: {error}"),
            }
        });
    }
}

// ANCHOR: answer
/// Answers a client, and returns how long each phase took.
async fn answer(mut client: TcpStream) -> Result<[Duration; 4]> {
    let start = Instant::now();
    let question: Question = read_request(&mut client, REQUEST_TIMEOUT).await?;
    let read = Instant::now();
    let permit = UPSTREAM_PERMITS.acquire().await?;
    let admitted = Instant::now();
    sleep(Duration::from_millis(100)).await; // the upstream
    drop(permit);
    let called = Instant::now();
    send_and_close(&mut client, &Weather::sunny(&question.city)).await?;
    Ok([
        read - start,
        admitted - read,
        called - admitted,
        called.elapsed(),
    ])
}
// ANCHOR_END: answer

async fn ask(port: u16, city: String) -> Result<String> {
    let mut server = connect(port, "ch10_performance").await?;
    send(&mut server, &Question { city }).await?;
    read_answer(&mut server).await
}

fn print_percentiles(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let [median, p99] =
        [50, 99].map(|percent| percentile(&times, percent).as_secs_f64());
    println!("{name}: median {median:.2} s, p99 {p99:.2} s");
}

/// Returns the time within which `percent` of 100 requests were answered.
fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let nearest_rank = (sorted.len() * percent).div_ceil(100);
    sorted[nearest_rank - 1]
}
