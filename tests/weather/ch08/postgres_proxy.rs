//! A proxy between the service and PostgreSQL that can let connections die
//! without closing them, as a firewall does that forgets them.
#![cfg(unix)]
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::thread;

pub struct PostgresProxy {
    pub port: u16,
    /// Only connections of the last generation are alive.
    generation: Arc<AtomicU64>,
}

impl PostgresProxy {
    pub fn start(socket: PathBuf) -> PostgresProxy {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let generation = Arc::new(AtomicU64::new(0));
        let current = Arc::clone(&generation);
        thread::spawn(move || {
            let mut all = Vec::new(); // so that none is closed
            for client in listener.incoming() {
                let client = client.unwrap();
                let database = UnixStream::connect(&socket).unwrap();
                let own = current.load(SeqCst);
                let is_dead = {
                    let current = Arc::clone(&current);
                    move || current.load(SeqCst) != own
                };
                let (a, b) =
                    (client.try_clone().unwrap(), database.try_clone());
                let b = b.unwrap();
                all.push((client.try_clone(), database.try_clone()));
                let is_dead_too = is_dead.clone();
                thread::spawn(move || forward(client, b, is_dead));
                thread::spawn(move || forward(database, a, is_dead_too));
            }
        });
        PostgresProxy { port, generation }
    }

    /// Passes nothing on any more, except on new connections.
    pub fn freeze_connections(&self) {
        self.generation.fetch_add(1, SeqCst);
    }
}

fn forward(
    mut from: impl Read,
    mut to: impl Write + ShutDownBoth,
    is_dead: impl Fn() -> bool,
) {
    let mut buffer = [0; 8192];
    loop {
        let count = from.read(&mut buffer).unwrap_or(0);
        if is_dead() {
            return;
        }
        if count == 0 || to.write_all(&buffer[..count]).is_err() {
            to.shut_down_both();
            return;
        }
    }
}

trait ShutDownBoth {
    fn shut_down_both(&self);
}

impl ShutDownBoth for TcpStream {
    fn shut_down_both(&self) {
        let _ = self.shutdown(std::net::Shutdown::Both);
    }
}

impl ShutDownBoth for UnixStream {
    fn shut_down_both(&self) {
        let _ = self.shutdown(std::net::Shutdown::Both);
    }
}
