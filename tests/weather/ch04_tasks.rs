//! The weather service of chapter 4: a task for each connection.
#[path = "manners.rs"]
mod manners;
#[path = "program.rs"]
mod program;

use std::path::Path;
use std::time::{Duration, Instant};

use self::program::{
    LONDON, Program, SUNNY, command, port_of, python, read, send, server,
    weather,
};

const STAGE: &str = "ch04_tasks";

#[test]
fn five_clients_that_come_together_are_served_in_the_time_of_one() {
    let server = server(&["--delay", "2"]);
    let start = Instant::now();
    let clients = [(); 5].map(|()| {
        let client = server.connect();
        send(&client, LONDON);
        client
    });
    for client in clients {
        assert_eq!(read(&client), SUNNY);
    }
    let time = start.elapsed();
    assert!(time >= Duration::from_secs(2), "{time:?}");
    assert!(time < Duration::from_secs(4), "{time:?}");
}

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
