//! Files and sockets that the event loop watches.

use crate::awaited::RecordedFuture;
use crate::context;
use crate::objects;
use crate::record::Flush;
use crate::reentrancy::run_in_probe;
use crate::switch::is_recording;
use recorder_events::{Event, ObjectKind};
use std::net::SocketAddr;
use std::panic::Location;

/// A number for what will be known later.
pub fn reserve_object_number() -> u32 {
    if is_recording() {
        objects::assign_object_number()
    } else {
        0
    }
}

/// The event loop watches it; the name is that of its type.
pub fn record_io_object(object: u32, type_name: &str) {
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
    run_in_probe(|in_probe| {
        let location =
            context::with(|context| context.io_creation_location.get());
        let place = match location {
            Some(location) => in_probe.place_number(location),
            None => in_probe.await_place_number(),
        };
        let event = Event::Object {
            object,
            kind,
            place,
            size: None,
        };
        in_probe.record(event, Flush::Buffered);
    });
}

/// A stream's other end, or what a listener listens on.
pub fn record_socket_address(
    object: u32,
    kind: ObjectKind,
    address: impl FnOnce() -> Option<SocketAddr>,
) {
    if object == 0 {
        return;
    }
    if let Some(address) = address() {
        let name = address.to_string();
        run_in_probe(|in_probe| {
            let event = Event::Socket {
                object,
                kind,
                name: &name,
            };
            in_probe.record(event, Flush::Buffered);
        });
    }
}

/// The next wait for writing is the one for the connection.
pub fn record_connecting(object: u32) {
    if object > 0 {
        run_in_probe(|in_probe| {
            in_probe.record(Event::Connecting { object }, Flush::Buffered)
        });
    }
}

/// While it lives, what the event loop is told to watch was made at a place of
/// the program.
pub struct IoCreationGuard(Option<Option<&'static Location<'static>>>);

/// Sockets and processes that are made now are made here, unless an outer
/// place is known.
#[inline(never)]
pub fn enter_io_creation(
    location: &'static Location<'static>,
) -> IoCreationGuard {
    if !is_recording() {
        return IoCreationGuard(None);
    }
    IoCreationGuard(Some(context::with(|context| {
        let outer = context.io_creation_location.get();
        context.io_creation_location.set(outer.or(Some(location)));
        outer
    })))
}

impl Drop for IoCreationGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(outer) = self.0 {
            context::with(|context| context.io_creation_location.set(outer));
        }
    }
}

/// Starts a child process at a place of the program; the future waits for it.
pub fn record_command<F: Future>(
    location: &'static Location<'static>,
    start: impl FnOnce() -> F,
) -> RecordedFuture<F> {
    let _made = enter_io_creation(location);
    RecordedFuture::new(start())
}
