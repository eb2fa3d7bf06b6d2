//! Accepts connections, with a thread for each.

use crate::request::{self, Received};
use crate::response::Response;
use crate::routes::{self, ServerState};
use std::io::{self, BufReader};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// After so long without a request, a connection is closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(60);

/// Serves all connections that the listener accepts. Returns only if the
/// listener fails.
pub fn serve(listener: &TcpListener) {
    let state = Arc::new(ServerState::default());
    for stream in listener.incoming() {
        let Ok(stream) = stream else { return };
        state.count_connection();
        let state = Arc::clone(&state);
        // Without another thread, the connection is closed.
        let _ = thread::Builder::new()
            .spawn(move || serve_connection(&stream, &state));
    }
}

/// Answers one request after the other, until the client closes the
/// connection or either side fails.
fn serve_connection(stream: &TcpStream, state: &ServerState) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE_TIMEOUT))?;
    let mut reader = BufReader::new(stream);
    loop {
        match request::read_request(&mut reader)? {
            Received::Request(request) => {
                routes::respond(&request, state).write(stream)?;
            }
            Received::Closed => return Ok(()),
            Received::Malformed(why) => {
                return Response::error(400, why).write(stream);
            }
        }
    }
}
