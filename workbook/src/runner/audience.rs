//! Who hears of a run: the events' receiver, as long as it and the workbook
//! are there.

use super::event::Event;
use tokio::sync::{mpsc, watch};

/// The receiving end of a run's events, and the workbook's own end.
#[derive(Debug, Clone)]
pub struct Audience {
    pub events: mpsc::Sender<Event>,
    /// True when the workbook ends.
    pub closing: watch::Receiver<bool>,
}

/// Who is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// The reader has closed the page, say.
    Receiver,
    /// The workbook ends, so that there is no time to be gentle.
    Workbook,
}

impl Audience {
    /// Waits where the receiver is slow; one that is gone misses nothing.
    pub async fn tell(&self, event: Event) {
        let _ = self.events.send(event).await;
    }

    /// Does not wait: news that a slow receiver may miss, since newer news
    /// will come. Half of the room stays free for what matters.
    pub fn mention(&self, event: Event) {
        if self.events.capacity() * 2 >= self.events.max_capacity() {
            let _ = self.events.try_send(event);
        }
    }

    /// Waits until nobody hears any more.
    pub async fn lost(&self) -> Lost {
        let mut closing = self.closing.clone();
        tokio::select! {
            _ = closing.wait_for(|closing| *closing) => Lost::Workbook,
            () = self.events.closed() => Lost::Receiver,
        }
    }
}
