//! The ticket server answers one client after the other.
//! Since one of them connects and then says nothing, all others wait.

use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

/// Answers every client who comes.
// TODO: let no client wait for another.
fn serve(listener: TcpListener) {
    for client in listener.incoming().flatten() {
        let _ = answer(&client);
    }
}

/// Reads the name of a place, one line, and sells a ticket to it.
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

    const PATIENCE: Duration = Duration::from_millis(500);

    fn server() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(|| serve(listener));
        address
    }

    fn client(server: SocketAddr) -> TcpStream {
        let client = TcpStream::connect(server).unwrap();
        client.set_read_timeout(Some(PATIENCE)).unwrap();
        client
    }

    #[track_caller]
    fn buy(mut client: TcpStream, place: &str) {
        writeln!(client, "{place}").unwrap();
        let mut ticket = String::new();
        match BufReader::new(client).read_line(&mut ticket) {
            Err(e) if matches!(e.kind(), WouldBlock | TimedOut) => {
                panic!("no ticket to {place} came within {PATIENCE:?}")
            }
            result => result.unwrap(),
        };
        assert_eq!(ticket.trim(), format!("One ticket to {place}"));
    }

    #[test]
    fn a_client_gets_a_ticket() {
        buy(client(server()), "Paris");
    }

    #[test]
    fn a_client_who_says_nothing_holds_up_nobody() {
        let server = server();
        let _silent = client(server);
        buy(client(server), "Rome");
    }

    #[test]
    fn even_ten_of_them_hold_up_nobody() {
        let server = server();
        let _silent: Vec<_> = (0..10).map(|_| client(server)).collect();
        buy(client(server), "Oslo");
        buy(client(server), "Bern");
    }

    #[test]
    fn who_was_slow_is_answered_all_the_same() {
        let server = server();
        let slow = client(server);
        buy(client(server), "Kyoto");
        buy(slow, "Lima");
    }
}
