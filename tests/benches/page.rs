//! The page's side of the runner's protocol, for the benchmark.

use anyhow::{Context, Result, bail, ensure};
use book_tests::root;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use workbook::toolchain;

/// A workbook and the token of its address.
pub struct Page {
    workbook: Child,
    address: String,
    token: String,
}

impl Page {
    /// Starts a workbook and waits until its listings can be run.
    pub fn open() -> Result<Self> {
        let built = toolchain::cargo()
            .current_dir(root())
            .args(["build", "--quiet", "--bin", "workbook"])
            .status()?;
        ensure!(built.success(), "the workbook does not compile");
        let mut workbook = Command::new(root().join("target/debug/workbook"))
            .current_dir(root())
            .args(["--no-open", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = workbook.stdout.take().context("no output")?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines
            .by_ref()
            .find_map(|line| {
                let rest = line.trim().strip_prefix("http://")?;
                let (address, token) = rest.split_once("/?token=")?;
                Some((address.to_owned(), token.to_owned()))
            })
            .context("the workbook printed no address")?;
        lines
            .by_ref()
            .find(|line| line.contains("ready to run"))
            .context("the listings never became ready")?;
        thread::spawn(move || lines.for_each(drop));
        Ok(Page {
            workbook,
            address: address.0,
            token: address.1,
        })
    }

    /// From the click to the first line that the program prints.
    pub fn run(&self, listing: &str, source: &str) -> Result<Duration> {
        let start = Instant::now();
        for line in self.post("run", listing, source)? {
            let line = line?;
            if line.starts_with(r#"{"event":"out""#) {
                return Ok(start.elapsed());
            }
            if line.starts_with(r#"{"event":"ended""#) {
                bail!("`{listing}` printed nothing: {line}");
            }
        }
        bail!("`{listing}` never ended")
    }

    pub fn check(&self, listing: &str, source: &str) -> Result<Duration> {
        let start = Instant::now();
        let answer = self
            .post("check", listing, source)?
            .find_map(|line| line.ok().filter(|line| line.starts_with('[')))
            .context("no answer")?;
        let faults: Vec<Value> = serde_json::from_str(&answer)?;
        ensure!(faults.is_empty(), "it does not compile: {answer}");
        Ok(start.elapsed())
    }

    fn post(
        &self,
        what: &str,
        listing: &str,
        source: &str,
    ) -> Result<impl Iterator<Item = std::io::Result<String>>> {
        let body = json!({ "listing": listing, "source": source }).to_string();
        let Page { address, token, .. } = self;
        let port = address.rsplit(':').next().unwrap_or_default();
        let mut stream = TcpStream::connect(address)?;
        write!(
            stream,
            "POST /api/{what} HTTP/1.1\r\nHost: {address}\r\n\
             Origin: http://{address}\r\nX-Workbook: 1\r\n\
             Cookie: workbook-{port}={token}\r\n\
             Content-Type: application/json\r\nConnection: close\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        Ok(BufReader::new(stream).lines())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        let _ = self.workbook.kill();
        let _ = self.workbook.wait();
    }
}
