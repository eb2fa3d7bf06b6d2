//! Live updates: each reader at its own speed.
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::http::{
    Update, UpdatesReader, connect_with_small_buffer, start_http_server,
};

/// Reads this many updates, and checks that none is missing without a word.
#[track_caller]
pub fn read_updates(reader: &mut UpdatesReader, update_count: u64) -> u64 {
    let mut missed_by_reader = 0;
    let mut expected = None;
    let mut received = 0;
    while received < update_count {
        match reader.next().expect("the updates ended") {
            Update::Number(number) => {
                assert_eq!(number, *expected.get_or_insert(number));
                expected = Some(number + 1);
                received += 1;
            }
            Update::Missed(missed) => {
                missed_by_reader += missed;
                expected = expected.map(|number| number + missed);
            }
        }
    }
    missed_by_reader
}

#[test]
fn each_reader_gets_each_update() {
    // A reader may be 16 updates late, so even a busy machine loses none.
    let server = start_http_server(&["--every", "0.1"]);
    let mut readers = [(); 5].map(|()| UpdatesReader::new(&server));
    for reader in &mut readers {
        assert_eq!(read_updates(reader, 20), 0, "a reader has missed some");
    }
    assert_eq!(server.read_metric("weather_updates_missed_total"), 0);
    assert_eq!(server.read_metric("weather_update_readers"), 5);
}

#[test]
fn a_stalled_reader_is_disconnected_and_delays_nobody() {
    let server = start_http_server(&["--every", "0.001", "--delay", "0"]);
    let mut fast = UpdatesReader::new(&server);
    let _stalled =
        [(); 5].map(|()| UpdatesReader::subscribe_with_small_buffer(&server));
    read_updates(&mut fast, 100);
    let deadline = Instant::now() + Duration::from_secs(60);
    // The fast reader reads on, so it's the others that are disconnected.
    while server.read_metric("weather_update_readers") > 1 {
        read_updates(&mut fast, 100);
        assert!(
            Instant::now() < deadline,
            "no stalled reader is disconnected"
        );
    }
    read_updates(&mut fast, 100);
    server.assert_serves_next();
}

/// A follower's socket has the same small buffer at the server. With the
/// system's own, the server would write megabytes before it notices.
#[test]
fn a_stalled_follower_of_the_old_protocol_is_disconnected_too() {
    let server = start_http_server(&["--every", "0.001", "--delay", "0"]);
    let follower = connect_with_small_buffer(server.server.port);
    let follow = r#"{"city": "London", "updates": 1000000}"#;
    super::program::send_text(&follower, follow);
    server.wait_for_metric("weather_update_readers", |count| count == 1);
    server.wait_for_metric("weather_update_readers", |count| count == 0);
    server.wait_for_metric("weather_failed_connections_total", |count| {
        count == 1
    });
}

#[test]
fn a_slow_reader_learns_how_many_updates_it_has_missed() {
    let server = start_http_server(&["--every", "0.001", "--delay", "0"]);
    let mut slow = UpdatesReader::subscribe_with_small_buffer(&server);
    let deadline = Instant::now() + Duration::from_secs(60);
    // It reads too often to be disconnected, but less than there is.
    while server.read_metric("weather_updates_missed_total") == 0 {
        read_updates(&mut slow, 20);
        assert!(Instant::now() < deadline, "the reader missed nothing");
        sleep(Duration::from_millis(100));
    }
    // What is buffered comes first.
    let mut received = 0;
    while read_updates(&mut slow, 100) == 0 {
        received += 100;
        assert!(received < 50_000, "the reader isn't told what it missed");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn memory_stays_flat_over_ten_thousand_updates() {
    let server = start_http_server(&["--every", "0.001", "--delay", "0"]);
    let mut reader = UpdatesReader::new(&server);
    let _stalled =
        [(); 10].map(|()| UpdatesReader::subscribe_with_small_buffer(&server));
    read_updates(&mut reader, 1000);
    let before = server.server.program.resident_kb();
    let missed = read_updates(&mut reader, 10_000);
    let grown = server.server.program.resident_kb().saturating_sub(before);
    // 10,000 updates kept for 11 readers would be 6 MB and more.
    assert!(grown < 3000, "{grown} KB more, {missed} updates missed");
}

#[test]
#[cfg(unix)]
fn a_signal_ends_the_updates() {
    let server = start_http_server(&["--every", "0.02"]);
    let mut reader = UpdatesReader::new(&server);
    read_updates(&mut reader, 3);
    let start = Instant::now();
    server.server.program.send_signal("TERM");
    while reader.next().is_some() {}
    let (code, lines) = server.server.program.wait_for_exit();
    assert_eq!(code, 0, "{lines}");
    assert!(start.elapsed() < Duration::from_secs(9), "{lines}");
}
