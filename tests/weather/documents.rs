//! The kind of client and server that the documents show: one message, one
//! call of `send`, one call of `recv(1024)`.
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, sleep};
use std::time::Duration;

use serde_json::{Value, json};

const TIMEOUT: Duration = Duration::from_secs(20);

/// Asks for the weather in a city and returns it as text.
pub fn ask(port: u16, city: &str) -> String {
    let mut server = TcpStream::connect(("127.0.0.1", port)).unwrap();
    server.set_read_timeout(Some(TIMEOUT)).unwrap();
    let question = format!(r#"{{"city": "{city}"}}"#);
    server.write_all(question.as_bytes()).unwrap();
    receive(&mut server)
}

/// Starts a server for one client at a time, and returns its port.
pub fn start_server(delay: Duration) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.unwrap();
            let request = receive(&mut client);
            let request: Value = serde_json::from_str(&request).unwrap();
            sleep(delay);
            let city = json!(request["city"]);
            let sunny = r#""temperature": 20, "conditions": "sunny""#;
            let answer = format!(r#"{{"city": {city}, {sunny}}}"#);
            client.write_all(answer.as_bytes()).unwrap();
        }
    });
    port
}

fn receive(stream: &mut TcpStream) -> String {
    let mut buffer = [0; 1024];
    let count = stream.read(&mut buffer).unwrap();
    String::from_utf8(buffer[..count].to_vec()).unwrap()
}
