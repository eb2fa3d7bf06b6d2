//! A workbook for the benchmarks, and the page's side of the runner's protocol.

use anyhow::{Context, Result, anyhow, bail, ensure};
use book_tests::root;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

/// A program that prints 21 times of day, in nanoseconds.
const TIME_PRINTING_PROGRAM: &str = "use std::{thread::sleep, time::*};
fn main() {
    for _ in 0..21 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        println!(\"{}\", now.as_nanos());
        sleep(Duration::from_millis(7));
    }
}";

/// A workbook and the token of its address.
pub struct WorkbookProcess {
    process: Child,
    address: String,
    token: String,
}

impl WorkbookProcess {
    /// Starts a workbook and waits until its listings can be run.
    pub fn start() -> Result<Self> {
        WorkbookProcess::start_in(&std::env::temp_dir())
    }

    /// The same with another folder for temporary files.
    pub fn start_in(temporary: &Path) -> Result<Self> {
        let built = toolchain::cargo_command()
            .current_dir(root())
            .args(["build", "--quiet", "--bin", "workbook"])
            .status()?;
        ensure!(built.success(), "the workbook does not compile");
        let mut process = Command::new(root().join("target/debug/workbook"))
            .current_dir(root())
            .env("TMPDIR", temporary)
            .args(["--no-open", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().context("no output")?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines
            .by_ref()
            .find_map(|line| {
                let rest = line.trim().strip_prefix("http://")?;
                let (address, token) = rest.split_once("/#token=")?;
                Some((address.to_owned(), token.to_owned()))
            })
            .context("the workbook printed no address")?;
        lines
            .by_ref()
            .find(|line| line.contains("ready to run"))
            .context("the listings never became ready")?;
        thread::spawn(move || lines.for_each(drop));
        Ok(WorkbookProcess {
            process,
            address: address.0,
            token: address.1,
        })
    }

    /// From the click to the first line that the program prints.
    pub fn time_to_first_line(
        &self,
        listing: &str,
        source: &str,
    ) -> Result<Duration> {
        let mut connection = self.connect()?;
        let start = Instant::now();
        connection.send_request("run", listing, source)?;
        while let Some(event) = connection.next_event()? {
            match event["event"].as_str() {
                Some("out") => return Ok(start.elapsed()),
                Some("ended") => bail!("`{listing}` printed nothing: {event}"),
                _ => {}
            }
        }
        bail!("`{listing}` never ended")
    }

    /// The median time from printing a line to reading it, of 21 lines.
    pub fn measure_print_delay(&self, listing: &str) -> Result<Duration> {
        let mut delays = Vec::new();
        let mut connection = self.connect()?;
        connection.send_request("run", listing, TIME_PRINTING_PROGRAM)?;
        while let Some(event) = connection.next_event()? {
            let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
            for printed in event["text"].as_str().unwrap_or_default().lines() {
                let printed = Duration::from_nanos(printed.parse()?);
                delays.push(now.saturating_sub(printed));
            }
        }
        delays.sort();
        delays.get(10).copied().context("it printed too little")
    }

    pub fn time_type_check(
        &self,
        listing: &str,
        source: &str,
    ) -> Result<Duration> {
        let mut connection = self.connect()?;
        let start = Instant::now();
        connection.send_request("type-check", listing, source)?;
        let diagnostics = connection.next_event()?.context("no answer")?;
        ensure!(
            diagnostics.as_array().is_some_and(Vec::is_empty),
            "it does not compile: {diagnostics}"
        );
        Ok(start.elapsed())
    }

    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Opens a connection as a page does.
    pub fn connect(&self) -> Result<Connection> {
        connect(&self.address, &self.token)
    }
}

/// Opens a connection to the workbook at this address.
pub fn connect(address: &str, token: &str) -> Result<Connection> {
    let mut request =
        format!("ws://{address}/api/socket").into_client_request()?;
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://{address}").parse()?);
    let protocols = format!("workbook, token.{token}");
    headers.insert("sec-websocket-protocol", protocols.parse()?);
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let (socket, _) = tungstenite::client(request, stream)
        .map_err(|error| anyhow!("no connection: {error}"))?;
    Ok(Connection(socket))
}

/// The connection of one page, for one request.
pub struct Connection(WebSocket<TcpStream>);

impl Connection {
    pub fn send_request(
        &mut self,
        request: &str,
        listing: &str,
        source: &str,
    ) -> Result<()> {
        let message = json!({
            "id": 1, "request": request, "listing": listing, "source": source,
        });
        Ok(self.0.send(Message::text(message.to_string()))?)
    }

    /// The next event of the answer; `None` at its end.
    pub fn next_event(&mut self) -> Result<Option<Value>> {
        loop {
            let Message::Text(text) = self.0.read()? else {
                continue;
            };
            let mut message: Value = serde_json::from_str(&text)?;
            match message["message"].as_str() {
                Some("event") => return Ok(Some(message["event"].take())),
                Some("end") if message["error"].is_null() => return Ok(None),
                Some("end") => bail!("refused: {}", message["error"]),
                _ => {}
            }
        }
    }
}

impl Drop for WorkbookProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
