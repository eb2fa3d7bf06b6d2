//! An unbounded queue grows until the memory is used up
use std::fs::read_to_string;

use tokio::sync::mpsc;
use tokio::task::yield_now;

const REPORT_COUNT: usize = 10_000;
const REPORT_BYTES: usize = 10_000;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: bounded
    let mut peak = QueuePeak::new();
    let (sender, mut receiver) = mpsc::channel(100);
    tokio::spawn(async move {
        for _ in 0..REPORT_COUNT {
            sender.send(vec![1_u8; REPORT_BYTES]).await.unwrap();
        }
    });
    while let Some(report) = receiver.recv().await {
        peak.measure(receiver.len());
        analyse(report).await;
    }
    peak.print("bounded");
    // ANCHOR_END: bounded

    // ANCHOR: unbounded
    let mut peak = QueuePeak::new();
    let (sender, mut receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        for _ in 0..REPORT_COUNT {
            sender.send(vec![1_u8; REPORT_BYTES]).unwrap(); // nothing to await
        }
    });
    while let Some(report) = receiver.recv().await {
        peak.measure(receiver.len());
        analyse(report).await;
    }
    peak.print("unbounded");
    // ANCHOR_END: unbounded
}

async fn analyse(_report: Vec<u8>) {
    yield_now().await; // other tasks may run
}

/// The queue's greatest length, the memory used then, and the memory before.
struct QueuePeak {
    bytes_before: Option<f64>,
    bytes: Option<f64>,
    max_len: usize,
}

impl QueuePeak {
    fn new() -> QueuePeak {
        let bytes = resident_bytes();
        QueuePeak {
            bytes_before: bytes,
            bytes,
            max_len: 0,
        }
    }

    fn measure(&mut self, queue_len: usize) {
        if queue_len > self.max_len {
            self.max_len = queue_len;
            self.bytes = resident_bytes();
        }
    }

    fn print(&self, channel: &str) {
        print!("{channel}: up to {} reports in the queue, ", self.max_len);
        match self.bytes_before.zip(self.bytes) {
            Some((before, peak)) => println!("{:.1} MB", (peak - before) / 1e6),
            None => println!("memory not measured here"),
        }
    }
}

fn resident_bytes() -> Option<f64> {
    let status = read_to_string("/proc/self/status").ok()?;
    let kb = status.split("VmRSS:").nth(1)?.split_whitespace().next()?;
    Some(kb.parse::<f64>().ok()? * 1024.0)
}
