//! The weather service of chapter 4: a task for each connection.
#[path = "at_once.rs"]
mod at_once;
#[path = "manners.rs"]
mod manners;
#[path = "program.rs"]
mod program;

use std::path::Path;
use std::time::{Duration, Instant};

use self::program::{
    Program, SUNNY, command, port_of, python, server, weather,
};

const STAGE: &str = "ch04_tasks";

#[test]
fn a_client_who_says_nothing_keeps_nobody_waiting() {
    let server = server(&["--timeout", "10"]);
    let silent = [(); 20].map(|()| server.connect());
    let start = Instant::now();
    server.serves_the_next();
    assert!(start.elapsed() < Duration::from_secs(5));
    drop(silent);
}

#[test]
fn the_client_asks_for_all_cities_at_once() {
    let server = server(&["--delay", "1"]);
    let port = server.port.to_string();
    let cities = ["Oslo"; 20];
    let arguments = [&["client", "--port", &port][..], &cities].concat();
    let (code, lines) = weather(&arguments).end();
    assert_eq!(code, 0, "{lines}");
    assert_eq!(lines.matches("Received weather for Oslo").count(), 20);
    let total = lines.rsplit("Processed 20 requests in ").next().unwrap();
    let seconds: f64 = total.split(' ').next().unwrap().parse().unwrap();
    assert!((1.0..2.5).contains(&seconds), "{lines}");
}

#[test]
fn the_asyncio_twin_understands_it_and_is_understood() {
    let Some(python) = python() else { return };
    let twin =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/ch04_tasks.py");
    let run = |arguments: &[&str]| {
        let mut command = command(&python, &[twin.to_str().unwrap()]);
        Program::start(command.args(arguments))
    };

    let ours = server(&[]);
    let port = ours.port.to_string();
    let (code, lines) = run(&["client", "--port", &port, "London"]).end();
    assert!(code == 0 && lines.contains(SUNNY), "{lines}");

    let theirs = run(&["server", "--port", "0", "--delay", "0.5"]);
    let port = port_of(&theirs).to_string();
    let (code, lines) = weather(&["client", "--port", &port]).end();
    assert!(code == 0 && lines.contains(SUNNY), "{lines}");
    assert_eq!(lines.matches("Received weather for ").count(), 5);
}
