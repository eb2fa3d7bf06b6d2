//! One wait for each kind of object. A task waits; 10 ms later, `main` does
//! something that ends the wait.

use super::record_timeline;
use book_tests::recorded_program::RecordedProgram;
use timeline::{Kind, Timeline, Wait, WaitOutcome, WakeKind, Why};

/// A case is a function of the program. The object is made in the line that
/// ends with `// made`, and awaited in the one that ends with `// waits`.
struct Case {
    name: &'static str,
    /// Makes the object.
    setup: &'static str,
    /// What the task awaits.
    wait: &'static str,
    /// What `main` does 10 ms later.
    action: &'static str,
    expected: Expected,
}

struct Expected {
    target_kind: &'static str,
    operation: Option<&'static str>,
    kind: WakeKind,
    why: Option<Why>,
}

const fn by_main(
    target_kind: &'static str,
    operation: Option<&'static str>,
    why: Why,
) -> Expected {
    Expected {
        target_kind,
        operation,
        kind: WakeKind::Task,
        why: Some(why),
    }
}

const fn by(
    target_kind: &'static str,
    operation: Option<&'static str>,
    kind: WakeKind,
) -> Expected {
    Expected {
        target_kind,
        operation,
        kind,
        why: None,
    }
}

const BY_SIGNAL: Expected = Expected {
    target_kind: "signal",
    operation: None,
    kind: WakeKind::Io,
    why: Some(Why::Signal),
};

