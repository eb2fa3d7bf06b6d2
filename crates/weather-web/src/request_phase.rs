//! What a connection that speaks HTTP waits for: each wait has its own limit.

use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub struct ReadLimits {
    /// For the head of a request, from its first byte on.
    pub head_timeout: Duration,
    /// Until the first byte of a request, from the answer to the one before, or
    /// from the moment when the client connects. A proxy may connect before it
    /// needs the connection.
    pub keep_alive_timeout: Duration,
}

/// What a connection waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// The rest of a request's head.
    Head,
    /// A body or an answer, whose limits the handlers set.
    Answer,
    /// The next request, which may never come.
    Idle,
}

/// One wait of a connection, which no later wait is equal to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    phase: Phase,
    request_count: u64,
}

impl Wait {
    /// Returns how long it may take, if there's a limit.
    pub fn limit(self, limits: ReadLimits) -> Option<Duration> {
        match self.phase {
            Phase::Head => Some(limits.head_timeout),
            Phase::Answer => None,
            Phase::Idle => Some(limits.keep_alive_timeout),
        }
    }

    pub fn is_for_head(self) -> bool {
        self.phase == Phase::Head
    }
}

/// Knows what the connection waits for now. The stream sees when bytes come,
/// and the service when a head is complete, so both have a copy of this.
#[derive(Debug, Clone)]
pub struct CurrentWait(Arc<Mutex<Wait>>);

impl CurrentWait {
    pub fn new() -> Self {
        CurrentWait(Arc::new(Mutex::new(Wait {
            phase: Phase::Idle,
            request_count: 0,
        })))
    }

    pub fn get(&self) -> Wait {
        *self.0.lock().unwrap()
    }

    /// Notes that bytes have come, which may begin a request.
    pub fn begin_head_if_idle(&self) {
        let mut wait = self.0.lock().unwrap();
        if wait.phase == Phase::Idle {
            wait.phase = Phase::Head;
        }
    }

    fn begin_answer(&self) {
        let mut wait = self.0.lock().unwrap();
        wait.phase = Phase::Answer;
        wait.request_count += 1;
    }

    fn end_answer(&self) {
        self.0.lock().unwrap().phase = Phase::Idle;
    }
}

/// Calls `service` for each request, and notes when its answer begins and ends.
#[derive(Debug)]
pub struct PhaseTrackingService<S> {
    pub service: S,
    pub current_wait: CurrentWait,
}

impl<S> Service<Request<Incoming>> for PhaseTrackingService<S>
where
    S: Service<Request<Incoming>>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = std::pin::Pin<
        Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>,
    >;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.current_wait.begin_answer();
        let answer = self.service.call(request);
        let current_wait = self.current_wait.clone();
        Box::pin(async move {
            let answer = answer.await;
            current_wait.end_answer();
            answer
        })
    }
}
