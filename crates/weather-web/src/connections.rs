//! Accepting clients, and finishing with them when the server stops.

use crate::metrics::{Counter, Metrics};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};
use tokio::select;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::task::TaskTracker;
use tracing::{Instrument, info, info_span, warn};
use weather_common::{ACCEPT_RETRY_DELAY, Result, Shutdown, accept_backlog};

/// How long answers that have been given up may still tell their clients so.
const LAST_WORDS_TIME: Duration = Duration::from_secs(1);

/// The tasks that serve clients, of all protocols.
#[derive(Clone)]
pub struct Connections {
    tasks: TaskTracker,
    /// A permit for each client that may still connect.
    places: Arc<Semaphore>,
    metrics: Arc<Metrics>,
    shutdown: Shutdown,
}

impl Connections {
    pub fn new(
        max_count: usize,
        metrics: Arc<Metrics>,
        shutdown: Shutdown,
    ) -> Self {
        Connections {
            tasks: TaskTracker::new(),
            places: Arc::new(Semaphore::new(max_count)),
            metrics,
            shutdown,
        }
    }

    /// Spawns `serve` for each client until the server stops accepting. Once
    /// `max_count` are connected, others wait until one of them leaves.
    pub async fn accept<F, S>(
        &self,
        protocol: &'static str,
        listener: TcpListener,
        serve: F,
    ) where
        F: Fn(TcpStream) -> S,
        S: Future<Output = Result<()>> + Send + 'static,
    {
        let stop = &self.shutdown.stop_accepting;
        while !stop.is_cancelled() {
            let accepted = select! {
                biased;
                () = stop.cancelled() => break,
                accepted = self.accept_one(&listener) => accepted,
            };
            match accepted {
                Ok((client, address)) => {
                    self.spawn(protocol, address, serve(client));
                }
                Err(error) => {
                    warn!(protocol, "Cannot accept a client: {error}");
                    sleep(ACCEPT_RETRY_DELAY).await;
                }
            }
        }
        let backlog = accept_backlog(listener, |client, address| {
            self.spawn(protocol, address, serve(client));
        });
        if let Err(error) = backlog {
            warn!(protocol, "Cannot accept the waiting clients: {error}");
        }
    }

    async fn accept_one(
        &self,
        listener: &TcpListener,
    ) -> std::io::Result<(TcpStream, SocketAddr)> {
        // Only waits until there's a place; `spawn` takes it.
        drop(self.places.acquire().await);
        listener.accept().await
    }

    fn spawn(
        &self,
        protocol: &'static str,
        address: SocketAddr,
        serve: impl Future<Output = Result<()>> + Send + 'static,
    ) {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let metrics = Arc::clone(&self.metrics);
        let span = info_span!("client", protocol, %address);
        let served = async move {
            info!("Accepted connection from {address}");
            metrics.add(Counter::Connections);
            if let Err(error) = serve.await {
                metrics.add(Counter::FailedConnections);
                warn!("No answer for {address}: {error}");
            }
            drop(place);
        };
        self.tasks.spawn(served.instrument(span));
    }

    /// Waits until all clients have been served, but no longer than `limit`.
    pub async fn drain(&self, limit: Duration) -> Result<()> {
        let start = Instant::now();
        let give_up = &self.shutdown.give_up;
        self.tasks.close();
        let unfinished = self.metrics.answers_in_flight();
        info!("Shutting down with {unfinished} answers to finish");
        let late = select! {
            () = self.tasks.wait() => 0,
            () = sleep(limit) => self.metrics.answers_in_flight(),
            () = give_up.cancelled() => self.metrics.answers_in_flight(),
        };
        give_up.cancel();
        let _ = timeout(LAST_WORDS_TIME, self.tasks.wait()).await;

        let sent = self.metrics.get(Counter::Answers);
        let seconds = start.elapsed().as_secs_f64();
        info!("Stopped after {seconds:.2} s with {sent} answers sent");
        if late > 0 {
            return Err(format!("gave up on {late} answers").into());
        }
        Ok(())
    }
}
