//! One question, one answer, one connection
use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

// ANCHOR: new
#[derive(Deserialize)]
struct Question {
    city: String,
}

#[derive(Serialize)]
struct Weather {
    city: String,
    temperature: i32,
    conditions: &'static str,
}
// ANCHOR_END: new

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    thread::spawn(move || answer(listener.accept()?.0));

    let mut server = TcpStream::connect(address)?;
    server.write_all(br#"{"city": "London"}"#)?;
    let mut answer = String::new();
    server.read_to_string(&mut answer)?;
    println!("{answer}");
    Ok(())
}

// ANCHOR: new

fn answer(mut client: TcpStream) -> io::Result<()> {
    // Ends with the object, not with the stream, which is still open.
    let mut json =
        serde_json::Deserializer::from_reader(BufReader::new(&client));
    let Question { city } = Question::deserialize(&mut json)?;

    thread::sleep(Duration::from_millis(500));
    let weather = Weather {
        city,
        temperature: 20,
        conditions: "sunny",
    };
    client.write_all(serde_json::to_string(&weather)?.as_bytes())?;

    // Closing with unread bytes would be a reset: read until they hang up.
    client.shutdown(Shutdown::Write)?;
    client.set_read_timeout(Some(Duration::from_millis(200)))?;
    io::copy(&mut client, &mut io::sink()).map(drop)
}
// ANCHOR_END: new
