//! The server's process: the program itself, started a second time.

use crate::server;
use std::ffi::OsString;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::thread;

/// The variable that says to the second process that it is the server.
pub const SERVER_VARIABLE: &str = "TEST_INTERNET_SERVER";

/// What precedes the address on the line that the server prints.
const ADDRESS_PREFIX: &str = "test internet: ";

/// Starts the program again as the server, and returns its address and the
/// pipe that keeps it alive.
pub fn spawn_server() -> io::Result<(SocketAddr, ChildStdin)> {
    let mut command = Command::new(std::env::current_exe()?);
    // With the same arguments, `main` takes the same path to the server.
    command.args(std::env::args_os().skip(1));
    for variable in recorder_variables() {
        command.env_remove(variable);
    }
    let mut child = command
        .env(SERVER_VARIABLE, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take())
    else {
        return Err(io::Error::other("the server has no pipes"));
    };
    Ok((read_address(stdout)?, stdin))
}

/// A recorded program has a variable with the pipe for its events, which the
/// server must not write to.
fn recorder_variables() -> impl Iterator<Item = OsString> {
    std::env::vars_os()
        .map(|(name, _)| name)
        .filter(|name| name.to_string_lossy().starts_with("WORKBOOK_"))
}

fn read_address(stdout: ChildStdout) -> io::Result<SocketAddr> {
    for line in BufReader::new(stdout).lines() {
        // A test harness prints lines of its own before.
        if let Some((_, address)) = line?.split_once(ADDRESS_PREFIX) {
            return address.parse().map_err(io::Error::other);
        }
    }
    Err(io::Error::other(
        "the server ended before it had an address",
    ))
}

/// Serves until the program that started this process has ended or has
/// dropped its `TestInternet`. Never returns.
pub fn serve_until_stdin_closes() -> ! {
    let status = match serve() {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("the test server failed: {error}");
            1
        }
    };
    std::process::exit(status);
}

fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let mut stdout = io::stdout();
    writeln!(stdout, "\n{ADDRESS_PREFIX}{address}")?;
    stdout.flush()?;
    thread::spawn(move || server::serve(&listener));
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
