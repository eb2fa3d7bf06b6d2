//! Files and sockets that the event loop watches.

use crate::busy::work;
use crate::objects;
use crate::record::Flush;
use crate::switch::is_on;
use recorder_events::{Event, ObjectKind};
use std::net::SocketAddr;

/// A number for what will be known later.
pub fn next_object() -> u32 {
    if is_on() { objects::next_number() } else { 0 }
}

/// The event loop watches it; the name is that of its type.
pub fn io_registered(object: u32, type_name: &str) {
    if object == 0 {
        return;
    }
    let is = |name: &str| type_name.contains(name);
    let is_unix = is("::uds::") || is("::unix::") || is("Unix");
    let kind = if is("TcpStream") {
        ObjectKind::TcpStream
    } else if is("TcpListener") {
        ObjectKind::TcpListener
    } else if is("UdpSocket") {
        ObjectKind::UdpSocket
    } else if is_unix && is("Stream") {
        ObjectKind::UnixStream
    } else if is_unix && is("Listener") {
        ObjectKind::UnixListener
    } else if is("Pidfd") {
        ObjectKind::Process
    } else {
        ObjectKind::Io
    };
    work(|busy| {
        let event = Event::Object {
            object,
            kind,
            place: busy.await_place(),
            size: None,
        };
        busy.record(event, Flush::Buffered);
    });
}

/// A stream's other end, or what a listener listens on.
pub fn socket_named(
    object: u32,
    kind: ObjectKind,
    address: impl FnOnce() -> Option<SocketAddr>,
) {
    if object == 0 {
        return;
    }
    if let Some(address) = address() {
        let name = address.to_string();
        work(|busy| {
            let event = Event::Socket {
                object,
                kind,
                name: &name,
            };
            busy.record(event, Flush::Buffered);
        });
    }
}

/// The next wait for writing is the one for the connection.
pub fn record_connecting(object: u32) {
    if object > 0 {
        work(|busy| busy.record(Event::Connecting { object }, Flush::Buffered));
    }
}
