//! A client of HTTP that sends exactly the bytes that a test wants.
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::net::TcpSocket;

use super::program::{
    Program, Server, command, wait_for_port, weather_program,
};

pub const OSLO_REPORT: &str =
    r#"{"city": "Oslo", "temperature": 3.5, "conditions": "rain"}"#;
/// For a database on a machine that does other things too.
pub const LONG_DATABASE_TIMEOUT: [&str; 2] = ["--database-timeout", "60"];
const TIMEOUT: Duration = Duration::from_secs(30);

/// A server whose ports for HTTP are known.
pub struct WeatherHttpServer {
    pub server: Server,
    pub http_port: u16,
    pub operator_port: u16,
}

pub struct HttpResponse {
    pub status: u16,
    pub head: String,
    pub body: String,
}

pub fn start_http_server(more: &[&str]) -> WeatherHttpServer {
    let arguments = ["server", "--port", "0", "--delay", "0.05"];
    let arguments = [&arguments, more].concat();
    let mut command = command(&weather_program(), &arguments);
    WeatherHttpServer::of(Program::start(command.env_remove("DATABASE_URL")))
}

impl WeatherHttpServer {
    pub fn of(program: Program) -> WeatherHttpServer {
        let port = wait_for_port(&program);
        let port_in = |line: String, end| -> u16 {
            let address = line.trim_end_matches(end);
            address.rsplit(':').next().unwrap().parse().unwrap()
        };
        let line = program.wait_for_line("Its page is at ");
        let http_port = port_in(line, "/");
        let line = program.wait_for_line("Its metrics are at ");
        let operator_port = port_in(line, "/metrics");
        WeatherHttpServer {
            server: Server { program, port },
            http_port,
            operator_port,
        }
    }

    #[track_caller]
    pub fn connect(&self) -> TcpStream {
        connect(("127.0.0.1", self.http_port))
    }

    #[track_caller]
    pub fn connect_with_small_buffer(&self) -> TcpStream {
        connect_with_small_buffer(self.http_port)
    }

    /// Sends these bytes, and reads the answer until the server closes.
    #[track_caller]
    pub fn send(&self, bytes: &[u8]) -> HttpResponse {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        read_answer(&stream)
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> HttpResponse {
        self.send(get_request(path).as_bytes())
    }

    #[track_caller]
    pub fn get_json(&self, path: &str) -> Value {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    #[track_caller]
    pub fn post_report(&self, body: &str) -> HttpResponse {
        self.send(report_request(body).as_bytes())
    }

    /// Asks the port that clients don't use.
    #[track_caller]
    pub fn get_as_operator(&self, path: &str) -> HttpResponse {
        let mut stream = connect(("127.0.0.1", self.operator_port));
        stream.write_all(get_request(path).as_bytes()).unwrap();
        read_answer(&stream)
    }

    /// Waits until the JSON that `/health` has for the history contains this.
    /// The service checks the history every 2 s. Only the operator learns the
    /// reason.
    #[track_caller]
    pub fn wait_for_history_status(&self, part: &str) {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let health = self.get_as_operator("/health").body;
            let json: Value = serde_json::from_str(&health).unwrap();
            if json["history"].to_string().contains(part) {
                return;
            }
            assert!(Instant::now() < deadline, "no `{part}` in {health}");
            sleep(Duration::from_millis(50));
        }
    }

    /// Checks that all parts of the service still work.
    #[track_caller]
    pub fn assert_serves_next(&self) {
        self.server.assert_serves_next();
        assert_eq!(self.get("/weather/London").status, 200);
    }

    /// Waits until a metric is as it should be. The server counts an answer
    /// only after it has sent it.
    #[track_caller]
    pub fn wait_for_metric(
        &self,
        metric_name: &str,
        is_reached: impl Fn(u64) -> bool,
    ) {
        let deadline = Instant::now() + TIMEOUT;
        loop {
            let value = self.read_metric(metric_name);
            if is_reached(value) {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{metric_name} stays at {value}"
            );
            sleep(Duration::from_millis(5));
        }
    }

    #[track_caller]
    pub fn read_metric(&self, metric_name: &str) -> u64 {
        let text = self.get_as_operator("/metrics").body;
        let name = format!("{metric_name} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&name));
        let value = line.unwrap_or_else(|| panic!("no {name}in {text}"));
        value.trim().parse().unwrap()
    }
}

#[track_caller]
pub fn connect(address: impl ToSocketAddrs) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream.set_write_timeout(Some(TIMEOUT)).unwrap();
    stream
}

/// Connects with a socket for which the system buffers little, so that the
/// server soon notices if its client doesn't read.
#[track_caller]
pub fn connect_with_small_buffer(port: u16) -> TcpStream {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .unwrap();
    let address = ([127, 0, 0, 1], port).into();
    let stream = runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        socket.connect(address).await.unwrap().into_std().unwrap()
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream
}

pub fn get_request(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
}

pub fn report_request(body: &str) -> String {
    let length = body.len();
    format!(
        "POST /reports HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n\
         {body}"
    )
}

/// Reads until the close; a reset fails the test.
#[track_caller]
pub fn read_answer(mut stream: &TcpStream) -> HttpResponse {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    parse_answer(&text)
}

#[track_caller]
pub fn parse_answer(answer_text: &str) -> HttpResponse {
    let (head, body) = answer_text.split_once("\r\n\r\n").expect(answer_text);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    HttpResponse {
        status,
        head: head.to_ascii_lowercase(),
        body: body.to_owned(),
    }
}

impl HttpResponse {
    /// Checks that this is an error of that status, as JSON with a reason.
    #[track_caller]
    pub fn assert_error(&self, status: u16, reason: &str) {
        let HttpResponse { head, body, .. } = self;
        assert_eq!(self.status, status, "{head}\n\n{body}");
        assert!(head.contains("content-type: application/json"), "{head}");
        let json: Value = serde_json::from_str(body).unwrap();
        let message = json["error"].as_str().unwrap();
        assert!(message.contains(reason), "no `{reason}` in {message}");
    }
}

/// A reader of live updates.
pub struct UpdatesReader {
    lines: BufReader<TcpStream>,
}

#[derive(Debug, PartialEq)]
pub enum Update {
    Number(u64),
    Missed(u64),
}

impl UpdatesReader {
    pub fn new(server: &WeatherHttpServer) -> UpdatesReader {
        UpdatesReader::subscribe(server.connect())
    }

    pub fn subscribe_with_small_buffer(
        server: &WeatherHttpServer,
    ) -> UpdatesReader {
        UpdatesReader::subscribe(server.connect_with_small_buffer())
    }

    fn subscribe(mut stream: TcpStream) -> UpdatesReader {
        stream
            .write_all(get_request("/updates").as_bytes())
            .unwrap();
        UpdatesReader {
            lines: BufReader::new(stream),
        }
    }

    /// Returns the next update, or `None` at the end of the stream.
    pub fn next(&mut self) -> Option<Update> {
        let mut is_missed = false;
        loop {
            let mut line = String::new();
            if self.lines.read_line(&mut line).unwrap() == 0 {
                return None;
            }
            let line = line.trim();
            is_missed |= line == "event: missed";
            let Some(data) = line.strip_prefix("data: ") else {
                continue;
            };
            if is_missed {
                return Some(Update::Missed(data.parse().unwrap()));
            }
            let json: Value = serde_json::from_str(data).unwrap();
            return Some(Update::Number(json["number"].as_u64().unwrap()));
        }
    }
}
