//! The objects that the tasks share.

use crate::plan::{Flavor, Plan};
use crate::reported_future::Message;
use std::collections::HashMap;
use std::sync::Mutex as Slot;
use tokio::io::{DuplexStream, duplex};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::unix;
use tokio::net::{TcpListener, TcpStream, UdpSocket, UnixStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinHandle};
use tokio_util::sync::CancellationToken;
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

/// A slot for each of some objects.
pub struct Slots<T>(Vec<Slot<Option<T>>>);

impl<T> Slots<T> {
    pub fn new(values: impl IntoIterator<Item = T>) -> Self {
        let slot = |value| Slot::new(Some(value));
        Self(values.into_iter().map(slot).collect())
    }

    pub fn slot_of(&self, object: usize) -> &Slot<Option<T>> {
        &self.0[object % self.0.len()]
    }

    pub fn take_value(&self, object: usize) -> Option<T> {
        self.slot_of(object).lock().unwrap().take()
    }

    pub fn clone_value(&self, object: usize) -> Option<T>
    where
        T: Clone,
    {
        self.slot_of(object).lock().unwrap().clone()
    }

    pub fn with_value<R>(&self, object: usize, work: impl FnOnce(&mut T) -> R) {
        if let Some(value) = self.slot_of(object).lock().unwrap().as_mut() {
            work(value);
        }
    }
}

pub struct SharedObjects {
    pub senders: Slots<mpsc::Sender<Message>>,
    pub receivers: Slots<mpsc::Receiver<Message>>,
    pub unbounded_senders: Slots<mpsc::UnboundedSender<Message>>,
    pub unbounded_receivers: Slots<mpsc::UnboundedReceiver<Message>>,
    pub oneshot_senders: Slots<oneshot::Sender<Message>>,
    pub oneshot_receivers: Slots<oneshot::Receiver<Message>>,
    pub watch_senders: Slots<watch::Sender<usize>>,
    pub watch_receivers: Slots<watch::Receiver<usize>>,
    pub broadcast_senders: Slots<broadcast::Sender<Message>>,
    /// Two for each.
    pub broadcast_receivers: Slots<broadcast::Receiver<Message>>,
    pub notify: [Notify; 2],
    pub semaphores: [Semaphore; 2],
    pub mutexes: [Mutex<()>; 2],
    pub rw_locks: [RwLock<()>; 2],
    pub barriers: [Barrier; 2],
    pub once_cells: [OnceCell<()>; 6],
    pub trackers: [TaskTracker; 2],
    pub tracker_tokens: Slots<TaskTrackerToken>,
    pub cancellation_tokens: [CancellationToken; 2],
    pub listeners: Vec<TcpListener>,
    pub accepted_streams: Slot<Vec<TcpStream>>,
    pub tcp_readers: Slots<OwnedReadHalf>,
    pub tcp_writers: Slots<OwnedWriteHalf>,
    pub shared_tcp: Vec<TcpStream>,
    pub udp_sockets: Vec<UdpSocket>,
    pub unix_readers: Slots<unix::OwnedReadHalf>,
    pub unix_writers: Slots<unix::OwnedWriteHalf>,
    pub duplexes: Slots<DuplexStream>,
    pub join_handles: Slot<HashMap<usize, JoinHandle<()>>>,
    pub abort_handles: Slot<HashMap<usize, AbortHandle>>,
    /// While they live, a signal does not end the program.
    pub _signals: [Signal; 2],
    pub task_count: usize,
    pub is_paused: bool,
}

async fn tcp_pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (first, second) =
        tokio::join!(TcpStream::connect(address), listener.accept());
    (first.unwrap(), second.unwrap().0)
}

async fn udp_pair() -> Vec<UdpSocket> {
    let first = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let second = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    first.connect(second.local_addr().unwrap()).await.unwrap();
    second.connect(first.local_addr().unwrap()).await.unwrap();
    vec![first, second]
}

