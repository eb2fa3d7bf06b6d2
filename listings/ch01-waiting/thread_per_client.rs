//! Five clients, and a thread for each
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

const CLIENTS: usize = 5;
const DELAY: Duration = Duration::from_secs(2);

// ANCHOR: new
fn serve(listener: TcpListener) {
    for client in listener.incoming() {
        let client = client.unwrap();
        thread::spawn(move || answer(&client));
    }
}
// ANCHOR_END: new

fn answer(mut client: &TcpStream) {
    thread::sleep(DELAY);
    client.write_all(b"sunny").unwrap();
}

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // All are connected before the server starts.
    let queue: Vec<_> = (0..CLIENTS)
        .map(|_| TcpStream::connect(address).unwrap())
        .collect();

    let start = Instant::now();
    thread::spawn(move || serve(listener));
    let clients: Vec<_> = queue
        .into_iter()
        .map(|server| thread::spawn(move || wait_for_answer(server, start)))
        .collect();

    for (number, client) in (1..).zip(clients) {
        let waited = client.join().unwrap().as_secs_f64();
        println!("Client {number:2} waited {waited:.2} s");
    }
    let total = start.elapsed().as_secs_f64();
    println!("{CLIENTS} clients served in {total:.2} s");
}

fn wait_for_answer(mut server: TcpStream, start: Instant) -> Duration {
    server.read_to_string(&mut String::new()).unwrap();
    start.elapsed()
}
