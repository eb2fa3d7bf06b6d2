//! What the chapters say, and neither a listing nor its Python version shows.

mod cancellation;
mod compiler;
mod framing;
mod http;
mod job_queue;
mod locks;
mod pitfalls;
mod python;
mod queues;
mod real_world;
mod scheduler;
mod tokio_claims;
