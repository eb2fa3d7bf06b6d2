//! Wakes: which task, by which, or by what else.

use crate::program::Program;

#[test]
fn the_end_of_a_task_wakes_who_waits_for_it() {
    let run = Program::compile(
        r#"
        use tokio::{spawn, time::{Duration, sleep}};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let inner = spawn(sleep(Duration::from_millis(2)));
            let outer = spawn(inner);
            outer.await.unwrap().unwrap();
        }"#,
    )
    .record();
    let lines = &run.lines;
    let main = lines.first("spawn").number("task");
    let (inner, outer) = (lines.task_at(5), lines.task_at(6));
    let ended = |task| {
        let wakes = lines.of_task("wake", task);
        wakes.filter_map(|wake| wake.find("ended")).last()
    };
    assert_eq!(ended(outer), Some(inner));
    assert_eq!(ended(main), Some(outer));
    let timer = lines.of_task("wake", inner).next().unwrap();
    assert_eq!(timer.find("found"), Some(0));
}

#[test]
fn a_message_wakes_the_receiver_in_the_senders_name() {
    for flavor in ["current_thread", "multi_thread"] {
        let run = Program::compile(&format!(
            r#"
        use tokio::sync::mpsc::unbounded_channel;
        use tokio::time::{{Duration, sleep}};
        #[tokio::main(flavor = "{flavor}")]
        async fn main() {{
            let (sender, mut receiver) = unbounded_channel();
            tokio::spawn(async move {{
                sleep(Duration::from_millis(5)).await;
                sender.send(()).unwrap();
                sleep(Duration::from_millis(50)).await;
            }});
            receiver.recv().await;
        }}"#
        ))
        .record();
        let lines = &run.lines;
        let main = lines.first("spawn").number("task");
        let wake = lines.of_task("wake", main).last().unwrap();
        assert_eq!(wake.find("by"), Some(lines.task_at(7)), "{flavor}");
    }
}

#[test]
fn a_thread_and_the_network_wake_without_a_task() {
    let run = Program::compile(
        r#"
        use std::{io::Write, net::TcpListener, thread, time::Duration};
        use tokio::{io::AsyncReadExt, net::TcpStream, sync::oneshot};
        #[tokio::main(flavor = "current_thread")]
        async fn main() {
            let (sender, receiver) = oneshot::channel();
            let task = tokio::spawn(receiver);
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(100));
                sender.send(()).unwrap();
            });
            task.await.unwrap().unwrap();
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            thread::spawn(move || {
                let mut client = listener.accept().unwrap().0;
                thread::sleep(Duration::from_millis(100));
                client.write_all(b"x").unwrap();
            });
            let task = tokio::spawn(async move {
                TcpStream::connect(address).await.unwrap().read_u8().await
            });
            task.await.unwrap().unwrap();
        }"#,
    )
    .record();
    let lines = &run.lines;
    let by_thread = lines.of_task("wake", lines.task_at(7)).next().unwrap();
    assert_ne!(by_thread.number("th"), 0);
    assert!(by_thread.get("by").is_null());
    assert!(by_thread.find("found").is_none());
    let by_network = lines.of_task("wake", lines.task_at(20)).last().unwrap();
    assert!(by_network.get("by").is_null());
    assert!(by_network.find("found").is_some_and(|events| events > 0));
}
