//! The service as clients with aiohttp see it. The script does the checking.
use super::http::start_http_server;
use super::tools::{find_aiohttp_client, run};

#[track_caller]
fn run_aiohttp_test(test_name: &str, server_arguments: &[&str]) {
    let Some((python, script)) = find_aiohttp_client() else {
        return;
    };
    let server = start_http_server(server_arguments);
    let ports = [server.http_port, server.operator_port];
    let [port, operator_port] = ports.map(|port| port.to_string());
    let script = script.to_str().unwrap();
    let output = run(&python, &[script, test_name, &port, &operator_port]);
    let printed = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{printed}{errors}");
    assert_eq!(printed.trim(), "all is well", "{errors}");
    server.assert_serves_next();
}

#[test]
fn many_concurrent_clients_get_their_weather() {
    run_aiohttp_test("many_clients", &[]);
}

#[test]
fn clients_may_leave_in_the_middle() {
    run_aiohttp_test("clients_that_leave", &["--delay", "0.5"]);
}

#[test]
fn each_reader_gets_the_updates_in_order() {
    run_aiohttp_test("readers_of_updates", &["--every", "0.05"]);
}

#[test]
fn bad_requests_are_refused_with_json() {
    run_aiohttp_test("bad_requests", &[]);
}
