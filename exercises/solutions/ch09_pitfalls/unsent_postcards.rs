//! The hotel writes a postcard for each of its guests. The list of postcards
//! is complete, but no mailbox ever sees one.

use std::time::Duration;

use tokio::time::sleep;

pub trait Mailbox {
    fn drop_postcard(&self, guest: &str);
}

/// Sends a postcard to each guest, and returns how many were sent.
pub async fn send_postcards(guests: &[&str], mailbox: &impl Mailbox) -> usize {
    // Something has to poll the futures: a `Vec` only stores them.
    let postcards = guests.iter().map(|guest| send(guest, mailbox));
    futures::future::join_all(postcards).await.len()
}

async fn send(guest: &str, mailbox: &impl Mailbox) {
    sleep(Duration::from_secs(60)).await; // the walk to the mailbox
    mailbox.drop_postcard(guest);
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::cell::RefCell;
    use tokio::time::Instant;

    #[derive(Default)]
    struct TestBox(RefCell<Vec<String>>);

    impl Mailbox for TestBox {
        fn drop_postcard(&self, guest: &str) {
            self.0.borrow_mut().push(guest.to_owned());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_guest_gets_a_postcard() {
        let mailbox = TestBox::default();
        let count = send_postcards(&["Ada", "Grace", "Edsger"], &mailbox).await;
        let sent = mailbox.0.borrow();
        assert_eq!(
            sent.len(),
            3,
            "`send_postcards` reports {count} postcards, but the mailbox has \
             {sent:?}"
        );
        assert_eq!(count, 3);
    }

    #[tokio::test(start_paused = true)]
    async fn all_walks_happen_at_the_same_time() {
        let start = Instant::now();
        send_postcards(&["Ada", "Grace", "Edsger"], &TestBox::default()).await;
        let minutes = start.elapsed().as_secs() / 60;
        assert_eq!(
            minutes, 1,
            "three walks of a minute took {minutes} minutes"
        );
    }
}
