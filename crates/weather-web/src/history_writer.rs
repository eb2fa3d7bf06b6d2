//! The one task that writes to the history, so that no answer has to wait for
//! the database.

use crate::history::History;
use crate::metrics::{Counter, Metrics};
use crate::report::Report;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{self, Receiver, Sender, error::TrySendError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tracing::{info, warn};
use weather_common::{BUSY, Error, Result};

/// How many reports may wait for the database.
const MAX_QUEUED_REPORTS: usize = 1000;
/// How many reports are written in one transaction.
const MAX_BATCH_REPORTS: usize = 100;
/// How many old reports are deleted between two transactions.
const MAX_BATCH_DELETIONS: u32 = 10_000;
/// A deletion that fails may have taken long, and reports wait meanwhile.
const RETRY_DELETION_AFTER: Duration = Duration::from_secs(60);

struct WriteJob {
    report: Report,
    /// Gets the result, if someone waits for it.
    reply: Option<oneshot::Sender<std::result::Result<(), String>>>,
}

#[derive(Debug, Clone)]
pub struct HistoryWriter {
    job_tx: Sender<WriteJob>,
    metrics: Arc<Metrics>,
}

impl HistoryWriter {
    /// Spawns the task, which ends when all writers have been dropped and all
    /// that waits has been written. Now and then it deletes the oldest reports,
    /// so that the history doesn't grow much beyond `max_reports`.
    pub fn spawn(
        history: History,
        max_reports: u32,
        metrics: Arc<Metrics>,
    ) -> (Self, JoinHandle<()>) {
        let (job_tx, job_rx) = mpsc::channel(MAX_QUEUED_REPORTS);
        let task =
            write_batches(job_rx, history, max_reports, Arc::clone(&metrics));
        (HistoryWriter { job_tx, metrics }, tokio::spawn(task))
    }

    /// Waits until the report has been written.
    pub async fn store(&self, report: Report) -> Result<()> {
        let (reply, stored) = oneshot::channel();
        self.submit(report, Some(reply))?;
        Ok(stored.await??)
    }

    /// Leaves the report to the task. If the history doesn't take it, that's
    /// logged and counted.
    pub fn store_later(&self, report: Report) {
        let checked = report.check().map_err(Error::from);
        if let Err(error) = checked.and_then(|()| self.submit(report, None)) {
            self.metrics.add(Counter::ReportsLost);
            warn!("A report is lost: {error}");
        }
    }

    fn submit(
        &self,
        report: Report,
        reply: Option<oneshot::Sender<std::result::Result<(), String>>>,
    ) -> Result<()> {
        let sent = self.job_tx.try_send(WriteJob { report, reply });
        sent.map_err(|error| match error {
            TrySendError::Full(_) => {
                format!("{BUSY}: too many reports wait for the database").into()
            }
            TrySendError::Closed(_) => "the server is shutting down".into(),
        })
    }
}

async fn write_batches(
    mut jobs: Receiver<WriteJob>,
    history: History,
    max_reports: u32,
    metrics: Arc<Metrics>,
) {
    let mut batch = Vec::with_capacity(MAX_BATCH_REPORTS);
    let new_reports_allowed = u64::from(max_reports / 10);
    // The history may be full from the start.
    let mut new_reports = new_reports_allowed;
    let mut next_deletion = Instant::now();
    while jobs.recv_many(&mut batch, MAX_BATCH_REPORTS).await > 0 {
        let count = batch.len() as u64;
        let (reports, replies): (Vec<_>, Vec<_>) =
            batch.drain(..).map(|job| (job.report, job.reply)).unzip();
        let result = history.store(&reports).await;
        let result = result.map_err(|error| error.to_string());
        match &result {
            Ok(()) => metrics.add_many(Counter::ReportsStored, count),
            Err(error) => {
                metrics.add_many(Counter::ReportsLost, count);
                warn!(count, "The history did not take reports: {error}");
            }
        }
        for reply in replies.into_iter().flatten() {
            // This fails if the client has left meanwhile, which is fine.
            let _ = reply.send(result.clone());
        }
        new_reports += count;
        let is_full = new_reports > new_reports_allowed;
        if result.is_ok() && is_full && Instant::now() >= next_deletion {
            match history.delete_old(max_reports, MAX_BATCH_DELETIONS).await {
                // There are more, for the time after the next batch.
                Ok(deleted) if deleted == u64::from(MAX_BATCH_DELETIONS) => {}
                Ok(_) => new_reports = 0,
                Err(error) => {
                    next_deletion = Instant::now() + RETRY_DELETION_AFTER;
                    warn!("Old reports are still there: {error}");
                }
            }
        }
    }
    history.close().await;
    let count = metrics.get(Counter::ReportsStored);
    info!("The history has {count} new reports");
}
