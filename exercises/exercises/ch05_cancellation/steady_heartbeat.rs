//! A connection forwards messages, and every second it sends a heartbeat so
//! that the other side knows it's alive. When it's busy, the heartbeats stop.

use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::{Receiver, UnboundedSender};
use tokio::time::sleep;

const PERIOD: Duration = Duration::from_secs(1);

/// Forwards all messages, with a heartbeat every second in between.
pub async fn forward(
    mut messages: Receiver<&'static str>,
    network: UnboundedSender<&'static str>,
) {
    // TODO: Send a heartbeat every second, even if there are many messages.
    loop {
        select! {
            message = messages.recv() => match message {
                Some(message) => network.send(message).unwrap(),
                None => return,
            },
            () = sleep(PERIOD) => network.send("heartbeat").unwrap(),
        }
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::sync::mpsc::{channel, unbounded_channel};
    use tokio::time::{sleep, timeout};

    /// Sends that many messages with pauses, and returns the heartbeats.
    async fn count_heartbeats(count: u32, pause: Duration) -> usize {
        let (messages_tx, messages) = channel(1);
        let (network_tx, mut network) = unbounded_channel();
        let connection = tokio::spawn(forward(messages, network_tx));
        for _ in 0..count {
            sleep(pause).await;
            messages_tx.send("sunny").await.unwrap();
        }
        drop(messages_tx);
        timeout(Duration::from_secs(60), connection)
            .await
            .expect("`forward` should return after the last message")
            .unwrap();
        let mut sent = Vec::new();
        while let Ok(message) = network.try_recv() {
            sent.push(message);
        }
        let is_message = |sent: &&&str| **sent == "sunny";
        let messages = sent.iter().filter(is_message).count();
        assert_eq!(messages, count as usize, "every message is forwarded");
        sent.len() - messages
    }

    #[tokio::test(start_paused = true)]
    async fn a_quiet_connection_sends_heartbeats() {
        let heartbeats = count_heartbeats(1, Duration::from_millis(3500)).await;
        assert_eq!(heartbeats, 3, "a heartbeat every second for 3.5 s");
    }

    #[tokio::test(start_paused = true)]
    async fn a_busy_connection_sends_heartbeats_too() {
        let heartbeats = count_heartbeats(9, Duration::from_millis(500)).await;
        assert_eq!(
            heartbeats, 4,
            "messages came for 4.5 s, but there were {heartbeats} heartbeats"
        );
    }
}
