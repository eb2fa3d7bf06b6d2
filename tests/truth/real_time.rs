//! Waits that take no time while the clock is paused, or can't be waited for
//! then: these programs run in real time.

use super::record_timeline;
use timeline::{TaskKind, WakeKind};

/// While the clock is paused, connecting and reading a file take no time, so
/// this program runs in real time.
#[test]
fn connections_and_files_have_their_names_lines_and_causes() {
    let timeline = record_timeline(
        r#"
        use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
            TcpStream::connect(tcp.local_addr().unwrap()).await.unwrap();
            let path = format!("\0workbook-{}", std::process::id());
            let _unix = UnixListener::bind(&path).unwrap();
            UnixStream::connect(&path).await.unwrap();
            std::process::Command::new("mkfifo").arg("pipe").status().unwrap();
            std::thread::spawn(|| {
                std::thread::sleep(std::time::Duration::from_millis(20));
                std::fs::write("pipe", "late").unwrap();
            });
            tokio::fs::read("pipe").await.unwrap();
        }"#,
    );
    let found: Vec<_> = timeline
        .waits
        .iter()
        .map(|wait| {
            let kind = wait.cause.map(|cause| cause.kind);
            (
                &*wait.target_kind,
                wait.operation.as_deref(),
                wait.line,
                kind,
            )
        })
        .collect();
    let (connect, by_io) = (Some("connect"), Some(WakeKind::Io));
    let expected = [
        ("tcpstream", connect, Some(6), by_io),
        ("unixstream", connect, Some(9), by_io),
        ("task", None, Some(15), Some(WakeKind::End)),
    ];
    assert_eq!(found, expected);
    let file = &timeline.tasks[1];
    assert_eq!((file.kind, file.line), (TaskKind::Blocking, Some(15)));
}

/// Each blocking function of tokio's has to wait here until the only thread for
/// blocking work is free.
#[test]
fn blocking_functions_wait_in_their_lines() {
    let timeline = record_timeline(
        r#"
        use tokio::fs::{File, FileTimes};
        use std::time::{Duration, SystemTime};
        use tokio::{io::AsyncSeekExt, net::lookup_host, runtime::Builder};
        fn occupy_thread() {
            tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_millis(20)));
        }
        fn main() {
            let runtime = Builder::new_current_thread().max_blocking_threads(1).build();
            runtime.unwrap().block_on(async {
                let mut file = File::create("file").await.unwrap();
                occupy_thread();
                file.set_times(FileTimes::new()).await.unwrap();
                occupy_thread();
                file.set_modified(SystemTime::now()).await.unwrap();
                occupy_thread();
                file.seek(std::io::SeekFrom::Start(0)).await.unwrap();
                occupy_thread();
                lookup_host("localhost:80").await.unwrap();
            });
        }"#,
    );
    for line in [13, 15, 17, 19] {
        let waits = timeline.waits.iter();
        let found: Vec<_> = waits
            .filter(|wait| wait.line == Some(line))
            .map(|wait| {
                (&*wait.target_kind, wait.cause.map(|cause| cause.kind))
            })
            .collect();
        assert_eq!(found, [("task", Some(WakeKind::End))], "line {line}");
    }
}

/// What runs on a thread for blocking work ends by itself only.
#[test]
fn the_shutdown_of_a_set_waits_in_its_line() {
    let timeline = record_timeline(
        r#"
        use std::{sync::mpsc, thread, time::Duration};
        use tokio::task::JoinSet;
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let (begin, begun) = mpsc::channel();
            let mut set = JoinSet::new();
            set.spawn_blocking(move || {
                begin.send(()).unwrap();
                thread::sleep(Duration::from_millis(20));
            });
            begun.recv().unwrap();
            set.shutdown().await;
        }"#,
    );
    let found: Vec<_> = timeline
        .waits
        .iter()
        .map(|wait| (&*wait.target_kind, wait.line, wait.cause.map(|c| c.kind)))
        .collect();
    assert_eq!(found, [("joinset", Some(13), Some(WakeKind::End))]);
}
