//! Sockets that tasks can wait for.

use crate::reactor::REACTOR;
use mio::event::Source;
use mio::net::{TcpListener, TcpStream};
use mio::{Interest, Token};
use std::future::poll_fn;
use std::io::{self, ErrorKind, Read, Write};
use std::net::SocketAddr;
use std::task::{Poll, Waker};

/// A nonblocking socket that the reactor watches.
pub struct AsyncSocket<S: Source> {
    socket: S,
    token: Token,
}

/// What a task wants to do with a socket.
pub enum Direction {
    Read,
    Write,
}

impl<S: Source> AsyncSocket<S> {
    pub fn new(mut socket: S) -> io::Result<Self> {
        REACTOR.with(|reactor| {
            let token = Token(reactor.new_id());
            let interest = Interest::READABLE | Interest::WRITABLE;
            let poll = reactor.poll.borrow();
            poll.registry().register(&mut socket, token, interest)?;
            Ok(AsyncSocket { socket, token })
        })
    }

    /// Tries the operation now, and again whenever the socket becomes ready.
    pub async fn when_ready<T>(
        &self,
        direction: Direction,
        mut operation: impl FnMut(&S) -> io::Result<T>,
    ) -> io::Result<T> {
        poll_fn(|context| match operation(&self.socket) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.store_waker(&direction, context.waker());
                Poll::Pending
            }
            result => Poll::Ready(result),
        })
        .await
    }

    pub fn get_ref(&self) -> &S {
        &self.socket
    }

    fn store_waker(&self, direction: &Direction, waker: &Waker) {
        REACTOR.with(|reactor| {
            let mut sockets = reactor.sockets.borrow_mut();
            let wakers = sockets.entry(self.token).or_default();
            match direction {
                Direction::Read => wakers.reader = Some(waker.clone()),
                Direction::Write => wakers.writer = Some(waker.clone()),
            }
        });
    }
}

impl<S: Source> Drop for AsyncSocket<S> {
    fn drop(&mut self) {
        REACTOR.with(|reactor| {
            reactor.sockets.borrow_mut().remove(&self.token);
            let poll = reactor.poll.borrow();
            let _ = poll.registry().deregister(&mut self.socket);
        });
    }
}

impl AsyncSocket<TcpListener> {
    pub async fn accept(
        &self,
    ) -> io::Result<(AsyncSocket<TcpStream>, SocketAddr)> {
        let accept = |listener: &TcpListener| listener.accept();
        let (stream, address) =
            self.when_ready(Direction::Read, accept).await?;
        Ok((AsyncSocket::new(stream)?, address))
    }
}

impl AsyncSocket<TcpStream> {
    /// Reads what has arrived. Returns 0 at the end of the stream.
    pub async fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = |mut stream: &TcpStream| stream.read(buffer);
        self.when_ready(Direction::Read, read).await
    }

    pub async fn write_all(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let write = |mut stream: &TcpStream| stream.write(bytes);
            let count = self.when_ready(Direction::Write, write).await?;
            bytes = &bytes[count..];
        }
        Ok(())
    }
}
