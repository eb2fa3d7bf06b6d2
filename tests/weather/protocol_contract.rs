//! The contract that every stage of the weather service fulfils, tested through
//! its port. The stage's example must be built first.
use std::io::{BufRead, BufReader, Write};
use std::net::{Shutdown, TcpListener};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use super::program::{
    LONDON_ANSWER, LONDON_REQUEST, Program, command, exchange_with_python,
    read_until_close, send_text, stage_name, start_server, start_weather,
    weather_program,
};

#[test]
fn a_bare_object_is_answered_while_the_client_keeps_the_stream_open() {
    assert_eq!(start_server(&[]).request(LONDON_REQUEST), LONDON_ANSWER);
}

#[test]
fn other_forms_of_a_request_are_accepted() {
    let server = start_server(&[]);
    assert_eq!(
        server.request("{\"city\": \"London\"}\n"),
        LONDON_ANSWER,
        "newline"
    );
    assert_eq!(
        server.request(" {\n\"city\":\"London\"}"),
        LONDON_ANSWER,
        "layout"
    );
    assert_eq!(
        server.request(r#"{"id": 1, "city": "London"}"#),
        LONDON_ANSWER,
        "more"
    );

    let client = server.connect();
    send_text(&client, LONDON_REQUEST);
    client.shutdown(Shutdown::Write).unwrap();
    assert_eq!(read_until_close(&client), LONDON_ANSWER, "half-closed");

    let client = server.connect();
    send_text(&client, "{\"city\": \"Lon");
    sleep(Duration::from_millis(100));
    send_text(&client, "don\"}");
    assert_eq!(read_until_close(&client), LONDON_ANSWER, "in two pieces");
}

#[test]
fn names_arrive_as_they_were_sent() {
    let answer =
        start_server(&[]).request(r#"{"city": "São \"P\",\n  Z\u00fcrich"}"#);
    let city = r#"{"city": "São \"P\",\n  Zürich", "temperature": 20"#;
    assert!(answer.starts_with(city), "{answer}");
}

#[test]
fn bad_requests_are_refused_with_a_reason() {
    let server = start_server(&[]);
    server.assert_refuses("hello", "expected value");
    server.assert_refuses(r#"{"town": "London"}"#, "`city`");
    server.assert_refuses(r#"{"city": 7}"#, "expected a string");
    server.assert_refuses("7 ", "expected struct");
}

#[test]
fn an_empty_or_broken_off_request_is_refused() {
    let server = start_server(&[]);
    for begun in ["", "{\"city\": \"Lon"] {
        let client = server.connect();
        send_text(&client, begun);
        client.shutdown(Shutdown::Write).unwrap();
        server.assert_refused(&client, "ended before it was whole");
    }
}

#[test]
fn a_request_may_have_64_kib_and_no_more() {
    let server = start_server(&[]);
    let padding = " ".repeat(64 * 1024 - LONDON_REQUEST.len());
    assert_eq!(
        server.request(&format!("{padding}{LONDON_REQUEST}")),
        LONDON_ANSWER
    );
    server.assert_refuses(&" ".repeat(1024 * 1024), "64 KiB");
}

#[test]
fn a_client_that_stalls_is_refused() {
    let server = start_server(&["--timeout", "0.3"]);
    let start = Instant::now();
    server.assert_refuses("{\"city\": ", "took too long");
    assert!(start.elapsed() >= Duration::from_millis(300));
}

#[test]
fn a_slow_drip_does_not_put_off_the_deadline() {
    let server = start_server(&["--timeout", "0.5"]);
    let client = server.connect();
    let mut drip = client.try_clone().unwrap();
    let dripping = thread::spawn(move || {
        // Ends by itself: the server hangs up long before 20 s.
        for _ in 0..400 {
            sleep(Duration::from_millis(50));
            if drip.write_all(b" ").is_err() {
                return;
            }
        }
        panic!("the server let a slow drip hold it for 20 s");
    });
    server.assert_refused(&client, "took too long");
    drop(client);
    dripping.join().unwrap();
}

#[test]
fn a_client_may_vanish_at_any_moment() {
    let server = start_server(&[]);
    let vanish = |said| send_text(&server.connect(), said);
    for said in ["", "{\"city\": "] {
        vanish(said);
        server.program.wait_for_line("ended before it was whole");
    }
    for _ in 0..5 {
        vanish(LONDON_REQUEST);
    }
    // Elsewhere the system may not tell the server that nobody reads.
    if cfg!(target_os = "linux") {
        server.program.wait_for_line("the client left");
    }
    server.assert_serves_next();
}

#[test]
fn surplus_bytes_do_not_cost_the_answer() {
    let server = start_server(&[]);
    let surplus = "x".repeat(200_000);
    assert_eq!(
        server.request(&format!("{LONDON_REQUEST}{surplus}")),
        LONDON_ANSWER,
        "before"
    );

    let client = server.connect();
    send_text(&client, LONDON_REQUEST);
    client.peek(&mut [0]).unwrap();
    for _ in 0..5 {
        // A server that is gone already would reset this.
        send_text(&client, "x");
        sleep(Duration::from_millis(20));
    }
    assert_eq!(read_until_close(&client), LONDON_ANSWER, "after");
}

#[test]
fn a_client_without_a_server_learns_how_to_start_one() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr();
    let port = port.unwrap().port().to_string();
    let (code, lines) =
        start_weather(&["client", "--port", &port]).wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    let start =
        format!("`cargo run --example {} -- server --port ", stage_name());
    assert!(lines.contains(&format!("{start}{port}`")), "{lines}");
}

#[test]
fn a_busy_port_is_named() {
    let server = start_server(&[]);
    let port = server.port.to_string();
    let (code, lines) =
        start_weather(&["server", "--port", &port]).wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    assert!(
        lines.contains(&format!("cannot open port {port}")),
        "{lines}"
    );
}

#[test]
fn bad_arguments_are_named() {
    for (arguments, word) in [
        ("sever", "sever"),
        ("server London", "London"),
        ("--prot 1", "--prot"),
        ("--port", "--port"),
        ("--port 65536", "65536"),
        ("--delay -1", "-1"),
        ("--delay NaN", "NaN"),
        ("--timeout soon", "soon"),
    ] {
        let arguments: Vec<_> = arguments.split(' ').collect();
        let (code, lines) = start_weather(&arguments).wait_for_exit();
        assert!(code == 2 && lines.starts_with("error: "), "{lines}");
        assert!(lines.contains(word) && lines.contains("--help"), "{lines}");
    }
    let (code, lines) = start_weather(&["--help"]).wait_for_exit();
    assert!(code == 0 && lines.contains("--timeout "), "{lines}");
}

#[test]
fn the_port_may_come_from_the_environment() {
    let run = |port| {
        let mut command = command(&weather_program(), &["--delay", "0"]);
        Program::start(command.env("WEATHER_PORT", port)).wait_for_exit()
    };
    assert_eq!(run("0").0, 0);
    let (code, lines) = run("http");
    assert!(code == 2 && lines.contains("http"), "{lines}");
}

#[test]
fn the_client_goes_on_after_a_bad_answer() {
    let port = start_server_with_answers(&[
        r#"{"error": "closed"}"#,
        "rain",
        "",
        LONDON_ANSWER,
    ]);
    let cities = ["client", "--port", &port, "A", "B", "C", "London"];
    let (code, lines) = start_weather(&cities).wait_for_exit();
    assert_eq!(code, 1, "{lines}");
    // A client that connects to all at once may be accepted in any order.
    assert_eq!(lines.matches("No weather for ").count(), 3, "{lines}");
    for line in [
        ": the server refused: closed",
        ": the answer is not weather: expected value",
        ": the server closed the connection",
        &format!(": {LONDON_ANSWER}"),
        "error: 3 of 4 requests failed",
    ] {
        assert!(lines.contains(line), "{line} is missing in\n{lines}");
    }
}

#[test]
fn the_client_times_out() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port().to_string();
    let arguments = ["client", "--timeout", "0.2", "--port", &port, "London"];
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert!(code == 1 && lines.contains("took too long"), "{lines}");
}

#[test]
fn rust_and_python_understand_each_other() {
    let Some(lines) = exchange_with_python("ch01_waiting.py") else {
        return;
    };
    assert!(lines.contains("\n\nProcessed 5 requests in 0."), "{lines}");
}

/// Gives each client in turn one of the answers, and closes.
fn start_server_with_answers(answers: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for answer in answers {
            let (mut client, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut reader = BufReader::new(&client);
            reader.read_until(b'}', &mut request).unwrap();
            client.write_all(answer.as_bytes()).unwrap();
        }
    });
    port.to_string()
}
