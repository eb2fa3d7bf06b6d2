//! Starts the weather service and sends requests to it. Every wait has a time
//! limit, and no program outlives its test.
use std::env;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError::Timeout, Sender, channel};
use std::thread;
use std::time::Duration;

use serde_json::Value;

pub const LONDON_REQUEST: &str = r#"{"city": "London"}"#;
pub const LONDON_ANSWER: &str =
    r#"{"city": "London", "temperature": 20, "conditions": "sunny"}"#;
const TIMEOUT: Duration = Duration::from_secs(20);

/// A running program and the lines that it prints, on stdout and stderr.
pub struct Program {
    child: Child,
    line_rx: Receiver<Line>,
}

struct Line {
    stream: Stream,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stream {
    Stdout,
    Stderr,
}

/// What a program that has exited printed on each stream.
#[allow(dead_code, reason = "most tests don't tell the streams apart")]
pub struct Exit {
    pub code: i32,
    pub stdout: Vec<String>,
    pub stderr: Vec<String>,
}

impl Program {
    pub fn start(command: &mut Command) -> Program {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.stdin(Stdio::null()).spawn().unwrap();
        let (sender, line_rx) = channel();
        let stdout = child.stdout.take().unwrap();
        spawn_line_forwarder(stdout, Stream::Stdout, sender.clone());
        spawn_line_forwarder(
            child.stderr.take().unwrap(),
            Stream::Stderr,
            sender,
        );
        Program { child, line_rx }
    }

    /// Returns the memory that the process uses.
    #[cfg(target_os = "linux")]
    #[allow(dead_code, reason = "not every stage's memory is measured")]
    pub fn resident_kb(&self) -> u64 {
        let file = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(file).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kb = line.unwrap().split_whitespace().nth(1);
        kb.unwrap().parse().unwrap()
    }

    /// Waits for the next line with `line_part` in it.
    #[track_caller]
    pub fn wait_for_line(&self, line_part: &str) -> String {
        let mut seen = String::new();
        loop {
            match self.line_rx.recv_timeout(TIMEOUT) {
                Ok(line) if line.text.contains(line_part) => return line.text,
                Ok(line) => seen += &format!("{}\n", line.text),
                Err(_) => panic!("no line with `{line_part}` but\n{seen}"),
            }
        }
    }

    /// Sends a signal to the program, such as `TERM`.
    #[cfg(unix)]
    #[allow(dead_code, reason = "chapters 1 to 4 handle no signals")]
    pub fn send_signal(&self, signal_name: &str) {
        let id = self.child.id().to_string();
        let mut kill = Command::new("kill");
        let status = kill.args(["-s", signal_name, &id]).status().unwrap();
        assert!(status.success(), "the program is gone already");
    }

    /// Waits until the program exits. Returns its exit code and its output.
    #[track_caller]
    pub fn wait_for_exit(mut self) -> (i32, String) {
        let lines = self.read_to_end();
        let printed = lines.into_iter().map(|line| line.text + "\n").collect();
        (self.exit_code(), printed)
    }

    /// Waits until the program exits, and keeps its two streams apart.
    #[track_caller]
    #[allow(dead_code, reason = "most tests don't tell the streams apart")]
    pub fn wait_for_exit_and_streams(mut self) -> Exit {
        let (stdout, stderr): (Vec<Line>, Vec<Line>) = self
            .read_to_end()
            .into_iter()
            .partition(|line| line.stream == Stream::Stdout);
        let texts = |lines: Vec<Line>| {
            lines.into_iter().map(|line| line.text).collect()
        };
        Exit {
            code: self.exit_code(),
            stdout: texts(stdout),
            stderr: texts(stderr),
        }
    }

    #[track_caller]
    fn read_to_end(&self) -> Vec<Line> {
        let mut seen = Vec::new();
        loop {
            match self.line_rx.recv_timeout(TIMEOUT) {
                Ok(line) => seen.push(line),
                Err(Timeout) => {
                    let seen = seen.iter().map(|line| &*line.text);
                    let seen = seen.collect::<Vec<_>>().join("\n");
                    panic!("the program does not exit; it printed\n{seen}")
                }
                Err(_) => return seen,
            }
        }
    }

