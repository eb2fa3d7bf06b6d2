//! A thread that borrows its client
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    for client in listener.incoming() {
        let client = client?;
        // ANCHOR: spawn
        thread::spawn(|| answer(&client));
        // ANCHOR_END: spawn
    }
    Ok(())
}

fn answer(mut client: &TcpStream) {
    client.write_all(b"sunny").unwrap();
}
