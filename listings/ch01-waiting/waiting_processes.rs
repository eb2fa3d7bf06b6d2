//! What a waiting process costs
use std::env;
use std::fs::read_to_string;
use std::io::{self, pipe};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

fn main() {
    let argument = env::args().nth(1);
    if argument.as_deref() == Some("wait") {
        return wait();
    }
    let count = argument.map_or(1000, |text| text.parse().unwrap());
    // The children wait until the other end of this pipe is closed.
    let (gate, gate_opener) = pipe().unwrap();
    let (program, start) = (env::current_exe().unwrap(), Instant::now());

    let mut children = Vec::new();
    for _ in 0..count {
        let gate = gate.try_clone().unwrap();
        // ANCHOR: spawn
        match Command::new(&program).arg("wait").stdin(gate).spawn() {
            Ok(child) => children.push(child),
            Err(error) => {
                println!("No more than {} processes: {error}", children.len());
                break;
            }
        }
        // ANCHOR_END: spawn
    }
    let started = start.elapsed();
    let (count, memory) = (children.len(), children.iter().map(pss_kb).sum());
    let opened = Instant::now();
    drop(gate_opener);
    for mut child in children {
        child.wait().unwrap();
    }

    let done = (started + opened.elapsed()).as_secs_f64();
    let ms = started.as_secs_f64() * 1000.0;
    let us = ms * 1000.0 / count as f64;
    print!("{count} processes: started in {ms:.1} ms, {us:.0} us each, ");
    print!("all done after {done:.2} s, ");
    match memory {
        Some::<f64>(kb) => println!("{:.2} KB each", kb / count as f64),
        None => println!("memory not measured here"),
    }
}

/// Reads until the pipe is closed, which happens once all children exist.
fn wait() {
    io::copy(&mut io::stdin(), &mut io::sink()).unwrap();
    sleep(Duration::from_secs(1));
}

/// A child's share of memory: a page that ten processes use counts as a tenth.
fn pss_kb(child: &Child) -> Option<f64> {
    let file = format!("/proc/{}/smaps_rollup", child.id());
    let rollup = read_to_string(file).ok()?;
    let kb = rollup.split("Pss:").nth(1)?;
    kb.split_whitespace().next()?.parse().ok()
}