    fn exit_code(&mut self) -> i32 {
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn spawn_line_forwarder(
    reader: impl Read + Send + 'static,
    stream: Stream,
    lines: Sender<Line>,
) {
    thread::spawn(move || {
        for text in BufReader::new(reader).lines().map_while(Result::ok) {
            if lines.send(Line { stream, text }).is_err() {
                return;
            }
        }
    });
}

/// A weather server on a port of its own.
pub struct Server {
    pub program: Program,
    pub port: u16,
}

#[track_caller]
pub fn start_server(more: &[&str]) -> Server {
    let arguments = ["server", "--port", "0", "--delay", "0.05"];
    let program = start_weather(&[&arguments, more].concat());
    let port = wait_for_port(&program);
    Server { program, port }
}

impl Server {
    #[track_caller]
    pub fn connect(&self) -> TcpStream {
        let client = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        client.set_read_timeout(Some(TIMEOUT)).unwrap();
        client.set_write_timeout(Some(TIMEOUT)).unwrap();
        client
    }

    #[track_caller]
    pub fn request(&self, request_text: &str) -> String {
        let client = self.connect();
        send_text(&client, request_text);
        read_until_close(&client)
    }

    #[track_caller]
    pub fn assert_refuses(&self, request: &str, reason: &str) {
        let client = self.connect();
        send_text(&client, request);
        self.assert_refused(&client, reason);
    }

    /// Checks that the server sends the reason to the client, prints it on its
    /// own terminal, and serves the next client.
    #[track_caller]
    pub fn assert_refused(&self, client: &TcpStream, reason: &str) {
        let answer = read_until_close(client);
        let json: Value = serde_json::from_str(&answer).unwrap();
        let message = json["error"].as_str().unwrap();
        assert!(
            message.contains(reason),
            "`{reason}` is missing in {answer}"
        );
        self.program.wait_for_line(message);
        self.assert_serves_next();
    }

    #[track_caller]
    pub fn assert_serves_next(&self) {
        assert_eq!(self.request(LONDON_REQUEST), LONDON_ANSWER);
    }
}

#[track_caller]
pub fn wait_for_port(server: &Program) -> u16 {
    let line = server.wait_for_line("Weather server started on port ");
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[track_caller]
pub fn send_text(mut stream: &TcpStream, request_text: &str) {
    stream.write_all(request_text.as_bytes()).unwrap();
}

/// Reads until the close; a reset fails the test.
#[track_caller]
pub fn read_until_close(mut stream: &TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    text
}

/// Reads an answer that contains the reason.
#[track_caller]
#[allow(dead_code, reason = "chapters 1 to 4 don't need it")]
pub fn assert_answer_contains(client: &TcpStream, reason: &str) {
    let answer = read_until_close(client);
    assert!(answer.contains(reason), "`{reason}` is missing: {answer}");
}

pub fn start_weather(arguments: &[&str]) -> Program {
    Program::start(&mut command(&weather_program(), arguments))
}

pub fn command(program: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).env_remove("WEATHER_PORT");
    command
}

/// The example under test. It has the name of the chapter's module, which
/// includes this file.
pub fn stage_name() -> &'static str {
    let chapter = module_path!().split("::").nth(1);
    chapter.expect("a chapter's module includes this one")
}

/// Cargo puts examples next to the directory of this test.
pub fn weather_program() -> PathBuf {
    let stage = stage_name();
    let test_program = env::current_exe().unwrap();
    let profile = test_program.parent().and_then(Path::parent).unwrap();
    let name = format!("{stage}{}", env::consts::EXE_SUFFIX);
    let program = profile.join("examples").join(name);
    let build = format!("cargo build --example {stage}");
    assert!(program.exists(), "{program:?} is missing: run `{build}`");
    program
}

/// A Python of 3.11 or later; only on a developer's machine may it be missing.
pub fn find_python() -> Option<PathBuf> {
    let check = "import sys; sys.exit(sys.version_info < (3, 11))";
    let found = ["python3", "python"].into_iter().find(|name| {
        let status = Command::new(name).args(["-c", check]).output();
        status.is_ok_and(|output| output.status.success())
    });
    if found.is_none() {
        assert!(env::var_os("CI").is_none(), "CI needs Python 3.11 or later");
        println!("skipped: there is no Python 3.11 or later");
    }
    found.map(PathBuf::from)
}

/// Lets a Python version in `examples/` ask a server of this stage, and serve a
/// client of this stage. Returns what that client prints; `None` where there
/// is no Python.
#[track_caller]
pub fn exchange_with_python(file_name: &str) -> Option<String> {
    let python = find_python()?;
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let script = examples.join(file_name);
    let run = |arguments: &[&str]| {
        let mut command = command(&python, &[script.to_str().unwrap()]);
        Program::start(command.args(arguments))
    };

    let rust_server = start_server(&[]);
    let port = rust_server.port.to_string();
    let (code, lines) =
        run(&["client", "--port", &port, "London"]).wait_for_exit();
    assert!(code == 0 && lines.contains(LONDON_ANSWER), "{lines}");

    let python_server = run(&["server", "--port", "0", "--delay", "0.05"]);
    let port = wait_for_port(&python_server).to_string();
    let (code, lines) =
        start_weather(&["client", "--port", &port]).wait_for_exit();
    assert!(code == 0 && lines.contains(LONDON_ANSWER), "{lines}");
    Some(lines)
}
