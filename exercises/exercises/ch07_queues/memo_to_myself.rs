//! A clerk gets letters through a small mailbox, and puts memos to himself
//! into the same one. On busy days he gets stuck, and memos get lost.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep;

pub struct Letter {
    /// How many memos the clerk writes because of this letter.
    pub memos: u32,
}

/// Handles all letters and all memos, and returns how many there were.
pub async fn run_clerk(
    mut mailbox: mpsc::Receiver<Letter>,
    memo_sender: mpsc::WeakSender<Letter>,
) -> u32 {
    let mut handled = 0;
    // A weak sender doesn't keep the mailbox open.
    while let Some(letter) = mailbox.recv().await {
        sleep(Duration::from_secs(60)).await;
        handled += 1;
        // TODO: Keep the memos without waiting for room in the mailbox.
        for _ in 0..letter.memos {
            if let Some(sender) = memo_sender.upgrade() {
                sender.send(Letter { memos: 0 }).await.unwrap();
            }
        }
    }
    handled
}

/// Sends the letters of a day, and returns what the clerk has handled.
pub async fn open_office(letters: Vec<Letter>) -> u32 {
    let (sender, mailbox) = mpsc::channel(3);
    let clerk = tokio::spawn(run_clerk(mailbox, sender.downgrade()));
    for letter in letters {
        sender.send(letter).await.unwrap();
    }
    drop(sender);
    clerk.await.unwrap()
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::timeout;

    const TIME_LIMIT: Duration = Duration::from_secs(100_000);

    async fn handle_in_time(memos: &[u32]) -> u32 {
        let letters = memos.iter().map(|&memos| Letter { memos }).collect();
        timeout(TIME_LIMIT, open_office(letters)).await.expect(
            "the office is stuck: the clerk waits for room in a mailbox \
             that only the clerk empties",
        )
    }

    #[tokio::test(start_paused = true)]
    async fn all_memos_of_a_quiet_day_are_handled() {
        assert_eq!(handle_in_time(&[0, 1, 0]).await, 4);
    }

    #[tokio::test(start_paused = true)]
    async fn all_memos_of_a_busy_day_are_handled() {
        assert_eq!(handle_in_time(&[2; 20]).await, 60);
    }

    #[tokio::test(start_paused = true)]
    async fn all_memos_of_one_letter_are_handled() {
        assert_eq!(handle_in_time(&[10]).await, 11);
    }
}
