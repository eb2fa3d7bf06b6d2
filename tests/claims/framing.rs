//! What chapter 1 says about the bytes of a connection.

use serde::Deserialize;
use std::io::{BufReader, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

#[derive(Deserialize)]
struct Question {
    city: String,
}

fn connected_pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    client.set_nodelay(true).unwrap();
    (client, listener.accept().unwrap().0)
}

/// Waits until `length` bytes have arrived and none of them has been read.
fn wait_for_bytes(server: &TcpStream, length: usize) {
    let mut buffer = [0; 64];
    while server.peek(&mut buffer).unwrap() < length {
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn a_read_returns_half_a_message_or_one_or_two() {
    let (mut client, mut server) = connected_pair();
    let mut buffer = [0; 64];
    let mut read = || {
        let length = server.read(&mut buffer).unwrap();
        str::from_utf8(&buffer[..length]).unwrap().to_owned()
    };

    client.write_all(b"Lon").unwrap();
    assert_eq!(read(), "Lon");
    client.write_all(b"don\n").unwrap();
    assert_eq!(read(), "don\n");

    client.write_all(b"Paris\n").unwrap();
    assert_eq!(read(), "Paris\n");

    client.write_all(b"Tokyo\n").unwrap();
    client.write_all(b"Lima\n").unwrap();
    wait_for_bytes(&server, 11);
    let length = server.read(&mut buffer).unwrap();
    assert_eq!(&buffer[..length], b"Tokyo\nLima\n");
}

fn read_next_city(
    reader: &mut BufReader<&TcpStream>,
) -> serde_json::Result<String> {
    let mut json = serde_json::Deserializer::from_reader(reader);
    Question::deserialize(&mut json).map(|question| question.city)
}

#[test]
fn a_buffer_may_hold_the_next_question() {
    const TWO_QUESTIONS: &[u8] = br#"{"city": "London"}{"city": "Paris"}"#;

    for keeps_the_reader in [true, false] {
        let (mut client, server) = connected_pair();
        client.write_all(TWO_QUESTIONS).unwrap();
        wait_for_bytes(&server, TWO_QUESTIONS.len());
        server
            .set_read_timeout(Some(Duration::from_millis(100)))
            .unwrap();

        let mut reader = BufReader::new(&server);
        assert_eq!(read_next_city(&mut reader).unwrap(), "London");
        if keeps_the_reader {
            assert_eq!(read_next_city(&mut reader).unwrap(), "Paris");
        } else {
            let error =
                read_next_city(&mut BufReader::new(&server)).unwrap_err();
            let kind = error.io_error_kind();
            assert!(matches!(
                kind,
                Some(ErrorKind::WouldBlock | ErrorKind::TimedOut)
            ));
        }
    }
}