const CASES: [Case; 76] = [
    Case {
        name: "bounded_receive",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1);",
        wait: "rx.recv().await;",
        action: "tx.send(1).await.unwrap();",
        expected: by_main("channel", Some("receive"), Why::Send),
    },
    Case {
        name: "bounded_last_sender",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1);",
        wait: "rx.recv().await;",
        action: "drop(tx);",
        expected: by_main("channel", Some("receive"), Why::Close),
    },
    Case {
        name: "bounded_send",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1); tx.try_send(0).unwrap();",
        wait: "tx.send(1).await.unwrap();",
        action: "rx.recv().await; let _rx = rx;",
        expected: by_main("channel", Some("send"), Why::Receive),
    },
    Case {
        name: "bounded_closed",
        setup: "let (tx, rx) = mpsc::channel::<u8>(1);",
        wait: "tx.closed().await;",
        action: "drop(rx);",
        expected: by_main("channel", Some("close"), Why::Close),
    },
    Case {
        name: "unbounded_receive",
        setup: "let (tx, mut rx) = mpsc::unbounded_channel::<u8>();",
        wait: "rx.recv().await;",
        action: "tx.send(1).unwrap();",
        expected: by_main("channel", Some("receive"), Why::Send),
    },
    Case {
        name: "oneshot_receive",
        setup: "let (tx, rx) = oneshot::channel::<u8>();",
        wait: "rx.await.unwrap();",
        action: "tx.send(1).unwrap();",
        expected: by_main("oneshot", Some("receive"), Why::Send),
    },
    Case {
        name: "oneshot_dropped",
        setup: "let (tx, rx) = oneshot::channel::<u8>();",
        wait: "rx.await.unwrap_err();",
        action: "drop(tx);",
        expected: by_main("oneshot", Some("receive"), Why::Close),
    },
    Case {
        name: "oneshot_closed",
        setup: "let (mut tx, rx) = oneshot::channel::<u8>();",
        wait: "tx.closed().await;",
        action: "drop(rx);",
        expected: by_main("oneshot", Some("close"), Why::Close),
    },
    Case {
        name: "watch_changed",
        setup: "let (tx, mut rx) = watch::channel(1);",
        wait: "rx.changed().await.unwrap();",
        action: "tx.send(2).unwrap();",
        expected: by_main("watch", None, Why::Send),
    },
    Case {
        name: "watch_sender_gone",
        setup: "let (tx, mut rx) = watch::channel(1);",
        wait: "rx.changed().await.unwrap_err();",
        action: "drop(tx);",
        expected: by_main("watch", None, Why::Close),
    },
    Case {
        name: "watch_closed",
        setup: "let (tx, rx) = watch::channel(1);",
        wait: "tx.closed().await;",
        action: "drop(rx);",
        expected: by_main("watch", Some("close"), Why::Close),
    },
    Case {
        name: "broadcast_receive",
        setup: "let (tx, mut rx) = broadcast::channel::<u8>(4);",
        wait: "rx.recv().await.unwrap();",
        action: "tx.send(1).unwrap();",
        expected: by_main("broadcast", Some("receive"), Why::Send),
    },
    Case {
        name: "notify_one",
        setup: "let target = Arc::new(Notify::new()); let other = target.clone();",
        wait: "other.notified().await;",
        action: "target.notify_one();",
        expected: by_main("notify", None, Why::Notify),
    },
    Case {
        name: "notify_waiters",
        setup: "let target = Arc::new(Notify::new()); let other = target.clone();",
        wait: "other.notified().await;",
        action: "target.notify_waiters();",
        expected: by_main("notify", None, Why::Notify),
    },
    Case {
        name: "semaphore",
        setup: "let target = Arc::new(Semaphore::new(0)); let other = target.clone();",
        wait: "other.acquire().await.unwrap().forget();",
        action: "target.add_permits(1);",
        expected: by_main("semaphore", None, Why::Release),
    },
    Case {
        name: "mutex",
        setup: "let target = Arc::new(Mutex::new(0)); let other = target.clone(); let held = target.lock().await;",
        wait: "*other.lock().await += 1;",
        action: "drop(held);",
        expected: by_main("mutex", None, Why::Release),
    },
    Case {
        name: "const_mutex",
        setup: "static TARGET: Mutex<u8> = Mutex::const_new(0); let held = TARGET.lock().await;",
        wait: "*TARGET.lock().await += 1;",
        action: "drop(held);",
        expected: by_main("mutex", None, Why::Release),
    },
    Case {
        name: "default_mutex",
        setup: "let target = Arc::new(Mutex::<u8>::default()); let other = target.clone(); let held = target.lock().await;",
        wait: "*other.lock().await += 1;",
        action: "drop(held);",
        expected: by_main("mutex", None, Why::Release),
    },
    Case {
        name: "mapped_channel",
        setup: "let [(tx, mut rx)] = [1].map(mpsc::channel::<u8>);",
        wait: "rx.recv().await;",
        action: "tx.send(1).await.unwrap();",
        expected: by_main("channel", Some("receive"), Why::Send),
    },
    Case {
        name: "rwlock_read",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.write().await;",
        wait: "let _ = *other.read().await;",
        action: "drop(held);",
        expected: by_main("rwlock", Some("read"), Why::Release),
    },
    Case {
        name: "rwlock_write",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.read().await;",
        wait: "*other.write().await += 1;",
        action: "drop(held);",
        expected: by_main("rwlock", Some("write"), Why::Release),
    },
    Case {
        name: "barrier",
        setup: "let target = Arc::new(Barrier::new(2)); let other = target.clone();",
        wait: "other.wait().await;",
        action: "target.wait().await;",
        expected: by_main("barrier", None, Why::Send),
    },
    Case {
        name: "once_cell",
        setup: "let target = Arc::new(OnceCell::new()); let other = target.clone(); \
               let (go, gone) = oneshot::channel::<u8>(); \
               let first = async move { target.get_or_init(|| async { gone.await.unwrap() }).await; }; \
               let mut first = Box::pin(first); \
               assert!(futures::poll!(&mut first).is_pending());",
        wait: "other.get_or_init(|| async { 0 }).await;",
        action: "go.send(1).unwrap(); first.await;",
        expected: by_main("oncecell", None, Why::Close),
    },
    Case {
        name: "join",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let target = spawn(async { gone.await.unwrap() });",
        wait: "target.await.unwrap();",
        action: "go.send(1).unwrap();",
        expected: by("task", None, WakeKind::End),
    },
    Case {
        name: "join_set",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_next().await.unwrap().unwrap();",
        action: "go.send(1).unwrap();",
        expected: by("joinset", None, WakeKind::End),
    },
    Case {
        name: "join_next_with_id",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_next_with_id().await.unwrap().unwrap();",
        action: "go.send(1).unwrap();",
        expected: by("joinset", None, WakeKind::End),
    },
    Case {
        name: "join_all",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = JoinSet::new(); target.spawn(async { gone.await.unwrap() });",
        wait: "target.join_all().await;",
        action: "go.send(1).unwrap();",
        expected: by("joinset", None, WakeKind::End),
    },
    Case {
        name: "task_tracker",
        setup: "let target = TaskTracker::new(); let other = target.clone(); let token = target.token(); target.close();",
        wait: "other.wait().await;",
        action: "drop(token);",
        expected: by_main("notify", None, Why::Notify),
    },
    Case {
        name: "cancellation_token",
        setup: "let target = CancellationToken::new(); let other = target.clone();",
        wait: "other.cancelled().await;",
        action: "target.cancel();",
        expected: by_main("notify", None, Why::Notify),
    },
    Case {
        name: "sleep",
        setup: "let target = sleep(Duration::from_millis(5));",
        wait: "target.await;",
        action: "",
        expected: by("sleep", None, WakeKind::Timer),
    },
    Case {
        name: "timeout",
        setup: "let target = timeout(Duration::from_millis(5), pending::<()>());",
        wait: "target.await.unwrap_err();",
        action: "",
        expected: by("timeout", None, WakeKind::Timer),
    },
    Case {
        name: "interval",
        setup: "let mut target = interval(Duration::from_millis(5)); target.tick().await;",
        wait: "target.tick().await;",
        action: "",
        expected: by("interval", None, WakeKind::Timer),
    },
    Case {
        name: "duplex_read",
        setup: "let (mut target, mut other) = duplex(8);",
        wait: "other.read_u8().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: by_main("duplex", Some("read"), Why::Send),
    },
    Case {
        name: "duplex_closed",
        setup: "let (mut it, other) = duplex(1); it.write_u8(0).await.unwrap();",
        wait: "it.write_u8(1).await.unwrap_err();",
        action: "drop(other);",
        expected: by_main("duplex", Some("write"), Why::Close),
    },
    Case {
        name: "simplex_read",
        setup: "let (mut reader, mut writer) = simplex(8);",
        wait: "reader.read_u8().await.unwrap();",
        action: "writer.write_u8(1).await.unwrap();",
        expected: by_main("duplex", Some("read"), Why::Send),
    },
    Case {
        name: "accept",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); let to = target.local_addr().unwrap();",
        wait: "target.accept().await.unwrap();",
        action: "let _client = TcpStream::connect(to).await.unwrap();",
        expected: by("tcplistener", Some("accept"), WakeKind::Io),
    },
    Case {
        name: "tcp_read",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap();",
        wait: "server.read(&mut [0]).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "udp",
        setup: "let target = UdpSocket::bind(\"127.0.0.1:0\").await.unwrap(); let to = target.local_addr().unwrap();",
        wait: "target.recv_from(&mut [0]).await.unwrap();",
        action: "UdpSocket::bind(\"127.0.0.1:0\").await.unwrap().send_to(b\"x\", to).await.unwrap();",
        expected: by("udpsocket", Some("read"), WakeKind::Io),
    },
    Case {
        name: "signal",
        setup: "let mut target = signal(SignalKind::user_defined1()).unwrap();",
        wait: "target.recv().await;",
        action: "send_signal(\"-USR1\");",
        expected: BY_SIGNAL,
    },
    Case {
        name: "ctrl_c",
        setup: "",
        wait: "ctrl_c().await.unwrap();",
        action: "send_signal(\"-INT\");",
        expected: BY_SIGNAL,
    },
    Case {
        name: "process",
        setup: "let mut target = Command::new(\"sleep\").arg(\"0.05\").spawn().unwrap();",
        wait: "target.wait().await.unwrap();",
        action: "",
        expected: by("process", None, WakeKind::Io),
    },
    Case {
        name: "process_status",
        setup: "let mut target = Command::new(\"sleep\"); target.arg(\"0.05\");",
        wait: "target.status().await.unwrap();",
        action: "",
        expected: by("process", None, WakeKind::Io),
    },
    Case {
        name: "tcp_write",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap(); \
               let mut bytes = vec![0; 1 << 24];",
        wait: "client.write_all(&vec![0; 1 << 24]).await.unwrap();",
        action: "server.read_exact(&mut bytes).await.unwrap();",
        expected: by("tcpstream", Some("write"), WakeKind::Io),
    },
    Case {
        name: "tcp_half_close",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap();",
        wait: "assert_eq!(server.read(&mut [0]).await.unwrap(), 0);",
        action: "client.shutdown().await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "udp_connected",
        setup: "let target = UdpSocket::bind(\"127.0.0.1:0\").await.unwrap(); let to = target.local_addr().unwrap();",
        wait: "target.recv(&mut [0]).await.unwrap();",
        action: "let other = UdpSocket::bind(\"127.0.0.1:0\").await.unwrap(); other.connect(to).await.unwrap(); other.send(b\"x\").await.unwrap();",
        expected: by("udpsocket", Some("read"), WakeKind::Io),
    },
    Case {
        name: "unix_accept",
        setup: "let target = UnixListener::bind(socket_path()).unwrap();",
        wait: "target.accept().await.unwrap();",
        action: "let _client = UnixStream::connect(socket_path()).await.unwrap();",
        expected: by("unixlistener", Some("accept"), WakeKind::Io),
    },
    Case {
        name: "unix_read",
        setup: "let (mut target, mut other) = UnixStream::pair().unwrap();",
        wait: "other.read_u8().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: by("unixstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "unix_datagram",
        setup: "let (target, other) = UnixDatagram::pair().unwrap();",
        wait: "other.recv(&mut [0]).await.unwrap();",
        action: "target.send(b\"x\").await.unwrap();",
        expected: by("io", Some("read"), WakeKind::Io),
    },
    Case {
        name: "copy",
        setup: "let (mut target, mut other) = duplex(8);",
        wait: "tokio::io::copy(&mut other, &mut tokio::io::sink()).await.unwrap();",
        action: "target.write_u8(1).await.unwrap(); drop(target);",
        expected: by_main("duplex", Some("read"), Why::Send),
    },
    Case {
        name: "process_output",
        setup: "let mut target = Command::new(\"sleep\"); target.arg(\"0.05\");",
        wait: "target.output().await.unwrap();",
        action: "",
        expected: by("process", None, WakeKind::Io),
    },
    Case {
        name: "tcp_half_ready",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (server, _) = target.accept().await.unwrap(); client.write_all(b\"x\").await.unwrap(); server.readable().await.unwrap(); while server.try_read(&mut [0]).is_ok() {} let (half, _rest) = server.into_split();",
        wait: "half.ready(Interest::READABLE).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "tcp_half_readable",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (server, _) = target.accept().await.unwrap(); client.write_all(b\"x\").await.unwrap(); server.readable().await.unwrap(); while server.try_read(&mut [0]).is_ok() {} let (half, _rest) = server.into_split();",
        wait: "half.readable().await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "tcp_half_peek",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (server, _) = target.accept().await.unwrap(); let (mut half, _rest) = server.into_split();",
        wait: "half.peek(&mut [0]).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "tcp_borrowed_half_readable",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap(); client.write_all(b\"x\").await.unwrap(); server.readable().await.unwrap(); while server.try_read(&mut [0]).is_ok() {}",
        wait: "server.split().0.readable().await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "tcp_borrowed_half_peek",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap();",
        wait: "server.split().0.peek(&mut [0]).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "tcp_half_writable",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap(); \
               client.writable().await.unwrap(); let mut size = 0; \
               while let Ok(n) = client.try_write(&[0; 1 << 16]) { size += n; } \
               let (_rest, half) = client.into_split();",
        wait: "half.writable().await.unwrap();",
        action: "server.read_exact(&mut vec![0; size]).await.unwrap();",
        expected: by("tcpstream", Some("write"), WakeKind::Io),
    },
    Case {
        name: "unix_half_readable",
        setup: "let (mut target, other) = UnixStream::pair().unwrap(); let (half, _rest) = other.into_split();",
        wait: "half.readable().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: by("unixstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "unix_borrowed_half_readable",
        setup: "let (mut target, mut other) = UnixStream::pair().unwrap();",
        wait: "other.split().0.readable().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: by("unixstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "pipe_readable",
        setup: "let (mut target, other) = pipe().unwrap();",
        wait: "other.readable().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: by("io", Some("read"), WakeKind::Io),
    },
    Case {
        name: "acquire_many_owned",
        setup: "let target = Arc::new(Semaphore::new(0)); let other = target.clone();",
        wait: "other.acquire_many_owned(2).await.unwrap().forget();",
        action: "target.add_permits(2);",
        expected: by_main("semaphore", None, Why::Release),
    },
    Case {
        name: "rwlock_read_owned",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.write().await;",
        wait: "let _ = *other.read_owned().await;",
        action: "drop(held);",
        expected: by_main("rwlock", Some("read"), Why::Release),
    },
    Case {
        name: "rwlock_write_owned",
        setup: "let target = Arc::new(RwLock::new(0)); let other = target.clone(); let held = target.read().await;",
        wait: "*other.write_owned().await += 1;",
        action: "drop(held);",
        expected: by_main("rwlock", Some("write"), Why::Release),
    },
    Case {
        name: "reserve_many",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1); tx.try_send(0).unwrap();",
        wait: "tx.reserve_many(1).await.unwrap();",
        action: "rx.recv().await; let _rx = rx;",
        expected: by_main("channel", Some("send"), Why::Receive),
    },
    Case {
        name: "reserve_owned",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1); tx.try_send(0).unwrap();",
        wait: "tx.reserve_owned().await.unwrap();",
        action: "rx.recv().await; let _rx = rx;",
        expected: by_main("channel", Some("send"), Why::Receive),
    },
    Case {
        name: "send_timeout",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1); tx.try_send(0).unwrap();",
        wait: "tx.send_timeout(1, Duration::from_secs(1)).await.unwrap();",
        action: "rx.recv().await; let _rx = rx;",
        expected: by_main("channel", Some("send"), Why::Receive),
    },
    Case {
        name: "unbounded_receive_many",
        setup: "let (tx, mut rx) = mpsc::unbounded_channel::<u8>();",
        wait: "rx.recv_many(&mut Vec::new(), 2).await;",
        action: "tx.send(1).unwrap();",
        expected: by_main("channel", Some("receive"), Why::Send),
    },
    Case {
        name: "broadcast_closed",
        setup: "let (tx, rx) = broadcast::channel::<u8>(4);",
        wait: "tx.closed().await;",
        action: "drop(rx);",
        expected: by_main("broadcast", Some("close"), Why::Close),
    },
    Case {
        name: "watch_wait_for",
        setup: "let (tx, mut rx) = watch::channel(1);",
        wait: "rx.wait_for(|value| *value == 2).await.unwrap();",
        action: "tx.send(2).unwrap();",
        expected: by_main("watch", None, Why::Send),
    },
    Case {
        name: "set_once",
        setup: "let target = Arc::new(SetOnce::new()); let other = target.clone();",
        wait: "other.wait().await;",
        action: "target.set(1).unwrap();",
        expected: by_main("notify", None, Why::Notify),
    },
    Case {
        name: "tcp_async_io",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); let (server, _) = target.accept().await.unwrap();",
        wait: "server.async_io(Interest::READABLE, || server.try_read(&mut [0])).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: by("tcpstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "async_fd_readable",
        setup: "let (mut target, other) = std::os::unix::net::UnixStream::pair().unwrap(); other.set_nonblocking(true).unwrap(); let other = AsyncFd::new(other).unwrap();",
        wait: "other.readable().await.unwrap().retain_ready();",
        action: "std::io::Write::write_all(&mut target, b\"x\").unwrap();",
        expected: by("unixstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "async_fd_readable_mut",
        setup: "let (mut target, other) = std::os::unix::net::UnixStream::pair().unwrap(); other.set_nonblocking(true).unwrap(); let mut other = AsyncFd::new(other).unwrap();",
        wait: "other.readable_mut().await.unwrap().retain_ready();",
        action: "std::io::Write::write_all(&mut target, b\"x\").unwrap();",
        expected: by("unixstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "async_fd_io",
        setup: "let (mut target, other) = std::os::unix::net::UnixStream::pair().unwrap(); other.set_nonblocking(true).unwrap(); let other = AsyncFd::new(other).unwrap();",
        wait: "other.async_io(Interest::READABLE, |mut other| std::io::Read::read(&mut other, &mut [0])).await.unwrap();",
        action: "std::io::Write::write_all(&mut target, b\"x\").unwrap();",
        expected: by("unixstream", Some("read"), WakeKind::Io),
    },
    Case {
        name: "pinned_receive",
        setup: "let (tx, mut rx) = mpsc::channel::<u8>(1);",
        wait: "let mut target = pin!(rx.recv()); tokio::select! { _ = &mut target => {} }",
        action: "tx.send(1).await.unwrap();",
        expected: by_main("channel", Some("receive"), Why::Send),
    },
    Case {
        name: "pinned_task",
        setup: "let (go, gone) = oneshot::channel::<u8>(); let mut target = spawn(async { gone.await.unwrap() });",
        wait: "let (ended,) = tokio::join!(&mut target); ended.unwrap();",
        action: "go.send(1).unwrap();",
        expected: by("task", None, WakeKind::End),
    },
    Case {
        name: "pinned_signal",
        setup: "",
        wait: "let mut target = pin!(ctrl_c()); tokio::select! { ended = &mut target => ended.unwrap() }",
        action: "send_signal(\"-INT\");",
        expected: BY_SIGNAL,
    },
];

