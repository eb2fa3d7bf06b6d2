//! Prints the records of a recording, one a line: `show FILE`.

use recorder_events::Decoder;
use std::env;
use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("show FILE")?;
    let mut decoder = Decoder::default();
    decoder.push(&fs::read(path)?);
    let mut now = 0;
    while let Some(record) = decoder.next_record() {
        now += record.delta_us;
        let (thread, task) = (record.thread, record.task.unwrap_or(0));
        println!("{now:>9} thread {thread} task {task:>3} {:?}", record.event);
    }
    Ok(())
}
