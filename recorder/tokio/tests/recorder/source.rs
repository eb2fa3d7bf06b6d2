//! The shim compiles what tokio compiles.

use crate::program::Program;

/// What learners' programs use, with the types written down.
const SURFACE: &str = r#"
#![forbid(unsafe_code)]
#![deny(warnings, rust_2018_idioms)]
use std::{io, pin::pin, sync::{Arc, LazyLock}};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, broadcast, mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinError, JoinHandle, JoinSet, LocalSet};
use tokio::time::{self, Duration, Instant, Interval, MissedTickBehavior, Sleep, Timeout};

tokio::task_local! { static NUMBER: u32; }
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

#[derive(Debug, Default)]
struct Crew {
    set: JoinSet<io::Result<u32>>,
    handles: Vec<JoinHandle<()>>,
    aborts: Vec<AbortHandle>,
}

struct Shared {
    sender: mpsc::Sender<u32>,
    permit: Option<OwnedSemaphorePermit>,
    ticks: Interval,
    sleep: std::pin::Pin<Box<Sleep>>,
}

fn limited<F: Future>(future: F) -> Timeout<F> {
    time::timeout(Duration::from_secs(1), future)
}

async fn all(crew: &mut Crew) -> Vec<Result<io::Result<u32>, JoinError>> {
    let mut ends = Vec::new();
    while let Some(end) = crew.set.join_next().await {
        ends.push(end);
    }
    ends
}

async fn echo() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        let (mut client, _) = listener.accept().await?;
        let (mut read, mut write) = client.split();
        tokio::io::copy(&mut read, &mut write).await
    });
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"line
").await?;
    let (read, _write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read).take(5).read_line(&mut line).await?;
    Ok(line)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> io::Result<()> {
    let mut crew = Crew::default();
    crew.set.spawn(async { Ok(1) });
    crew.aborts.push(crew.set.spawn_on(async { Ok(2) }, &Handle::current()));
    crew.set.spawn_blocking(|| Ok(3));
    crew.set.extend([async { Ok(4) }]);
    crew.handles.push(tokio::spawn(async {}));
    assert_eq!(crew.set.len(), 4);
    let ends = all(&mut crew).await;
    println!("{} {:?}", ends.len(), crew.set);
    let set: JoinSet<u32> = (0..3).map(async |n| n).collect();
    println!("{}", set.join_all().await.iter().sum::<u32>());

    let (sender, mut receiver) = mpsc::channel::<u32>(2);
    let mut shared = Shared {
        sender,
        permit: Arc::new(Semaphore::new(1)).acquire_owned().await.ok(),
        ticks: time::interval(Duration::from_millis(1)),
        sleep: Box::pin(time::sleep(Duration::ZERO)),
    };
    shared.ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    shared.sleep.as_mut().reset(Instant::now());
    shared.sleep.as_mut().await;
    shared.ticks.tick().await;
    shared.permit = None;
    let sent = tokio::join!(shared.sender.send(5), async { receiver.recv().await });
    println!("{:?}", sent.1);

    let (one, other) = oneshot::channel();
    let (news, mut reader) = watch::channel(0);
    let (all, mut ears) = broadcast::channel(1);
    let mut future = pin!(other);
    tokio::select! {
        biased;
        _ = &mut future => unreachable!(),
        () = time::sleep(Duration::from_millis(1)) => one.send(6).unwrap(),
    }
    news.send(7).unwrap();
    all.send(8).unwrap();
    let three = tokio::try_join!(
        async { future.await.map_err(io::Error::other) },
        async { reader.changed().await.map_err(io::Error::other) },
        async { ears.recv().await.map_err(io::Error::other) },
    )?;
    println!("{three:?}");

    let lock = Mutex::new(0);
    *lock.lock().await += 1;
    let numbered = NUMBER.scope(9, async { NUMBER.get() });
    println!("{} {}", numbered.await, limited(echo()).await??.trim());
    let spawn = tokio::spawn::<std::future::Ready<u32>>;
    println!("{}", spawn(std::future::ready(10)).await?);

    let local = LocalSet::new();
    let count = std::rc::Rc::new(11);
    println!("{}", local.run_until(async move {
        tokio::task::spawn_local(async move { *count }).await
    }).await?);
    let elsewhere = std::thread::spawn(|| {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1).enable_all().thread_name("crew").build()?;
        let local = LocalSet::new();
        let in_set = local.block_on(&runtime, async { 12 });
        let _guard = runtime.enter();
        let task = tokio::spawn(async { 13 });
        io::Result::Ok((in_set, RUNTIME.block_on(task)?))
    });
    println!("{:?}", elsewhere.join().unwrap()?);
    let listed = tokio::process::Command::new("echo").arg("14").output().await?;
    print!("{}", String::from_utf8_lossy(&listed.stdout));
    println!("{}", tokio::fs::read_to_string("/dev/null").await?.len());
    Ok(())
}
"#;

#[test]
fn the_shim_compiles_and_does_what_tokio_does() {
    let program = Program::compile(SURFACE);
    let output = program.command().output().unwrap();
    let recorded = program.record();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let lines = "4 JoinSet { len: 0 }\n3\nSome(5)\n(6, (), 8)\n9 line\n\
                 10\n11\n(12, 13)\n14\n0\n";
    assert_eq!(recorded.stdout(), lines);
    assert_eq!(recorded.output, output);
}

#[test]
fn a_test_of_a_learner_compiles() {
    let text = r#"
        #[cfg(test)]
        mod tests {
            #[tokio::test]
            async fn answers() {
                assert_eq!(tokio::spawn(async { 42 }).await.unwrap(), 42);
            }
        }"#;
    let run = Program::compile_with(text, &["--test".into()]).record();
    assert!(run.stdout().contains("1 passed"), "{}", run.stdout());
    assert_eq!(run.lines.count("finish"), 2);
}

#[test]
fn places_in_the_source_stay() {
    let run = Program::compile(
        "//! A title\nfn main() {\n    panic!(\"here\")\n} // no newline",
    )
    .record();
    let words = String::from_utf8_lossy(&run.output.stderr).into_owned();
    assert!(words.contains("main.rs:3:5"), "{words}");
    assert_eq!(run.lines.first("panic").number("line"), 3);
    assert_eq!(run.output.status.code(), Some(101));
}
