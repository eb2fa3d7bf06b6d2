//! What chapter 7's weather service says of its job queue: nothing is lost,
//! over 1,000 seeds in virtual time, with clients that leave, a full queue and
//! a shutdown in the middle.

use clap::Parser;
use std::collections::BTreeSet;
use std::ops::AddAssign;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;
use weather_common::{
    BUSY, CommonSettings, Forecasts, RetrySettings, SHUTTING_DOWN, Shutdown,
    Upstream, UpstreamSettings,
};

// The tests run the server's own queue, workers and cache.
#[allow(dead_code)]
#[path = "../../examples/ch07_queues.rs"]
mod ch07_queues;

use ch07_queues::{Server, run_worker};

const SEEDS: std::ops::RangeInclusive<u64> = 1..=1000;
/// Longer than all the calls of one server together.
const LONG_TIME: Duration = Duration::from_secs(3600);

#[derive(Clone, Copy, Parser)]
struct Settings {
    #[command(flatten)]
    common: CommonSettings,
    #[command(flatten)]
    retry: RetrySettings,
    #[command(flatten)]
    upstream: UpstreamSettings,
}

#[derive(Clone, Copy)]
enum AtShutdown {
    /// As the service does: the workers go on until the queue is closed and
    /// empty, or until the answers have been given up after this time.
    Drain(Duration),
    /// The mistake that the service avoids.
    AbortWorkers,
}

/// What became of a client.
enum ClientOutcome {
    Answered(String),
    Busy,
    Left,
    GivenUp,
    /// Its job was accepted, and then nothing more was heard of it.
    Lost,
}

#[derive(Default)]
struct OutcomeCounts {
    answered: usize,
    busy: usize,
    left: usize,
    given_up: usize,
    lost: usize,
    /// How many clients were waiting when the shutdown began.
    waiting_at_shutdown: usize,
}

impl OutcomeCounts {
    fn client_count(&self) -> usize {
        self.answered + self.busy + self.left + self.given_up + self.lost
    }
}

impl AddAssign for OutcomeCounts {
    fn add_assign(&mut self, other: OutcomeCounts) {
        self.answered += other.answered;
        self.busy += other.busy;
        self.left += other.left;
        self.given_up += other.given_up;
        self.lost += other.lost;
        self.waiting_at_shutdown += other.waiting_at_shutdown;
    }
}

fn random_duration(max_ms: u64) -> Duration {
    Duration::from_millis(fastrand::u64(0..=max_ms))
}

/// Asks the server as the task of a client does. A client that leaves drops
/// that task's work.
async fn ask_as_client(
    server: Arc<Server>,
    city: String,
    patience: Duration,
) -> ClientOutcome {
    match timeout(patience, server.find_weather(&city)).await {
        Err(_) => ClientOutcome::Left,
        Ok(Ok(weather)) => ClientOutcome::Answered(weather.city),
        Ok(Err(error)) => match error.to_string() {
            text if text.starts_with(BUSY) => ClientOutcome::Busy,
            text if text == SHUTTING_DOWN => ClientOutcome::GivenUp,
            _ => ClientOutcome::Lost,
        },
    }
}

