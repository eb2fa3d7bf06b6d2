//! Files and sockets that the event loop watches.

use crate::awaited::RecordedFuture;
use crate::busy::work;
use crate::context;
use crate::objects;
use crate::record::Flush;
use crate::switch::is_on;
use recorder_events::{Event, ObjectKind};
use std::net::SocketAddr;
use std::panic::Location;

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
        let made_at = context::with(|context| context.made_at.get());
        let place = match made_at {
            Some(location) => busy.place(location),
            None => busy.await_place(),
        };
        let event = Event::Object {
            object,
            kind,
            place,
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

/// While it lives, what the event loop is told to watch was made at a place of
/// the program.
pub struct MadeGuard(Option<Option<&'static Location<'static>>>);

/// Sockets and processes that are made now are made here, unless an outer
/// place is known.
#[inline(never)]
pub fn made_at(location: &'static Location<'static>) -> MadeGuard {
    if !is_on() {
        return MadeGuard(None);
    }
    MadeGuard(Some(context::with(|context| {
        let outer = context.made_at.get();
        context.made_at.set(outer.or(Some(location)));
        outer
    })))
}

impl Drop for MadeGuard {
    #[inline(never)]
    fn drop(&mut self) {
        if let Some(outer) = self.0 {
            context::with(|context| context.made_at.set(outer));
        }
    }
}

/// Starts a child process at a place of the program; the future waits for it.
pub fn run_command<F: Future>(
    location: &'static Location<'static>,
    start: impl FnOnce() -> F,
) -> RecordedFuture<F> {
    let _made = made_at(location);
    RecordedFuture::new(start())
}
