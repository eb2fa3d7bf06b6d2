//! The way of a request's events to its page.

use super::messages::PageMessage;
use super::response::Refusal;
use serde::Serialize;
use tokio::sync::mpsc;

/// Sends the answer to one request over the connection of its page.
pub struct Replies {
    pub request_id: u64,
    pub message_tx: mpsc::Sender<String>,
}

impl Replies {
    pub async fn send<E: Serialize>(&self, event: E) {
        let id = self.request_id;
        queue_message(&self.message_tx, &PageMessage::Event { id, event })
            .await;
    }

    /// Sends each event as it happens, until there are no more.
    pub async fn send_all<E: Serialize>(&self, mut events: mpsc::Receiver<E>) {
        while let Some(event) = events.recv().await {
            self.send(event).await;
        }
    }

    /// Sends the last message.
    pub async fn send_end(&self, result: Result<(), Refusal>) {
        let id = self.request_id;
        let error = result.err().map(|refusal| refusal.1);
        queue_message(&self.message_tx, &PageMessage::<()>::End { id, error })
            .await;
    }
}

/// Queues a message, and waits while the page is slow.
pub async fn queue_message(
    messages: &mpsc::Sender<String>,
    message: &impl Serialize,
) {
    if let Ok(text) = serde_json::to_string(message) {
        let _ = messages.send(text).await;
    }
}
