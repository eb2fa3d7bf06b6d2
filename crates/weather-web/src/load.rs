//! What `ten_thousand` compares its server with, and what its clients need.

use crate::memory::peak_mb;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// Lets this process open as many files and sockets as the system allows it.
#[cfg(unix)]
pub fn raise_open_files_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // If this fails, the old limit is still there.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// Does nothing, as Windows has no such limit.
#[cfg(not(unix))]
pub fn raise_open_files_limit() {}

/// Returns how many files and sockets this process may open, if that's limited.
#[cfg(unix)]
pub fn open_files_limit() -> Option<u64> {
    use rustix::process::{Resource, getrlimit};
    getrlimit(Resource::Nofile).current
}

#[cfg(not(unix))]
pub fn open_files_limit() -> Option<u64> {
    None
}

/// A server that is a process of its own, and ends with this value.
#[derive(Debug)]
pub struct ServerProcess {
    process: Child,
    pub port: u16,
}

impl ServerProcess {
    /// Starts this program once more, with the name of a server, or Python.
    /// The server prints its port.
    pub fn start(server: &str) -> io::Result<Self> {
        let mut command = if server == "asyncio" {
            let mut python = Command::new("python3");
            python.args(["-c", ASYNCIO_SERVER]);
            python
        } else {
            let mut this_program = Command::new(std::env::current_exe()?);
            this_program.arg(server);
            this_program
        };
        let spawned = command.stdout(Stdio::piped()).spawn();
        let mut process = spawned.map_err(|error| {
            let program = command.get_program().display();
            let message = format!(
                "cannot start `{program}` for the server `{server}` ({error}); \
                 is it installed, and on the path?"
            );
            io::Error::new(error.kind(), message)
        })?;
        let mut line = String::new();
        if let Some(stdout) = process.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let port = line.trim().parse().map_err(io::Error::other)?;
        Ok(ServerProcess { process, port })
    }

    /// Returns the most memory that the server has used so far.
    pub fn peak_memory(&self) -> String {
        match peak_mb(self.process.id()) {
            Some(mb) => format!("{mb:.1} MB"),
            None => "unknown memory".to_owned(),
        }
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Answers each client in a thread of its own if the server is `threads`, or
/// else one after the other, as the server of chapter 1 does.
pub fn serve_blocking(server: &str, listener: TcpListener) -> io::Result<()> {
    listener.set_nonblocking(false)?;
    loop {
        let (client, _) = listener.accept()?;
        if server == "threads" {
            // Where the system refuses the thread, the client gets no answer.
            let _ = thread::Builder::new().spawn(|| answer_client(client));
        } else {
            answer_client(client)?;
        }
    }
}

fn answer_client(mut client: TcpStream) -> io::Result<()> {
    BufReader::new(&client).read_line(&mut String::new())?;
    thread::sleep(Duration::from_secs(2));
    client.write_all(b"sunny\n")
}

const ASYNCIO_SERVER: &str = "
import asyncio

try:
    import resource
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
except ImportError:
    pass  # Windows has no such limit


async def answer(reader, writer):
    await reader.readline()
    await asyncio.sleep(2)
    writer.write(b'sunny\\n')
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(
        answer, '127.0.0.1', 0, backlog=10_000
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
";
