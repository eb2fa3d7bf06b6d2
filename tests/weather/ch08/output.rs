//! What becomes of the service when no one reads what it prints, or the disk
//! for its log is full.
#![cfg(unix)]
use std::fs::File;
use std::io::{BufRead, BufReader, PipeReader, PipeWriter, Read, Write, pipe};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use super::http::{get_request, read_answer};
use super::program::{
    LONDON_ANSWER, LONDON_REQUEST, command, read_until_close, send_text,
    weather_program,
};
use std::net::{TcpListener, TcpStream};

const TIMEOUT: Duration = Duration::from_secs(30);

/// A service whose output the test handles itself.
struct Service {
    child: Child,
    stdout: Option<BufReader<PipeReader>>,
    port: u16,
    http_port: u16,
    operator_port: u16,
}

impl Service {
    fn start(stderr: Stdio) -> Service {
        Service::start_with(stderr, &[])
    }

    /// Starts a service that tries again and again to reach an upstream that
    /// doesn't exist, so it logs each retry.
    fn start_without_upstream(stderr: Stdio, more: &[&str]) -> Service {
        let closed = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = closed.local_addr().unwrap().port().to_string();
        let arguments = ["--upstream", &port, "--max-age", "0"];
        Service::start_with(stderr, &[&arguments[..], more].concat())
    }

    fn start_with(stderr: Stdio, more: &[&str]) -> Service {
        let (stdout, writer) = pipe().unwrap();
        Service::start_on(stdout, writer.into(), stderr, more)
    }

    /// Starts a service that has one pipe for its output and its log. Returns
    /// the end of the pipe that is written to, too.
    fn start_with_one_pipe() -> (Service, PipeWriter) {
        let (reader, writer) = pipe().unwrap();
        let output = || Stdio::from(writer.try_clone().unwrap());
        let service = Service::start_on(reader, output(), output(), &[]);
        (service, writer)
    }

    fn start_on(
        reader: PipeReader,
        stdout: Stdio,
        stderr: Stdio,
        more: &[&str],
    ) -> Service {
        let arguments = ["server", "--port", "0", "--delay", "0.01"];
        let arguments = [&arguments[..], more].concat();
        let mut command: Command = command(&weather_program(), &arguments);
        command.env_remove("DATABASE_URL").stderr(stderr);
        let child = command.stdout(stdout).spawn().unwrap();
        let mut stdout = BufReader::new(reader);
        let mut read_port = |before: char, after: &str| -> u16 {
            let mut line = String::new();
            stdout.read_line(&mut line).unwrap();
            let line = line.trim().strip_suffix(after).expect(&line);
            line.rsplit(before).next().unwrap().parse().unwrap()
        };
        let port = read_port(' ', "");
        let http_port = read_port(':', "/");
        let operator_port = read_port(':', "/metrics");
        // The last line of the start.
        stdout.read_line(&mut String::new()).unwrap();
        Service {
            child,
            stdout: Some(stdout),
            port,
            http_port,
            operator_port,
        }
    }

    fn connect(port: u16) -> TcpStream {
        let client = TcpStream::connect(("127.0.0.1", port)).unwrap();
        client.set_read_timeout(Some(TIMEOUT)).unwrap();
        client
    }

    #[track_caller]
    fn get(&self, path: &str) {
        let mut client = Service::connect(self.http_port);
        client.write_all(get_request(path).as_bytes()).unwrap();
        assert_eq!(read_answer(&client).status, 200);
    }

    #[track_caller]
    fn assert_serves_both_protocols(&self) {
        self.get("/weather/London");
        let client = Service::connect(self.port);
        send_text(&client, LONDON_REQUEST);
        assert_eq!(read_until_close(&client), LONDON_ANSWER);
    }

    #[track_caller]
    fn terminate(&mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let mut kill = Command::new("kill");
        assert!(kill.args(["-s", "TERM", &id]).status().unwrap().success());
        let deadline = Instant::now() + TIMEOUT;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            sleep(Duration::from_millis(10));
        }
        panic!("the service doesn't end");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_service_ends_although_nothing_reads_its_output() {
    let mut service = Service::start(Stdio::null());
    drop(service.stdout.take());
    service.assert_serves_both_protocols();
    let status = service.terminate();
    assert!(status.success(), "{status}");
}

#[test]
#[cfg(target_os = "linux")]
fn the_service_serves_although_there_is_no_room_for_its_log() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut service = Service::start(full.into());
    service.assert_serves_both_protocols();
    let status = service.terminate();
    assert!(status.success(), "{status}");
}

