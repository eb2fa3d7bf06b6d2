//! Ten clients wait in a queue
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

const CLIENTS: usize = 10;
const DELAY: Duration = Duration::from_millis(200);

// ANCHOR: serve
fn serve(listener: TcpListener) {
    for client in listener.incoming() {
        match client {
            Ok(client) => answer(&client),
            Err(error) => {
                eprintln!("Cannot accept a client: {error}");
                thread::sleep(DELAY); // too many open files, for example
            }
        }
    }
}

fn answer(mut client: &TcpStream) {
    thread::sleep(DELAY);
    if let Err(error) = client.write_all(b"sunny") {
        eprintln!("The client is gone: {error}");
    }
}
// ANCHOR_END: serve

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // The system queues the connections in this order.
    let connections: Vec<_> = (0..CLIENTS)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();

    let start = Instant::now();
    let server = thread::Builder::new().name("server".into());
    server.spawn(move || serve(listener)).unwrap();
    let mut clients = Vec::new();
    for (number, server) in (1..).zip(connections) {
        let client = thread::Builder::new().name(format!("client {number}"));
        clients.push(client.spawn(move || wait_for_answer(server, start)));
    }

    for (number, client) in (1..).zip(clients) {
        let waited = client.unwrap().join().unwrap().as_secs_f64();
        println!("Client {number:2} waited {waited:.2} s");
    }
    let total = start.elapsed().as_secs_f64();
    println!("{CLIENTS} clients served in {total:.2} s");
}

fn wait_for_answer(mut server: TcpStream, start: Instant) -> Duration {
    server.read_to_string(&mut String::new()).unwrap();
    start.elapsed()
}
