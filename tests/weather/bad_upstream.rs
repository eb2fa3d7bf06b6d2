//! What the servers of chapters 6 and 7 do at a signal when everything goes
//! wrong at the same time.

use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use super::bad_clients::BadClients;
use super::fake_server::{FakeServer, weather_answer, weather_request};
use super::program::{
    Server, assert_answer_contains, read_until_close, send_text, start_server,
};

fn send_question(server: &Server, city: &str) -> TcpStream {
    let client = server.connect();
    send_text(&client, &weather_request(city));
    client
}

/// An upstream that never answers for Atlantis, and closes the connection
/// when it's asked for Babel.
fn start_bad_upstream() -> FakeServer {
    FakeServer::start(|request| match request.city.as_str() {
        "Atlantis" => request.hang(),
        "Babel" => drop(request),
        _ => request.answer_after(Duration::from_secs(1)),
    })
}

/// Sends SIGTERM to a server whose clients misbehave in every way, while its
/// upstream hangs for some of them and fails for others.
#[track_caller]
pub fn assert_good_clients_are_answered_at_shutdown(extra_arguments: &[&str]) {
    let upstream = start_bad_upstream();
    let port = upstream.port.to_string();
    let limits = ["--timeout", "2", "--drain", "5"];
    let calls = ["--upstream-timeout", "60", "--attempts", "1"];
    let upstream_port = ["--upstream", &port];
    let arguments = [&upstream_port, &limits[..], &calls, extra_arguments];
    let server = start_server(&arguments.concat());

    let without_answer = [(); 3].map(|()| send_question(&server, "Atlantis"));
    let failed = [(); 2].map(|()| send_question(&server, "Babel"));
    let in_london = [(); 3].map(|()| send_question(&server, "London"));
    let in_oslo = [(); 2].map(|()| send_question(&server, "Oslo"));
    let half_closed = send_question(&server, "London");
    half_closed.shutdown(Shutdown::Write).unwrap();
    let bad_clients = BadClients::connect(&server);
    drop([(); 3].map(|()| send_question(&server, "Rome"))); // these leave
    upstream.wait_for_requests(4);
    server.program.send_signal("TERM");

    let start = Instant::now();
    for client in in_london.iter().chain([&half_closed]) {
        assert_eq!(read_until_close(client), weather_answer("London"));
    }
    for client in &in_oslo {
        assert_eq!(read_until_close(client), weather_answer("Oslo"));
    }
    for client in &failed {
        assert_answer_contains(client, "without an answer");
    }
    bad_clients.assert_refused();
    for client in &without_answer {
        assert_answer_contains(client, "the server is shutting down");
    }
    let (code, lines) = server.program.wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(lines.contains("error: gave up on 3 answers"), "{lines}");
    // Within the deadline of 5 s, and a loose one for the machine.
    assert!(start.elapsed() < Duration::from_secs(15));
}
