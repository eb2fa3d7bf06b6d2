//! Every client asks every server: those of all stages, their Python versions,
//! and the kind that the documents show. And five answers come together only
//! where the server gives them together and the client wants them so.
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use super::ch01_waiting::program::{
    Program, command, find_python, wait_for_port,
};
use super::documents;
use super::parallel::check_each;
use super::{ch01_waiting::program as ch01, ch02_futures::program as ch02};

const SERVER_DELAY: Duration = Duration::from_millis(500);

/// How often the delay fits into the time that the client takes.
macro_rules! delay_count {
    ($server:ident, $client:ident) => {{
        let server = $server::start_server(&["--delay", "0.5"]);
        let port = server.port.to_string();
        let start = Instant::now();
        let (code, lines) =
            $client::start_weather(&["client", "--port", &port])
                .wait_for_exit();
        let time = start.elapsed();
        assert_eq!(code, 0, "{lines}");
        assert_eq!(lines.matches("Received weather for ").count(), 5);
        time.div_duration_f64(SERVER_DELAY) as u32
    }};
}

#[test]
fn a_sequential_client_and_server_take_the_time_of_five_answers() {
    assert!(delay_count!(ch01, ch01) >= 5);
}

#[test]
fn a_server_that_takes_one_at_a_time_holds_up_all() {
    assert!(delay_count!(ch01, ch02) >= 5);
}

#[test]
fn a_client_that_asks_one_at_a_time_holds_up_itself() {
    assert!(delay_count!(ch02, ch01) >= 5);
}

#[test]
fn a_concurrent_client_and_server_take_less_than_five_answers() {
    assert!(delay_count!(ch02, ch02) < 5);
}

const STAGES: [&str; 9] = [
    "ch01_waiting",
    "ch02_futures",
    "ch03_event_loop",
    "ch04_tasks",
    "ch05_cancellation",
    "ch06_locks",
    "ch07_queues",
    "ch08_real_world",
    "ch09_pitfalls",
];

/// The stages' programs, in Rust and in Python.
static PROGRAMS: LazyLock<Vec<PathBuf>> = LazyLock::new(find_programs);
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(find_python);

fn find_programs() -> Vec<PathBuf> {
    let this_test = env::current_exe().unwrap();
    let profile = this_test.parent().and_then(Path::parent).unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let mut programs = Vec::new();
    for stage in STAGES {
        let file = format!("{stage}{}", env::consts::EXE_SUFFIX);
        programs.push(profile.join("examples").join(file));
        let python_version = examples.join(format!("{stage}.py"));
        if PYTHON.is_some() && python_version.exists() {
            programs.push(python_version);
        }
    }
    programs
}

fn start_program(program: &Path, arguments: &[&str]) -> Program {
    let is_python = program.extension().is_some_and(|end| end == "py");
    let mut run: Command = match &*PYTHON {
        Some(python) if is_python => {
            let script = program.to_str().unwrap();
            command(python, &[&[script], arguments].concat())
        }
        _ => command(program, arguments),
    };
    Program::start(&mut run)
}

/// Lets each client ask this server for two cities, and the documents' client
/// for one.
fn ask_with_every_client(server: &str, port: u16) {
    let in_oslo = r#"{"city": "Oslo", "temperature": 20, "conditions""#;
    let answer = documents::ask(port, "Oslo");
    assert!(answer.starts_with(in_oslo), "{server}: {answer}");
    let port = port.to_string();
    let arguments = ["client", "--port", &port, "Oslo", "Rome"];
    let running: Vec<Program> = PROGRAMS
        .iter()
        .map(|client| start_program(client, &arguments))
        .collect();
    for (client, program) in PROGRAMS.iter().zip(running) {
        let client = client.display();
        let (code, lines) = program.wait_for_exit();
        assert_eq!(code, 0, "{client} asks {server}: {lines}");
        let answer = format!("Received weather for Oslo: {in_oslo}");
        assert!(lines.contains(&answer), "{client} asks {server}: {lines}");
        let total = "\n\nProcessed 2 requests in ";
        assert!(lines.contains(total), "{client} asks {server}: {lines}");
    }
}

#[test]
fn every_client_understands_every_server() {
    check_each(&PROGRAMS, |server| {
        let arguments = ["server", "--port", "0", "--delay", "0.02"];
        let running = start_program(server, &arguments);
        let port = wait_for_port(&running);
        ask_with_every_client(&server.display().to_string(), port);
    });
}

#[test]
fn every_client_understands_the_documents_server() {
    let port = documents::start_server(Duration::from_millis(20));
    ask_with_every_client("the documents' server", port);
}
