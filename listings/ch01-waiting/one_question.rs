//! One connection, one request, one answer
use std::io::{self, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

// ANCHOR: messages
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
// ANCHOR_END: messages

fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let server = thread::Builder::new().name("server".into());
    server.spawn(move || answer(listener.accept()?.0))?;

    // ANCHOR: client
    let mut server = TcpStream::connect(address)?;
    server.write_all(br#"{"city": "London"}"#)?;
    let mut answer = String::new();
    server.read_to_string(&mut answer)?;
    println!("{answer}");
    // ANCHOR_END: client
    Ok(())
}

// ANCHOR: read
fn answer(mut client: TcpStream) -> io::Result<()> {
    let reader = BufReader::new(&client);
    // Stops at the closing brace; doesn't wait for the end of the stream.
    let mut json = serde_json::Deserializer::from_reader(reader);
    let Question { city } = Question::deserialize(&mut json)?;
    // ANCHOR_END: read

    // ANCHOR: write
    thread::sleep(Duration::from_millis(500));
    let weather = Weather {
        city,
        temperature: 20,
        conditions: "sunny",
    };
    client.write_all(serde_json::to_string(&weather)?.as_bytes())?;
    // ANCHOR_END: write

    // ANCHOR: close
    client.shutdown(Shutdown::Write)?;
    client.set_read_timeout(Some(Duration::from_millis(200)))?;
    // Unread bytes would turn the close into a reset.
    io::copy(&mut client, &mut io::sink())?;
    Ok(())
}
// ANCHOR_END: close
