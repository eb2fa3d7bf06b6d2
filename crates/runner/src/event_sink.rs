//! Where the events of a run go, and whether anything still receives them.

use crate::event::RunEvent;
use tokio::sync::{mpsc, watch};

/// The receiver of a run's events, and the news that the workbook ends.
#[derive(Debug, Clone)]
pub struct EventSink {
    event_tx: Option<mpsc::Sender<RunEvent>>,
    /// True when the workbook ends.
    shutdown_rx: watch::Receiver<bool>,
}

/// Why a run has to end early.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopCause {
    /// The receiver is gone: the reader has closed the page, say.
    ReceiverGone,
    /// The workbook ends, so there is no time for a gentle stop.
    Shutdown,
}

impl EventSink {
    pub fn new(
        events: mpsc::Sender<RunEvent>,
        shutdown: watch::Receiver<bool>,
    ) -> EventSink {
        EventSink {
            event_tx: Some(events),
            shutdown_rx: shutdown,
        }
    }

    /// A sink that drops every event.
    pub fn discarding(shutdown: watch::Receiver<bool>) -> EventSink {
        EventSink {
            event_tx: None,
            shutdown_rx: shutdown,
        }
    }

    /// Waits while the channel is full. Does nothing where the receiver is
    /// gone.
    pub async fn send(&self, event: RunEvent) {
        if let Some(events) = &self.event_tx {
            let _ = events.send(event).await;
        }
    }

    /// Drops the event where the channel is more than half full: for news
    /// that later news replaces.
    pub fn send_if_room(&self, event: RunEvent) {
        if let Some(events) = &self.event_tx
            && events.capacity() * 2 >= events.max_capacity()
        {
            let _ = events.try_send(event);
        }
    }

    /// Waits until the receiver is gone or the workbook ends.
    pub async fn wait_for_stop_cause(&self) -> StopCause {
        let mut shutdown = self.shutdown_rx.clone();
        let receiver_is_gone = async {
            match &self.event_tx {
                Some(events) => events.closed().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = shutdown.wait_for(|shutdown| *shutdown) => {
                StopCause::Shutdown
            }
            () = receiver_is_gone => StopCause::ReceiverGone,
        }
    }
}
