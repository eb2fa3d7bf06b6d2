//! A logger collects lines and saves ten at a time. When the program stops, it
//! aborts the logger, and the last few lines are missing from the file.

use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Saves lines until it's asked to stop. Then it saves those that are left,
/// also the ones that are still in the queue.
pub async fn log_lines(
    mut queue: UnboundedReceiver<String>,
    stop: CancellationToken,
    file: &mut File,
) {
    // The token is checked only where nothing is in danger. After the loop,
    // the function can take its time, because nothing cancels it.
    let mut lines = Vec::new();
    loop {
        select! {
            () = stop.cancelled() => break,
            line = queue.recv() => match line {
                Some(line) => lines.push(line),
                None => break,
            },
        }
        if lines.len() == 10 {
            file.save(&mut lines).await;
        }
    }
    while let Ok(line) = queue.try_recv() {
        lines.push(line);
    }
    file.save(&mut lines).await;
}

#[derive(Default)]
pub struct File {
    saved: Vec<String>,
}

impl File {
    /// Moves the lines into the file.
    async fn save(&mut self, lines: &mut Vec<String>) {
        sleep(Duration::from_secs(1)).await;
        self.saved.append(lines);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::sync::mpsc::unbounded_channel;
    use tokio::time::timeout;

    const TIME_LIMIT: Duration = Duration::from_secs(60);

    /// Logs that many lines, stops the logger, and returns what's in the file.
    async fn log_and_stop(count: usize, pause: Duration) -> usize {
        let (queue_tx, queue) = unbounded_channel();
        let stop = CancellationToken::new();
        let program = async {
            for number in 0..count {
                queue_tx.send(format!("line {number}")).unwrap();
            }
            sleep(pause).await;
            stop.cancel();
        };
        let mut file = File::default();
        let logger = log_lines(queue, stop.clone(), &mut file);
        let logger_and_program = async { tokio::join!(logger, program) };
        timeout(TIME_LIMIT, logger_and_program)
            .await
            .expect("the logger should stop when it's asked to");
        file.saved.len()
    }

    #[tokio::test(start_paused = true)]
    async fn full_tens_are_saved() {
        assert_eq!(log_and_stop(20, Duration::from_secs(10)).await, 20);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_few_lines_are_saved_too() {
        let saved = log_and_stop(13, Duration::from_secs(10)).await;
        assert_eq!(saved, 13, "13 lines were logged, and {saved} are saved");
    }

    #[tokio::test(start_paused = true)]
    async fn lines_that_are_still_in_the_queue_are_saved_too() {
        let saved = log_and_stop(35, Duration::from_millis(500)).await;
        assert_eq!(saved, 35, "35 lines were logged, and {saved} are saved");
    }
}
