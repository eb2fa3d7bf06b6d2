//! Two explorers write their diaries at the same time. Some of Ada's entries
//! are in Ben's diary, because both use the same pen.

use std::time::Duration;

use tokio::join;
use tokio::time::sleep;
use tracing::{info, info_span};

/// Both explorers travel at the same time. Each entry is to be in the span
/// of the explorer who wrote it.
pub async fn explore() {
    join!(travel("Ada", 20), travel("Ben", 30));
}

async fn travel(name: &'static str, days: u64) {
    // TODO: Keep the diaries apart, and let `unpacks` be in a diary too.
    let _entered = info_span!("diary", name).entered();
    info!("departs");
    sleep(Duration::from_secs(days)).await;
    info!("arrives");
    tokio::spawn(async { info!("unpacks") }).await.unwrap();
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};
    use tracing::subscriber::set_default;

    #[derive(Clone, Default)]
    struct Pages(Arc<Mutex<Vec<u8>>>);

    impl Write for Pages {
        fn write(&mut self, text: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(text)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    async fn record_entries() -> Vec<String> {
        let pages = Pages::default();
        let writer = pages.clone();
        let subscriber = tracing_subscriber::fmt()
            .without_time()
            .with_target(false)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        let _default = set_default(subscriber);
        explore().await;
        let text = String::from_utf8(pages.0.lock().unwrap().clone());
        text.unwrap()
            .lines()
            .map(|line| line.trim().to_owned())
            .collect()
    }

    fn entry(name: &str, text: &str) -> String {
        format!("INFO diary{{name=\"{name}\"}}: {text}")
    }

    #[tokio::test(start_paused = true)]
    async fn each_explorer_has_a_diary() {
        let entries = record_entries().await;
        assert_eq!(entries[0], entry("Ada", "departs"), "Ada departs");
        assert_eq!(entries[1], entry("Ben", "departs"), "Ben departs");
        assert_eq!(entries[2], entry("Ada", "arrives"), "Ada arrives");
    }

    #[tokio::test(start_paused = true)]
    async fn unpacking_is_in_the_diary_too() {
        let entries = record_entries().await;
        assert_eq!(entries[3], entry("Ada", "unpacks"), "Ada unpacks");
        assert_eq!(entries[4], entry("Ben", "arrives"), "Ben arrives");
        assert_eq!(entries[5], entry("Ben", "unpacks"), "Ben unpacks");
    }
}
