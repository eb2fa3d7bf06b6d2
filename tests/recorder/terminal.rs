//! A recorded program prints what it prints in a terminal.

use crate::compile;

/// Prints what could differ: ids, sizes, and how things describe themselves.
const IDS_AND_SIZES_PROGRAM: &str = r#"
use std::mem::{size_of, size_of_val};
use std::sync::Arc;
use tokio::sync::{Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::sync::futures::Notified;
use tokio::time::{Duration, Instant, Interval, Sleep, Timeout, timeout};

async fn waits(lock: Arc<Mutex<u32>>) {
    let mut guard = lock.lock().await;
    tokio::time::sleep(Duration::from_millis(1)).await;
    *guard += 1;
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let task = tokio::spawn(async { panic!("no") });
    println!("{} {:?}", task.id(), task);
    println!("{}", task.await.unwrap_err());
    let other = tokio::spawn(async { println!("{}", tokio::task::id()) });
    other.await.unwrap();
    println!("{} {} {} {}", size_of::<Sleep>(), size_of::<Interval>(),
        size_of::<Timeout<Sleep>>(), size_of::<Instant>());
    println!("{} {} {} {} {} {}", size_of::<Mutex<u8>>(), size_of::<RwLock<u8>>(),
        size_of::<Semaphore>(), size_of::<Notify>(), size_of::<Barrier>(),
        size_of::<OnceCell<u8>>());
    println!("{} {} {}", size_of::<mpsc::Sender<u8>>(),
        size_of::<oneshot::Receiver<u8>>(), size_of::<watch::Receiver<u8>>());
    println!("{} {}", size_of::<tokio::net::TcpStream>(),
        size_of::<tokio::task::JoinHandle<u8>>());
    let lock = Arc::new(Mutex::new(1));
    println!("{} {}", size_of_val(&lock.lock()), size_of_val(&waits(lock.clone())));
    let (sender, mut receiver) = mpsc::channel::<u8>(2);
    println!("{}", size_of_val(&receiver.recv()));
    println!("{}", size_of_val(&sender.send(1)));
    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    println!("{} {}", size_of_val(&socket.recv(&mut [0])),
        size_of_val(&socket.send_to(&[0], "127.0.0.1:0")));
    let path = std::path::Path::new("main.rs");
    println!("{} {} {}", size_of_val(&tokio::fs::read(path)),
        size_of_val(&tokio::fs::rename(path, "main")),
        size_of_val(&tokio::fs::File::open(path)));
    println!("{} {}", size_of_val(&tokio::task::JoinSet::<u8>::new().join_all()),
        size_of_val(&OnceCell::new().get_or_init(async || 1)));
    println!("{} {}", size_of_val(&tokio::process::Command::new("true").output()),
        size_of_val(&tokio::io::copy(&mut tokio::io::empty(), &mut tokio::io::sink())));
    println!("{} {}", size_of_val(&Arc::new(RwLock::new(1)).read_owned()),
        size_of_val(&watch::channel(1).1.wait_for(|value| *value > 1)));
    println!("{} {}", size_of_val(&mpsc::channel::<u8>(1).0.reserve_owned()),
        size_of_val(&Arc::new(Semaphore::new(1)).acquire_many_owned(1)));
    println!("{} {}", size_of::<tokio::io::SimplexStream>(), size_of_val(&async {
        tokio::select! { () = std::future::ready(()) => {} }
    }));
    println!("{:?} {:?}", lock, Semaphore::new(3));
    println!("{:?} {:?}", RwLock::new(1), OnceCell::<u8>::new());
    println!("{:?} {:?}", Notify::new(), watch::channel(1).0);
    println!("{:?} {}", Notify::new().notified(), size_of::<Notified>());
    println!("{:?}", broadcast::channel::<u8>(2).0);
    println!("{:?}", oneshot::channel::<u8>().1);
    println!("{:?}", timeout(Duration::ZERO, receiver.recv()).await);
}
"#;

/// Those of a plain program are compared with the ones that it has with plain
/// tokio, which `plain_program` is.
#[test]
fn ids_sizes_and_descriptions_are_those_of_plain_tokio() {
    let program = compile(IDS_AND_SIZES_PROGRAM);
    let plain = plain_program::compile_and_run(IDS_AND_SIZES_PROGRAM);
    let off = program.unrecorded_command().output().unwrap();
    let on = program.record(&[]).unwrap().output;
    for (name, output) in [("off", off), ("on", on)] {
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(mask_addresses(&text), mask_addresses(&plain), "{name}");
    }
}

/// Pointers and instants differ from run to run.
fn mask_addresses(text: &str) -> String {
    let is_hex = |word: &str| word.contains("0x");
    let lines = text.lines().map(|line| {
        let masked = line
            .split(' ')
            .map(|word| if is_hex(word) { "0x" } else { word });
        masked.collect::<Vec<_>>().join(" ")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The same text with the crates that the book's own programs use.
mod plain_program {
    use book_tests::root;
    use std::fs;
    use std::process::{Command, Stdio};
    use toolchain::Artifacts;

    pub fn compile_and_run(source: &str) -> String {
        let mut cargo = toolchain::cargo_command();
        let output = cargo
            .current_dir(root())
            .args(["build", "--offline", "--quiet", "-p", "ch04-tasks"])
            .args(["--example", "gather"])
            .arg("--message-format=json-render-diagnostics")
            .stderr(Stdio::inherit())
            .output()
            .unwrap();
        let mut built = Artifacts::default();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            built.read_message(line);
        }
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("main.rs"), source).unwrap();
        let tokio = built.library("tokio").unwrap();
        let status = Command::new("rustc")
            .current_dir(folder.path())
            .args(["main.rs", "--edition=2024", "-Cdebuginfo=0"])
            .args(built.folder_arguments())
            .args(toolchain::extern_arguments("tokio", tokio))
            .status();
        assert!(status.unwrap().success());
        let output = Command::new(folder.path().join("main"))
            .env("RUST_BACKTRACE", "0")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}