impl SharedObjects {
    pub async fn new(plan: &Plan) -> Self {
        let bounded = [1, 2].map(mpsc::channel);
        let (senders, receivers) =
            bounded.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let unbounded = [(), ()].map(|()| mpsc::unbounded_channel());
        let (unbounded_senders, unbounded_receivers) =
            unbounded.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let oneshots = (0..6).map(|_| oneshot::channel());
        let (oneshot_senders, oneshot_receivers) =
            oneshots.unzip::<_, _, Vec<_>, Vec<_>>();
        let watches = [0, 0].map(watch::channel);
        let (watch_senders, watch_receivers) =
            watches.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let broadcasts = [1, 2].map(|n| broadcast::channel(n).0);
        let subscribed: Vec<_> =
            (0..4).map(|i| broadcasts[i % 2].subscribe()).collect();
        let trackers = [(), ()].map(|()| TaskTracker::new());
        let tracker_tokens: Vec<_> =
            trackers.iter().map(TaskTracker::token).collect();
        trackers.iter().for_each(|tracker| drop(tracker.close()));
        let (first, second) = tcp_pair().await;
        let (one_read, one_write) = first.into_split();
        let (other_read, other_write) = second.into_split();
        let (left_stream, right_stream) = tcp_pair().await;
        let (one_unix, other_unix) = UnixStream::pair().unwrap();
        let (one_unix_read, one_unix_write) = one_unix.into_split();
        let (other_unix_read, other_unix_write) = other_unix.into_split();
        let duplexes = [duplex(4), duplex(4)];
        let mut listeners = Vec::new();
        for _ in 0..2 {
            listeners.push(TcpListener::bind("127.0.0.1:0").await.unwrap());
        }
        SharedObjects {
            senders: Slots::new(senders),
            receivers: Slots::new(receivers),
            unbounded_senders: Slots::new(unbounded_senders),
            unbounded_receivers: Slots::new(unbounded_receivers),
            oneshot_senders: Slots::new(oneshot_senders),
            oneshot_receivers: Slots::new(oneshot_receivers),
            watch_senders: Slots::new(watch_senders),
            watch_receivers: Slots::new(watch_receivers),
            broadcast_senders: Slots::new(broadcasts),
            broadcast_receivers: Slots::new(subscribed),
            notify: Default::default(),
            semaphores: [Semaphore::new(1), Semaphore::new(2)],
            mutexes: Default::default(),
            rw_locks: Default::default(),
            barriers: [Barrier::new(2), Barrier::new(3)],
            once_cells: Default::default(),
            trackers,
            tracker_tokens: Slots::new(tracker_tokens),
            cancellation_tokens: Default::default(),
            listeners,
            accepted_streams: Slot::default(),
            tcp_readers: Slots::new([one_read, other_read]),
            tcp_writers: Slots::new([other_write, one_write]),
            shared_tcp: vec![left_stream, right_stream],
            udp_sockets: udp_pair().await,
            unix_readers: Slots::new([one_unix_read, other_unix_read]),
            unix_writers: Slots::new([other_unix_write, one_unix_write]),
            duplexes: Slots::new(duplexes.into_iter().flat_map(|d| [d.0, d.1])),
            join_handles: Slot::default(),
            abort_handles: Slot::default(),
            _signals: [0, 1].map(|n| signal(signal_kind(n)).unwrap()),
            task_count: plan.tasks.len(),
            is_paused: plan.flavor == Flavor::Paused,
        }
    }

    /// The task of the plan that a number names; not `main`, unless it is alone.
    pub fn task_number_of(&self, object: usize) -> usize {
        1 + object % (self.task_count - 1).max(1)
    }
}

pub fn signal_kind(object: usize) -> SignalKind {
    match object % 2 {
        0 => SignalKind::user_defined1(),
        _ => SignalKind::user_defined2(),
    }
}
