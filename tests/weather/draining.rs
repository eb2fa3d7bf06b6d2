//! What every server does from chapter 5 on: asked to stop, it finishes what
//! it has begun, whatever its clients do meanwhile.
#![cfg(unix)]
use std::net::{Shutdown, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::parallel::check_each;

use super::bad_clients::BadClients;
use super::program::{
    LONDON_ANSWER, LONDON_REQUEST, Server, assert_answer_contains,
    read_until_close, send_text, start_server,
};

/// Clients that have sent their question, and wait.
fn connect_waiting_clients(
    server: &Server,
    client_count: usize,
) -> Vec<TcpStream> {
    let send_question = |_| {
        let client = server.connect();
        send_text(&client, LONDON_REQUEST);
        client
    };
    (0..client_count).map(send_question).collect()
}

fn wait_until_accepted(server: &Server, client_count: usize) {
    for _ in 0..client_count {
        server.program.wait_for_line("Accepted connection from ");
    }
}

#[track_caller]
fn assert_connections_refused(server: &Server) {
    for _ in 0..500 {
        if TcpStream::connect(("127.0.0.1", server.port)).is_err() {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("the server accepts clients although it is shutting down");
}

#[test]
fn after_a_signal_it_finishes_its_answers() {
    for signal in ["TERM", "INT"] {
        let server = start_server(&["--delay", "1"]);
        let clients = connect_waiting_clients(&server, 10);
        wait_until_accepted(&server, 10);
        server.program.send_signal(signal);
        server
            .program
            .wait_for_line("Shutting down with 10 answers to finish");
        assert_connections_refused(&server);
        for client in &clients {
            assert_eq!(read_until_close(client), LONDON_ANSWER, "{signal}");
        }
        let (code, lines) = server.program.wait_for_exit();
        assert_eq!(code, 0, "{lines}");
        assert!(lines.contains("with 10 answers sent"), "{lines}");
    }
}

#[test]
fn a_client_that_has_connected_before_the_signal_is_answered() {
    check_each(&[(); 20], |()| {
        let server = start_server(&["--delay", "0"]);
        let clients = connect_waiting_clients(&server, 40);
        server.program.send_signal("TERM");
        for client in &clients {
            assert_eq!(read_until_close(client), LONDON_ANSWER);
        }
        let (code, lines) = server.program.wait_for_exit();
        assert_eq!(code, 0, "{lines}");
        assert!(lines.contains("with 40 answers sent"), "{lines}");
    });
}

#[test]
fn bad_clients_neither_lose_an_answer_nor_hold_up_the_end() {
    let server = start_server(&["--delay", "1", "--timeout", "2"]);
    let honest = connect_waiting_clients(&server, 5);
    let half_closed = server.connect();
    send_text(&half_closed, LONDON_REQUEST);
    half_closed.shutdown(Shutdown::Write).unwrap();
    let bad_clients = BadClients::connect(&server);
    drop(connect_waiting_clients(&server, 3)); // these leave while they wait
    server.program.send_signal("TERM");

    let start = Instant::now();
    for client in honest.iter().chain([&half_closed]) {
        assert_eq!(read_until_close(client), LONDON_ANSWER);
    }
    bad_clients.assert_refused();
    let (code, lines) = server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    // Within the default deadline of 10 s, and a loose one for the machine.
    assert!(start.elapsed() < Duration::from_secs(15));
    // Four that were refused, and three that had left.
    assert_eq!(lines.matches("No answer for ").count(), 7, "{lines}");
    assert!(lines.contains("with 6 answers sent"), "{lines}");
}

#[test]
fn after_the_deadline_each_client_learns_that_it_gets_no_answer() {
    let server = start_server(&["--delay", "60", "--drain", "0.5"]);
    let clients = connect_waiting_clients(&server, 3);
    let silent = server.connect();
    wait_until_accepted(&server, 4);
    server.program.send_signal("TERM");
    let start = Instant::now();
    for client in clients.iter().chain([&silent]) {
        assert_answer_contains(client, "the server is shutting down");
    }
    let (code, lines) = server.program.wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(lines.contains("error: gave up on 4 answers"), "{lines}");
    assert!(start.elapsed() >= Duration::from_millis(500));
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_second_signal_ends_the_wait() {
    let server = start_server(&["--delay", "60", "--drain", "60"]);
    let clients = connect_waiting_clients(&server, 2);
    wait_until_accepted(&server, 2);
    server.program.send_signal("TERM");
    server.program.wait_for_line("Shutting down with 2 answers");
    server.program.send_signal("TERM");
    for client in &clients {
        assert_answer_contains(client, "the server is shutting down");
    }
    let (code, lines) = server.program.wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(lines.contains("error: gave up on 2 answers"), "{lines}");
}