/// Their objects have no room for the line where they were made.
const MADE_UNKNOWN: [&str; 14] = [
    "mapped_channel",
    "notify_one",
    "notify_waiters",
    "const_mutex",
    "join_set",
    "join_next_with_id",
    "join_all",
    "task_tracker",
    "cancellation_token",
    "set_once",
    "accept",
    "signal",
    "ctrl_c",
    "pinned_signal",
];

/// What is made where it is awaited has one line.
const MADE_WHERE_IT_WAITS: [&str; 2] = ["process_status", "process_output"];

/// Tokio-util polls these futures by hand, so their line is not known.
const WAITS_UNKNOWN: [&str; 2] = ["task_tracker", "cancellation_token"];

const PROGRAM_START: &str = r#"
use futures;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest, duplex, simplex};
use tokio::io::unix::AsyncFd;
use tokio::net::{TcpListener, TcpStream, UdpSocket, UnixDatagram, UnixListener, UnixStream};
use tokio::net::unix::pipe::pipe;
use tokio::process::Command;
use tokio::signal::{ctrl_c, unix::{SignalKind, signal}};
use tokio::sync::{Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore, SetOnce};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Duration, interval, sleep, timeout};
use tokio::spawn;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// In Linux's own namespace: there is no file.
fn socket_path() -> String {
    format!("\0workbook-{}", std::process::id())
}

