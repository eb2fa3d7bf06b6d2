//! A ticket server answers one client after the other. One of them connects
//! and then sends nothing, so all the others have to wait.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

/// Answers all clients that connect, until one can't be accepted.
// The loop accepts the next client immediately, because a thread does the
// waiting. That thread may outlive this turn of the loop, so it has to own its
// client, hence `move`. We never join it. A silent client costs us one idle
// thread, but if we waited for that thread, it would cost us the whole server.
fn serve(listener: TcpListener) -> io::Result<()> {
    for client in listener.incoming() {
        let client = client?;
        thread::spawn(move || answer(&client));
    }
    Ok(())
}

/// Reads a line with the name of a place and sells a ticket to it.
fn answer(mut client: &TcpStream) -> io::Result<()> {
    let mut place = String::new();
    BufReader::new(client).read_line(&mut place)?;
    writeln!(client, "One ticket to {}", place.trim())
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::ErrorKind::{TimedOut, WouldBlock};
    use std::net::SocketAddr;
    use std::thread;
    use std::time::Duration;

    const TIMEOUT: Duration = Duration::from_millis(500);

    fn spawn_server() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(|| serve(listener));
        address
    }

    fn connect(server: SocketAddr) -> TcpStream {
        let client = TcpStream::connect(server).unwrap();
        client.set_read_timeout(Some(TIMEOUT)).unwrap();
        client
    }

    #[track_caller]
    fn buy_ticket(mut client: TcpStream, place: &str) {
        writeln!(client, "{place}").unwrap();
        let mut ticket = String::new();
        match BufReader::new(client).read_line(&mut ticket) {
            Err(error) if matches!(error.kind(), WouldBlock | TimedOut) => {
                panic!("no ticket to {place} arrived within {TIMEOUT:?}")
            }
            result => result.unwrap(),
        };
        assert_eq!(ticket.trim(), format!("One ticket to {place}"));
    }

    #[test]
    fn a_client_gets_a_ticket() {
        buy_ticket(connect(spawn_server()), "Paris");
    }

    #[test]
    fn a_silent_client_does_not_delay_another() {
        let server = spawn_server();
        let _silent = connect(server);
        buy_ticket(connect(server), "Rome");
    }

    #[test]
    fn ten_silent_clients_do_not_delay_another() {
        let server = spawn_server();
        let _silent: Vec<_> = (0..10).map(|_| connect(server)).collect();
        buy_ticket(connect(server), "Oslo");
        buy_ticket(connect(server), "Bern");
    }

    #[test]
    fn a_slow_client_gets_its_ticket_too() {
        let server = spawn_server();
        let slow = connect(server);
        buy_ticket(connect(server), "Kyoto");
        buy_ticket(slow, "Lima");
    }
}
