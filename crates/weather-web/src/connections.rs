//! Accepting clients, and finishing with them when the server stops.

use crate::http::{BUFFER_BYTES, RefusedRequest};
use crate::load::open_files_limit;
use crate::logs::shorten;
use crate::metrics::{Counter, Metrics};
use socket2::SockRef;
use std::error::Error;
use std::io;
use std::io::ErrorKind::{
    BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected,
};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, debug, info, info_span, warn};
use weather_common::{Result, Shutdown, accept_clients};

/// The name of HTTP on the operator's port.
pub const OPERATOR_PROTOCOL: &str = "operator";

/// How many files may be open besides the clients' connections: the listeners,
/// the operator's connections, the database, the upstream, and the runtime's.
const OTHER_OPEN_FILES: usize = 100;

/// The tasks that serve clients, of all protocols.
#[derive(Clone)]
pub struct Connections {
    tasks: TaskTracker,
    /// A permit for each client that may still connect.
    connection_permits: Arc<Semaphore>,
    metrics: Arc<Metrics>,
    shutdown: Shutdown,
}

impl Connections {
    /// For the service's clients. Warns if the process may not open a file for
    /// each of them.
    pub fn new(
        max_count: usize,
        metrics: Arc<Metrics>,
        shutdown: Shutdown,
    ) -> Self {
        warn_of_few_files(max_count);
        Self::with_limit(max_count, metrics, shutdown)
    }

    pub(crate) fn with_limit(
        max_count: usize,
        metrics: Arc<Metrics>,
        shutdown: Shutdown,
    ) -> Self {
        Connections {
            tasks: TaskTracker::new(),
            connection_permits: Arc::new(Semaphore::new(max_count)),
            metrics,
            shutdown,
        }
    }

    /// Spawns `serve` for each client until the server stops accepting. Once
    /// `max_count` are connected, others wait until one of them leaves. Where
    /// two protocols accept clients, both may let one in for the last place.
    pub async fn accept<F, S>(
        &self,
        protocol: &'static str,
        listener: TcpListener,
        serve: F,
    ) where
        F: Fn(TcpStream) -> S,
        S: Future<Output = Result<()>> + Send + 'static,
    {
        accept_clients(
            listener,
            &self.shutdown.stop_accepting,
            // Only waits until there's a place; `spawn` takes it.
            Some(&self.connection_permits),
            |client, address| {
                // If this fails, `serve` notices that the client has left.
                let _ =
                    SockRef::from(&client).set_send_buffer_size(BUFFER_BYTES);
                self.spawn(protocol, address, serve(client));
            },
            |problem| warn!(protocol, "{problem}"),
        )
        .await;
    }

    fn spawn(
        &self,
        protocol: &'static str,
        address: SocketAddr,
        serve: impl Future<Output = Result<()>> + Send + 'static,
    ) {
        let place = Arc::clone(&self.connection_permits).try_acquire_owned();
        let metrics = Arc::clone(&self.metrics);
        let span = info_span!("client", protocol, %address);
        let served = async move {
            // Platforms and Prometheus connect every few seconds.
            if protocol == OPERATOR_PROTOCOL {
                debug!("Accepted connection from {address}");
            } else {
                info!("Accepted connection from {address}");
            }
            metrics.add(Counter::Connections);
            match serve.await {
                Ok(()) => {}
                Err(error) if client_has_left(&*error) => {
                    metrics.add(Counter::ClientsLeft);
                    info!("The client left: {error}");
                }
                Err(error) => {
                    metrics.add(Counter::FailedConnections);
                    // The router has not seen it, so nothing else counts it.
                    if error.is::<RefusedRequest>() {
                        metrics.add(Counter::ClientErrors);
                    }
                    let reason = shorten(&error.to_string());
                    warn!("No answer for {address}: {reason}");
                }
            }
            drop(place);
        };
        self.tasks.spawn(served.instrument(span));
    }

    /// Waits until all clients have been served, but no longer than `limit`.
    pub async fn drain(&self, limit: Duration) -> Result<()> {
        let count_unfinished = || self.metrics.answers_in_flight();
        let unfinished = count_unfinished();
        info!("Shutting down with {unfinished} answers to finish");
        let tasks = &self.tasks;
        let drained = self.shutdown.drain(tasks, limit, count_unfinished).await;
        let sent = self.metrics.get(Counter::Answers);
        let seconds = drained.time.as_secs_f64();
        info!("Stopped after {seconds:.2} s with {sent} answers sent");
        drained.check()
    }
}

/// Warns if the process may not open a socket for each of the clients. Without
/// a file that's left, even the history and the operator's port would fail.
fn warn_of_few_files(max_clients: usize) {
    let needed = (max_clients + OTHER_OPEN_FILES) as u64;
    if let Some(limit) = open_files_limit().filter(|limit| *limit < needed) {
        warn!(
            "The process may open only {limit} files, and {max_clients} \
             clients need {needed}: raise `ulimit -Hn`, or lower `--clients`"
        );
    }
}

/// Tells the end of a visit from a failure: readers of live updates, for
/// example, always leave in the middle.
fn client_has_left(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return matches!(
                error.kind(),
                BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected
            );
        }
        cause = error.source();
    }
    false
}