fn send_signal(name: &str) {
    let own_id = std::process::id().to_string();
    let status = std::process::Command::new("kill").args([name, &own_id]).status();
    assert!(status.unwrap().success());
}
"#;

fn program() -> String {
    let mut text = PROGRAM_START.to_owned();
    let mut arms = String::new();
    for case in &CASES {
        let Case {
            name,
            setup,
            wait,
            action,
            ..
        } = case;
        text += &format!(
            "async fn case_{name}() {{\n\
             {setup} // made\n\
             let waiter = spawn(async move {{\n\
             {wait} // waits\n\
             }});\n\
             sleep(Duration::from_millis(10)).await;\n\
             {action}\n\
             waiter.await.unwrap();\n}}\n"
        );
        arms += &format!("\"{name}\" => case_{name}().await,\n");
    }
    text + "#[tokio::main(flavor = \"current_thread\", start_paused = true)]\n\
            async fn main() {\n\
            match &*std::env::args().nth(1).unwrap() {\n"
        + &arms
        + "_ => panic!(),\n}\n}\n"
}

/// The first line after the function's that ends with this comment.
fn line_of(source: &str, function: &str, comment: &str) -> u32 {
    let mut lines = source.lines().zip(1..);
    let head = format!("async fn case_{function}()");
    lines.find(|(line, _)| line.starts_with(&head)).unwrap();
    lines.find(|(line, _)| line.ends_with(comment)).unwrap().1
}

