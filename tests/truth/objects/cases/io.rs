//! Sockets, pipes and other files.

use crate::objects::case::{WaitCase, ended_by, ended_by_main};
use timeline::{WakeKind, WakeReason};

pub const CASES: &[WaitCase] = &[
    WaitCase {
        name: "duplex_read",
        setup: "let (mut target, mut other) = duplex(8);",
        wait: "other.read_u8().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: ended_by_main("duplex", Some("read"), WakeReason::Send),
    },
    WaitCase {
        name: "duplex_closed",
        setup: "let (mut it, other) = duplex(1); it.write_u8(0).await.unwrap();",
        wait: "it.write_u8(1).await.unwrap_err();",
        action: "drop(other);",
        expected: ended_by_main("duplex", Some("write"), WakeReason::Close),
    },
    WaitCase {
        name: "simplex_read",
        setup: "let (mut reader, mut writer) = simplex(8);",
        wait: "reader.read_u8().await.unwrap();",
        action: "writer.write_u8(1).await.unwrap();",
        expected: ended_by_main("duplex", Some("read"), WakeReason::Send),
    },
    WaitCase {
        name: "accept",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); let to = target.local_addr().unwrap();",
        wait: "target.accept().await.unwrap();",
        action: "let _client = TcpStream::connect(to).await.unwrap();",
        expected: ended_by("tcplistener", Some("accept"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_read",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap();",
        wait: "server.read(&mut [0]).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "udp",
        setup: "let target = UdpSocket::bind(\"127.0.0.1:0\").await.unwrap(); let to = target.local_addr().unwrap();",
        wait: "target.recv_from(&mut [0]).await.unwrap();",
        action: "UdpSocket::bind(\"127.0.0.1:0\").await.unwrap().send_to(b\"x\", to).await.unwrap();",
        expected: ended_by("udpsocket", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_write",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap(); \
               let mut bytes = vec![0; 1 << 24];",
        wait: "client.write_all(&vec![0; 1 << 24]).await.unwrap();",
        action: "server.read_exact(&mut bytes).await.unwrap();",
        expected: ended_by("tcpstream", Some("write"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_half_close",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap();",
        wait: "assert_eq!(server.read(&mut [0]).await.unwrap(), 0);",
        action: "client.shutdown().await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "udp_connected",
        setup: "let target = UdpSocket::bind(\"127.0.0.1:0\").await.unwrap(); let to = target.local_addr().unwrap();",
        wait: "target.recv(&mut [0]).await.unwrap();",
        action: "let other = UdpSocket::bind(\"127.0.0.1:0\").await.unwrap(); other.connect(to).await.unwrap(); other.send(b\"x\").await.unwrap();",
        expected: ended_by("udpsocket", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "unix_accept",
        setup: "let target = UnixListener::bind(socket_path()).unwrap();",
        wait: "target.accept().await.unwrap();",
        action: "let _client = UnixStream::connect(socket_path()).await.unwrap();",
        expected: ended_by("unixlistener", Some("accept"), WakeKind::Io),
    },
    WaitCase {
        name: "unix_read",
        setup: "let (mut target, mut other) = UnixStream::pair().unwrap();",
        wait: "other.read_u8().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: ended_by("unixstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "unix_datagram",
        setup: "let (target, other) = UnixDatagram::pair().unwrap();",
        wait: "other.recv(&mut [0]).await.unwrap();",
        action: "target.send(b\"x\").await.unwrap();",
        expected: ended_by("io", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "copy",
        setup: "let (mut target, mut other) = duplex(8);",
        wait: "tokio::io::copy(&mut other, &mut tokio::io::sink()).await.unwrap();",
        action: "target.write_u8(1).await.unwrap(); drop(target);",
        expected: ended_by_main("duplex", Some("read"), WakeReason::Send),
    },
    WaitCase {
        name: "tcp_half_ready",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (server, _) = target.accept().await.unwrap(); client.write_all(b\"x\").await.unwrap(); server.readable().await.unwrap(); while server.try_read(&mut [0]).is_ok() {} let (half, _rest) = server.into_split();",
        wait: "half.ready(Interest::READABLE).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_half_readable",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (server, _) = target.accept().await.unwrap(); client.write_all(b\"x\").await.unwrap(); server.readable().await.unwrap(); while server.try_read(&mut [0]).is_ok() {} let (half, _rest) = server.into_split();",
        wait: "half.readable().await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_half_peek",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (server, _) = target.accept().await.unwrap(); let (mut half, _rest) = server.into_split();",
        wait: "half.peek(&mut [0]).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_borrowed_half_readable",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap(); client.write_all(b\"x\").await.unwrap(); server.readable().await.unwrap(); while server.try_read(&mut [0]).is_ok() {}",
        wait: "server.split().0.readable().await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_borrowed_half_peek",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap();",
        wait: "server.split().0.peek(&mut [0]).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_half_writable",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); \
               let client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); \
               let (mut server, _) = target.accept().await.unwrap(); \
               client.writable().await.unwrap(); let mut size = 0; \
               while let Ok(n) = client.try_write(&[0; 1 << 16]) { size += n; } \
               let (_rest, half) = client.into_split();",
        wait: "half.writable().await.unwrap();",
        action: "server.read_exact(&mut vec![0; size]).await.unwrap();",
        expected: ended_by("tcpstream", Some("write"), WakeKind::Io),
    },
    WaitCase {
        name: "unix_half_readable",
        setup: "let (mut target, other) = UnixStream::pair().unwrap(); let (half, _rest) = other.into_split();",
        wait: "half.readable().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: ended_by("unixstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "unix_borrowed_half_readable",
        setup: "let (mut target, mut other) = UnixStream::pair().unwrap();",
        wait: "other.split().0.readable().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: ended_by("unixstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "pipe_readable",
        setup: "let (mut target, other) = pipe().unwrap();",
        wait: "other.readable().await.unwrap();",
        action: "target.write_u8(1).await.unwrap();",
        expected: ended_by("io", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "tcp_async_io",
        setup: "let target = TcpListener::bind(\"127.0.0.1:0\").await.unwrap(); let mut client = TcpStream::connect(target.local_addr().unwrap()).await.unwrap(); let (server, _) = target.accept().await.unwrap();",
        wait: "server.async_io(Interest::READABLE, || server.try_read(&mut [0])).await.unwrap();",
        action: "client.write_all(b\"x\").await.unwrap();",
        expected: ended_by("tcpstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "async_fd_readable",
        setup: "let (mut target, other) = std::os::unix::net::UnixStream::pair().unwrap(); other.set_nonblocking(true).unwrap(); let other = AsyncFd::new(other).unwrap();",
        wait: "other.readable().await.unwrap().retain_ready();",
        action: "std::io::Write::write_all(&mut target, b\"x\").unwrap();",
        expected: ended_by("unixstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "async_fd_readable_mut",
        setup: "let (mut target, other) = std::os::unix::net::UnixStream::pair().unwrap(); other.set_nonblocking(true).unwrap(); let mut other = AsyncFd::new(other).unwrap();",
        wait: "other.readable_mut().await.unwrap().retain_ready();",
        action: "std::io::Write::write_all(&mut target, b\"x\").unwrap();",
        expected: ended_by("unixstream", Some("read"), WakeKind::Io),
    },
    WaitCase {
        name: "async_fd_io",
        setup: "let (mut target, other) = std::os::unix::net::UnixStream::pair().unwrap(); other.set_nonblocking(true).unwrap(); let other = AsyncFd::new(other).unwrap();",
        wait: "other.async_io(Interest::READABLE, |mut other| std::io::Read::read(&mut other, &mut [0])).await.unwrap();",
        action: "std::io::Write::write_all(&mut target, b\"x\").unwrap();",
        expected: ended_by("unixstream", Some("read"), WakeKind::Io),
    },
];
