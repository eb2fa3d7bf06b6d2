//! The weather service of chapter 4: a task for each connection.
#[path = "at_once.rs"]
mod at_once;
#[path = "program.rs"]
pub mod program;
#[path = "protocol_contract.rs"]
mod protocol_contract;

use std::net::Shutdown;

use self::program::{exchange_with_python, start_server, start_weather};

#[test]
fn silent_clients_do_not_block_others() {
    let server = start_server(&["--timeout", "10"]);
    let silent = [(); 20].map(|()| server.connect());
    server.assert_serves_next();
    // Its deadline has not passed, so nobody waited for it.
    silent[0].shutdown(Shutdown::Write).unwrap();
    server.assert_refused(&silent[0], "ended before it was whole");
}

#[test]
fn the_client_asks_for_all_cities_at_once() {
    let server = start_server(&["--delay", "1"]);
    let port = server.port.to_string();
    let cities = ["Oslo"; 20];
    let arguments = [&["client", "--port", &port][..], &cities].concat();
    let (code, lines) = start_weather(&arguments).wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert_eq!(lines.matches("Received weather for Oslo").count(), 20);
    let total = lines.rsplit("Processed 20 requests in ").next().unwrap();
    let seconds: f64 = total.split(' ').next().unwrap().parse().unwrap();
    // One after the other, they would wait for 20 s.
    assert!((1.0..20.0).contains(&seconds), "{lines}");
}

#[test]
fn the_python_version_understands_it_and_is_understood() {
    let Some(lines) = exchange_with_python("ch04_tasks.py") else {
        return;
    };
    assert_eq!(lines.matches("Received weather for ").count(), 5);
}