#[test]
fn each_object_has_its_name_its_lines_and_its_cause() {
    let text = program();
    let program = RecordedProgram::compile("objects", &text).unwrap();
    let mut faults = Vec::new();
    for case in &CASES {
        let name = case.name;
        let run = match program.record(&[name.to_owned()]) {
            Ok(run) => run,
            Err(error) => {
                faults.push(format!("{error:#}"));
                continue;
            }
        };
        if !run.output.status.success() {
            let stderr = String::from_utf8_lossy(&run.output.stderr);
            faults.push(format!("{name}: {stderr}"));
            continue;
        }
        faults.extend(find_fault(case, &text, &run.timeline()));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn find_fault(
    case: &Case,
    source: &str,
    timeline: &Timeline,
) -> Option<String> {
    let Case { name, expected, .. } = case;
    let line = |comment| Some(line_of(source, name, comment));
    // The waiter is spawned in the line before the one that waits.
    let waiter_line = line("// waits").map(|line| line - 1);
    let waiter = timeline.tasks.iter().find(|t| t.line == waiter_line);
    let Some(waiter) = waiter else {
        return Some(format!("{name}: the task is missing: {timeline:#?}"));
    };
    let mut waits = timeline.waits.iter();
    let Some(wait) = waits.find(|wait| wait.task == waiter.id) else {
        return Some(format!("{name}: the wait is missing: {timeline:#?}"));
    };
    let is_made_known =
        !MADE_UNKNOWN.contains(name) && !MADE_WHERE_IT_WAITS.contains(name);
    let waits_at = line("// waits").filter(|_| !WAITS_UNKNOWN.contains(name));
    let expected_lines = if is_made_known {
        (line("// made"), waits_at)
    } else {
        (waits_at, None)
    };
    let is_right = wait.target_kind == expected.target_kind
        && wait.operation.as_deref() == expected.operation
        && wait.outcome == Some(WaitOutcome::Ready)
        && (wait.line, wait.await_line) == expected_lines
        && has_cause(wait, expected);
    (!is_right).then(|| format!("{name}: {expected_lines:?}: {wait:?}"))
}

fn has_cause(wait: &Wait, expected: &Expected) -> bool {
    wait.cause.is_some_and(|cause| {
        let by_main = cause.waking_task == Some(0);
        (cause.kind, cause.why) == (expected.kind, expected.why)
            && (expected.kind != WakeKind::Task || by_main)
    })
}

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
    assert_eq!((file.kind, file.line), (Kind::Blocking, Some(15)));
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