/// Starts a server with random workers, lets random clients come and go, and
/// stops it at a random moment.
async fn simulate_server(
    seed: u64,
    settings: Settings,
    at_shutdown: AtShutdown,
) -> OutcomeCounts {
    fastrand::seed(seed);
    let (job_tx, job_rx) = async_channel::bounded(fastrand::usize(1..=4));
    let mut workers = JoinSet::new();
    for _ in 0..fastrand::u32(1..=3) {
        let delay = random_duration(500);
        let common = CommonSettings {
            delay,
            ..settings.common
        };
        let upstream = Upstream::new(common, settings.retry, settings.upstream);
        workers.spawn(run_worker(job_rx.clone(), upstream));
    }
    // With a cache, or with one that forgets at once.
    let max_age = fastrand::choice([LONG_TIME, Duration::ZERO]).unwrap();
    let shutdown = Shutdown::default();
    let server = Arc::new(Server {
        request_timeout: LONG_TIME,
        forecasts: Forecasts::new(max_age),
        job_tx,
        reading_tx: broadcast::channel(1).0,
        shutdown: shutdown.clone(),
    });

    // All clients ask for different cities, or several for the same one.
    let share_cities = fastrand::bool();
    let tasks = TaskTracker::new();
    let mut clients = Vec::new();
    let arrivals = async {
        for number in 0..fastrand::u32(5..=30) {
            sleep(random_duration(150)).await;
            let city = if share_cities { number % 8 } else { number };
            let city = city.to_string();
            let patience = match fastrand::u32(0..4) {
                0 => random_duration(800),
                _ => LONG_TIME * 2,
            };
            let client =
                ask_as_client(Arc::clone(&server), city.clone(), patience);
            clients.push((city, tasks.spawn(client)));
        }
    };
    let _ = timeout(random_duration(3000), arrivals).await;
    let waiting_at_shutdown = tasks.len();
    let (limit, mut has_aborted) = match at_shutdown {
        AtShutdown::Drain(limit) => (limit, false),
        AtShutdown::AbortWorkers => (LONG_TIME, true),
    };
    if has_aborted {
        workers.abort_all();
    }
    shutdown.stop_accepting.cancel();
    let drained = shutdown.drain(&tasks, limit, || tasks.len() as u64).await;
    server.job_tx.close();
    if drained.check().is_err() {
        workers.abort_all();
        has_aborted = true;
    }
    let mut done = 0;
    while let Some(result) = workers.join_next().await {
        done += result.unwrap_or(0);
    }

    let mut counts = OutcomeCounts {
        waiting_at_shutdown,
        ..OutcomeCounts::default()
    };
    let client_count = clients.len();
    let mut answered_cities = BTreeSet::new();
    for (city, client) in clients {
        match client.await.unwrap() {
            ClientOutcome::Answered(answered_city) => {
                assert_eq!(answered_city, city, "seed {seed}");
                answered_cities.insert(city);
                counts.answered += 1;
            }
            ClientOutcome::Busy => counts.busy += 1,
            ClientOutcome::Left => counts.left += 1,
            ClientOutcome::GivenUp => counts.given_up += 1,
            ClientOutcome::Lost => counts.lost += 1,
        }
    }
    assert_eq!(counts.client_count(), client_count, "seed {seed}");
    // A worker that was aborted doesn't say how many jobs it has done.
    if !has_aborted {
        assert!(
            server.job_tx.is_empty(),
            "seed {seed} left jobs in the queue"
        );
        // No answer without a job. A job may also be done for a client that
        // leaves meanwhile.
        let least = answered_cities.len();
        assert!(
            done >= least,
            "seed {seed}: {done} jobs of at least {least}"
        );
        let most = counts.answered + counts.left;
        assert!(done <= most, "seed {seed}: {done} jobs of at most {most}");
    }
    counts
}

async fn simulate_servers(at_shutdown: AtShutdown) -> OutcomeCounts {
    let settings = Settings::parse_from(["server"]);
    let mut total = OutcomeCounts::default();
    for seed in SEEDS {
        total += simulate_server(seed, settings, at_shutdown).await;
    }
    total
}

#[tokio::test(start_paused = true)]
async fn draining_the_job_queue_loses_no_client() {
    let total = simulate_servers(AtShutdown::Drain(LONG_TIME)).await;
    assert_eq!((total.lost, total.given_up), (0, 0));
    // All that could have lost one has happened.
    assert!(total.answered > 1000, "{} were answered", total.answered);
    assert!(total.busy > 1000, "{} were refused", total.busy);
    assert!(total.left > 500, "{} left", total.left);
    let waiting = total.waiting_at_shutdown;
    assert!(waiting > 1000, "{waiting} waited when the shutdown began");
}

/// After the deadline, clients get no weather, but each of them is told so.
#[tokio::test(start_paused = true)]
async fn after_the_deadline_each_client_learns_that_the_server_stops() {
    let deadline = Duration::from_millis(200);
    let total = simulate_servers(AtShutdown::Drain(deadline)).await;
    assert_eq!(total.lost, 0);
    assert!(total.given_up > 500, "{} were given up", total.given_up);
}

/// Otherwise the tests above would prove nothing.
#[tokio::test(start_paused = true)]
async fn workers_that_stop_at_once_lose_clients() {
    let total = simulate_servers(AtShutdown::AbortWorkers).await;
    assert!(total.lost > 500, "{} were lost", total.lost);
}
