//! What dial9 records of two requests, and what that costs
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;
use std::{env, fs, io};

use dial9::analysis::analysis_events::Dial9Event::{
    self, PollEndEvent, PollStartEvent,
};
use dial9::format::Decoder;
use dial9::{Dial9HandleTokioExt, DiskBuffer, TokioAttachOptions};
use tokio::runtime::Builder;
use unstable_observers::{create_requests, measure_poll_ns};

fn main() -> io::Result<()> {
    let folder = env::temp_dir().join(format!("dial9-{}", std::process::id()));
    let writer = DiskBuffer::builder()
        .base_path(&folder)
        .max_total_size(1 << 30)
        .build()?;
    let recorder = dial9::recorder(writer).build();
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_time();
    let runtime = recorder
        .handle()
        .attach_tokio_runtime(builder, TokioAttachOptions::default())?;

    let is_cost = env::args().nth(1).as_deref() == Some("cost");
    if is_cost {
        let poll = runtime.spawn(measure_poll_ns(|task| task));
        println!("a poll takes {} ns", runtime.block_on(poll).unwrap());
    } else {
        let (oslo, rome) = create_requests();
        let oslo = runtime.spawn(oslo);
        let rome = runtime.spawn(rome);
        runtime.block_on(oslo).unwrap();
        runtime.block_on(rome).unwrap();
    }
    drop(runtime);
    recorder.graceful_shutdown(Duration::from_secs(5));
    print_polls(&folder, is_cost)?;
    fs::remove_dir_all(folder)
}

/// Reads the trace, and prints its size or how long each poll took.
fn print_polls(folder: &Path, only_size: bool) -> io::Result<()> {
    let mut bytes = 0;
    for file in fs::read_dir(folder)? {
        let trace = fs::read(file?.path())?;
        bytes += trace.len();
        if !only_size {
            print_trace(&trace);
        }
    }
    println!("the trace has {} KB", bytes / 1000);
    Ok(())
}

// ANCHOR: print_trace
fn print_trace(trace: &[u8]) {
    let mut started = HashMap::new();
    let mut decoder = Decoder::new(trace).unwrap();
    let mut print_event = |event: Dial9Event| match event {
        PollStartEvent(poll) => {
            started.insert(poll.worker_id, poll);
        }
        PollEndEvent(end) => {
            let poll = started.remove(&end.worker_id).unwrap();
            let ms = (end.timestamp_ns - poll.timestamp_ns) / 1_000_000;
            println!("a poll took {ms} ms, from {}", poll.spawn_loc);
        }
        _ => {}
    };
    decoder
        .for_each_event(|raw| print_event(raw.deserialize().unwrap()))
        .unwrap();
}
// ANCHOR_END: print_trace