#[test]
fn the_service_serves_although_its_log_is_stuck() {
    let mut service = Service::start(Stdio::piped());
    // A pipe has room for about 500 of these lines, and 1000 events may wait.
    for _ in 0..1500 {
        service.get("/page.css");
    }
    service.assert_serves_both_protocols();
    // And when the log is read again, it says that some of it is missing.
    let mut log = BufReader::new(service.child.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("has lost events") {
        line.clear();
        assert_ne!(log.read_line(&mut line).unwrap(), 0, "no loss is logged");
    }
    let count = line.rsplit("count=").next().unwrap().trim();
    assert!(count.parse::<u64>().unwrap() > 100, "{line}");
    let mut operator = Service::connect(service.operator_port);
    operator
        .write_all(get_request("/metrics").as_bytes())
        .unwrap();
    let metrics = read_answer(&operator).body;
    let metric = format!("\nweather_log_events_lost_total {count}\n");
    assert!(metrics.contains(&metric), "no {metric} in {metrics}");
    let status = service.terminate();
    assert!(status.success(), "{status}");
}

#[test]
fn the_service_ends_although_its_log_is_stuck() {
    let mut service = Service::start(Stdio::piped());
    let _unread = service.child.stderr.take();
    for _ in 0..1500 {
        service.get("/page.css");
    }
    let status = service.terminate();
    assert!(status.success(), "{status}");
}

/// A platform may collect both outputs of a service with the same program.
#[test]
fn the_service_ends_although_all_of_its_output_is_stuck() {
    let (mut service, mut writer) = Service::start_with_one_pipe();
    for _ in 0..1500 {
        service.get("/page.css");
    }
    // A short line may fit where the last line of the log didn't, but not after
    // this thread, which is then stuck until the test drops the other end.
    thread::spawn(move || while writer.write_all(b"\n").is_ok() {});
    sleep(Duration::from_millis(500));
    let status = service.terminate();
    assert!(status.success(), "{status}");
}

/// The standard output of a service may be a file on the same disk as its log.
#[test]
#[cfg(target_os = "linux")]
fn the_service_starts_although_there_is_no_room_for_its_output() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let arguments = ["server", "--port", "0", "--stop-after", "0"];
    let mut command = command(&weather_program(), &arguments);
    command.env_remove("DATABASE_URL").stdout(full());
    let status = command.stderr(full()).status().unwrap();
    assert!(status.success(), "{status}");
}

/// Retries are logged like everything else, and not printed by the task.
#[test]
#[cfg(target_os = "linux")]
fn a_retry_is_made_although_there_is_no_room_for_its_log() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let attempts = ["--attempts", "2"];
    let mut service = Service::start_without_upstream(full.into(), &attempts);
    let mut client = Service::connect(service.http_port);
    client
        .write_all(get_request("/weather/Oslo").as_bytes())
        .unwrap();
    let answer = read_answer(&client);
    assert_eq!(answer.status, 502, "{}", answer.body);
    let client = Service::connect(service.port);
    send_text(&client, LONDON_REQUEST);
    assert!(read_until_close(&client).contains("error"));
    let status = service.terminate();
    assert!(status.success(), "{status}");
}

#[test]
fn retries_hold_nobody_up_although_the_log_is_stuck() {
    let calls = ["--workers", "60", "--queue", "900", "--attempts", "9"];
    let mut service = Service::start_without_upstream(Stdio::piped(), &calls);
    let _unread = service.child.stderr.take();
    // This fills the pipe, and each retry would be one line more.
    for _ in 0..1500 {
        service.get("/page.css");
    }
    let mut waiting = Vec::new();
    for number in 0..60 {
        let mut client = Service::connect(service.http_port);
        let request = get_request(&format!("/weather/{number}"));
        client.write_all(request.as_bytes()).unwrap();
        waiting.push(client);
    }
    sleep(Duration::from_secs(2));
    for _ in 0..20 {
        service.get("/page.css");
    }
    let status = service.terminate();
    drop(waiting);
    // Some of the answers may have been given up.
    assert!(status.code().is_some(), "{status}");
}

#[test]
fn a_retry_adds_no_line_to_the_log_that_a_client_has_written() {
    let attempts = ["--attempts", "2", "--log", "json"];
    let mut service =
        Service::start_without_upstream(Stdio::piped(), &attempts);
    let client = Service::connect(service.port);
    send_text(
        &client,
        r#"{"city": "x\n{\"level\":\"ERROR\"}\n\u001b[31m"}"#,
    );
    assert!(read_until_close(&client).contains("error"));
    let mut client = Service::connect(service.http_port);
    let request = get_request("/weather/%22%7D%20FAKE");
    client.write_all(request.as_bytes()).unwrap();
    read_answer(&client);
    let mut stderr = service.child.stderr.take().unwrap();
    service.terminate();
    let mut log = String::new();
    stderr.read_to_string(&mut log).unwrap();
    assert!(log.contains("Asking the upstream again"), "{log}");
    assert!(log.contains(r"\u001b[31m"), "{log}");
    for line in log.lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect(line);
        assert!(event["timestamp"].is_string(), "{line}");
    }
}

#[test]
fn a_client_can_neither_flood_the_log_nor_add_lines_to_it() {
    let mut service = Service::start(Stdio::piped());
    let long = "x".repeat(60_000);
    for text in [
        get_request(&format!("/{long}")),
        get_request("/a").replace("GET", &"G".repeat(6000)),
        get_request("/\u{1b}[31m"),
        get_request("/%0aFAKE"),
    ] {
        let mut client = Service::connect(service.http_port);
        client.write_all(text.as_bytes()).unwrap();
        read_answer(&client);
    }
    for text in [
        format!(r#"{{"city": "Oslo", "updates": "{long}"}}"#),
        r#"{"city": "Oslo", "updates": "\nFAKE\u001b[31m"}"#.to_owned(),
        r#"{"city": "\nFAKE\u001b[31m", "updates": 0}"#.to_owned(),
    ] {
        let client = Service::connect(service.port);
        send_text(&client, &text);
        read_until_close(&client);
    }
    let mut stderr = service.child.stderr.take().unwrap();
    service.terminate();
    let mut log = String::new();
    stderr.read_to_string(&mut log).unwrap();
    assert!(log.contains("FAKE") && log.contains("xxxx"), "{log}");
    for line in log.lines() {
        assert!(line.len() < 1000, "{} bytes: {line}", line.len());
        assert!(line.starts_with("20"), "not an event: {line}");
        assert!(!line.contains("\u{1b}[31m"), "{line}");
    }
}
