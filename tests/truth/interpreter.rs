//! Runs the random program in its argument, and reports what really happens.
//!
//! Each thing that a task waits for is polled with a waker of its own. The code
//! that can wake others says what it does while it does so. So the report knows
//! who woke what, without the recorder. Its lines:
//!
//! - `e TASK HOW`: a task ended
//! - `a TASK ACT OBJECT`: a task, or a thread (`-`), is about to do this
//! - `d TASK ACT OBJECT`: it is about to drop what it has of an object
//! - `> WAIT TASK WHAT OBJECT BUDGET`, `< WAIT pending|ready BUDGET`: a poll,
//!   and whether the task has budget left
//! - `x WAIT TASK WHAT OBJECT`, `y WAIT`: what it waits for is being dropped
//! - `w WAIT TASK WHAT OBJECT`, `w WAIT none`: its waker is used, by this task,
//!   or by the runtime
//! - `m FROM TO`: a message was received
//! - `c SET TASK`: the task belongs to a `JoinSet`

#[path = "../src/random_program/plan.rs"]
mod plan;

use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use plan::{Act, Flavor, Operation, Plan, Step, Wait};
use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::io::Write;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex as Slot};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::unix;
use tokio::net::{TcpListener, TcpStream, UdpSocket, UnixStream};
use tokio::runtime::Builder;
use tokio::sync::{Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::coop::has_budget_remaining;
use tokio::task::{AbortHandle, JoinHandle, JoinSet, LocalSet};
use tokio::task::{consume_budget, spawn_blocking, spawn_local, yield_now};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::{TaskTracker, task_tracker::TaskTrackerToken};

/// How long `main` may take for its own steps, and then wait for the others.
const WAIT_LIMIT: Duration = Duration::from_millis(30);
const OPERATIONS_OVER_BUDGET: usize = 150;

static NEXT_WAIT: AtomicUsize = AtomicUsize::new(0);
/// The tasks of the plan have lower numbers.
static NEXT_TASK: AtomicUsize = AtomicUsize::new(100);
static THREADS: Slot<Vec<std::thread::JoinHandle<()>>> = Slot::new(Vec::new());
static PANICKED: Slot<Vec<usize>> = Slot::new(Vec::new());

thread_local! {
    static ACTOR: Cell<Option<Actor>> = const { Cell::new(None) };
    static IS_IN_WAKER: Cell<bool> = const { Cell::new(false) };
}

fn print_line(mut line: String) {
    line.push('\n');
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
}

/// Whose code does what.
#[derive(Clone, Copy)]
struct Actor {
    task: Option<usize>,
    what: What,
    object: usize,
}

#[derive(Clone, Copy)]
enum What {
    Wait(Operation),
    Act(Act),
    Drop(Operation),
    JoinNext,
    /// It polls others, and does nothing itself.
    Combined(&'static str),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.task {
            Some(task) => write!(f, "{task}")?,
            None => write!(f, "-")?,
        }
        match self.what {
            What::Wait(operation) => write!(f, " {operation:?}")?,
            What::Act(act) => write!(f, " {act:?}")?,
            What::Drop(operation) => write!(f, " Drop{operation:?}")?,
            What::JoinNext => write!(f, " JoinNext")?,
            What::Combined(name) => write!(f, " {name}")?,
        }
        write!(f, " {}", self.object)
    }
}

impl Actor {
    /// What this thread does from here on is done by this actor.
    fn begins(self) -> Acting {
        Acting(ACTOR.replace(Some(self)))
    }
}

struct Acting(Option<Actor>);

impl Drop for Acting {
    fn drop(&mut self) {
        ACTOR.set(self.0);
    }
}

/// A waker that reports who uses it.
struct LoggedWaker {
    wait: usize,
    waker: Waker,
}

impl LoggedWaker {
    fn report(&self, wake: impl FnOnce()) {
        let is_inner = IS_IN_WAKER.replace(true);
        if !is_inner {
            let wait = self.wait;
            match ACTOR.get() {
                Some(actor) => print_line(format!("w {wait} {actor}")),
                None => print_line(format!("w {wait} none")),
            }
        }
        wake();
        IS_IN_WAKER.set(is_inner);
    }
}

impl Wake for LoggedWaker {
    fn wake(self: Arc<Self>) {
        let waker = self.waker.clone();
        self.report(|| waker.wake());
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.report(|| self.waker.wake_by_ref());
    }
}

/// What a task awaits, with a report of its polls, its wakes and its end.
struct Watched {
    wait: usize,
    actor: Actor,
    future: Option<BoxFuture<'static, ()>>,
    /// That of the task, and logging_waker.
    wakers: Option<(Waker, Waker)>,
}

impl Watched {
    fn new(
        actor: Actor,
        future: impl Future<Output = ()> + Send + 'static,
    ) -> Self {
        Self {
            wait: NEXT_WAIT.fetch_add(1, Relaxed),
            actor,
            future: Some(Box::pin(future)),
            wakers: None,
        }
    }

    fn logging_waker(&mut self, outer: &Waker) -> Waker {
        match &self.wakers {
            Some((known, logging_waker)) if known.will_wake(outer) => {
                logging_waker.clone()
            }
            _ => {
                let (wait, waker) = (self.wait, outer.clone());
                let logging_waker =
                    Waker::from(Arc::new(LoggedWaker { wait, waker }));
                self.wakers = Some((outer.clone(), logging_waker.clone()));
                logging_waker
            }
        }
    }

    fn begins(&self, what: What) -> Option<Acting> {
        let is_combined = matches!(what, What::Combined(_));
        let actor = Actor { what, ..self.actor };
        (!is_combined).then(|| actor.begins())
    }
}

impl Future for Watched {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let logging_waker = self.logging_waker(cx.waker());
        let (wait, actor) = (self.wait, self.actor);
        print_line(format!("> {wait} {actor} {}", has_budget_remaining()));
        let acting = self.begins(actor.what);
        let future = self.future.as_mut().expect("polled after its end");
        let result = future
            .as_mut()
            .poll(&mut Context::from_waker(&logging_waker));
        if result.is_ready() {
            self.future = None;
        }
        drop(acting);
        let state = if result.is_ready() {
            "ready"
        } else {
            "pending"
        };
        print_line(format!("< {wait} {state} {}", has_budget_remaining()));
        result
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let Some(future) = self.future.take() else {
            return;
        };
        if self.wakers.is_none() {
            return;
        }
        let what = match self.actor.what {
            What::Wait(operation) => What::Drop(operation),
            what => what,
        };
        let (wait, actor) = (self.wait, Actor { what, ..self.actor });
        print_line(format!("x {wait} {actor}"));
        let acting = self.begins(what);
        drop(future);
        drop(acting);
        print_line(format!("y {wait}"));
    }
}

/// What a task has of an object: dropping it can wake others.
struct Held<T> {
    value: Option<T>,
    actor: Actor,
}

impl<T> Held<T> {
    fn put_back(mut self, slot: &Slot<Option<T>>) {
        *slot.lock().unwrap() = self.value.take();
    }
}

impl<T> Deref for Held<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.as_ref().unwrap()
    }
}

impl<T> DerefMut for Held<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.value.as_mut().unwrap()
    }
}

impl<T> Drop for Held<T> {
    fn drop(&mut self) {
        if let Some(value) = self.value.take() {
            print_line(format!("d {}", self.actor));
            let _acting = self.actor.begins();
            drop(value);
        }
    }
}

trait Guard: Send {}
impl<T: Send> Guard for T {}

/// The locks and permits that a task holds.
type Bag = Arc<Slot<Vec<Held<Box<dyn Guard>>>>>;

/// A message knows which task sent it.
#[derive(Clone, Copy)]
struct Message(Option<usize>);

#[derive(Clone, Copy)]
struct Me(Option<usize>);

impl Me {
    fn actor(self, what: What, object: usize) -> Actor {
        Actor {
            task: self.0,
            what,
            object,
        }
    }

    fn holds<T>(self, value: T, drop: Act, object: usize) -> Held<T> {
        Held {
            value: Some(value),
            actor: self.actor(What::Act(drop), object),
        }
    }

    fn received(self, message: Message) {
        let name = |task: Option<usize>| match task {
            Some(task) => task.to_string(),
            None => "-".to_owned(),
        };
        print_line(format!("m {} {}", name(message.0), name(self.0)));
    }
}

/// Reports how a task ended when its future goes.
struct Report(usize, bool);

impl Drop for Report {
    fn drop(&mut self) {
        // That the thread panics does not mean that this task does.
        let has_panicked = PANICKED.lock().unwrap().contains(&self.0);
        let outcome = match (has_panicked, self.1) {
            (true, _) => "panicked",
            (false, true) => "done",
            (false, false) => "cancelled",
        };
        print_line(format!("e {} {outcome}", self.0));
    }
}

/// A slot for each of some objects.
struct Slots<T>(Vec<Slot<Option<T>>>);

impl<T> Slots<T> {
    fn new(values: impl IntoIterator<Item = T>) -> Self {
        let slot = |value| Slot::new(Some(value));
        Self(values.into_iter().map(slot).collect())
    }

    fn slot_of(&self, object: usize) -> &Slot<Option<T>> {
        &self.0[object % self.0.len()]
    }

    fn take_value(&self, object: usize) -> Option<T> {
        self.slot_of(object).lock().unwrap().take()
    }

    fn get(&self, object: usize) -> Option<T>
    where
        T: Clone,
    {
        self.slot_of(object).lock().unwrap().clone()
    }

    fn with<R>(&self, object: usize, work: impl FnOnce(&mut T) -> R) {
        if let Some(value) = self.slot_of(object).lock().unwrap().as_mut() {
            work(value);
        }
    }
}

struct World {
    senders: Slots<mpsc::Sender<Message>>,
    receivers: Slots<mpsc::Receiver<Message>>,
    unbounded_senders: Slots<mpsc::UnboundedSender<Message>>,
    unbounded_receivers: Slots<mpsc::UnboundedReceiver<Message>>,
    oneshot_senders: Slots<oneshot::Sender<Message>>,
    oneshot_receivers: Slots<oneshot::Receiver<Message>>,
    watch_senders: Slots<watch::Sender<usize>>,
    watch_receivers: Slots<watch::Receiver<usize>>,
    broadcast_senders: Slots<broadcast::Sender<Message>>,
    /// Two for each.
    broadcast_receivers: Slots<broadcast::Receiver<Message>>,
    notify: [Notify; 2],
    semaphores: [Semaphore; 2],
    mutexes: [Mutex<()>; 2],
    locks: [RwLock<()>; 2],
    barriers: [Barrier; 2],
    cells: [OnceCell<()>; 6],
    trackers: [TaskTracker; 2],
    tokens: Slots<TaskTrackerToken>,
    cancel: [CancellationToken; 2],
    listeners: Vec<TcpListener>,
    accepted: Slot<Vec<TcpStream>>,
    tcp_readers: Slots<OwnedReadHalf>,
    tcp_writers: Slots<OwnedWriteHalf>,
    shared_tcp: Vec<TcpStream>,
    udp: Vec<UdpSocket>,
    unix_readers: Slots<unix::OwnedReadHalf>,
    unix_writers: Slots<unix::OwnedWriteHalf>,
    duplexes: Slots<DuplexStream>,
    handles: Slot<HashMap<usize, JoinHandle<()>>>,
    aborts: Slot<HashMap<usize, AbortHandle>>,
    task_count: usize,
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

impl World {
    async fn new(task_count: usize) -> Self {
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
        let tokens: Vec<_> = trackers.iter().map(TaskTracker::token).collect();
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
        World {
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
            locks: Default::default(),
            barriers: [Barrier::new(2), Barrier::new(3)],
            cells: Default::default(),
            trackers,
            tokens: Slots::new(tokens),
            cancel: Default::default(),
            listeners,
            accepted: Slot::default(),
            tcp_readers: Slots::new([one_read, other_read]),
            tcp_writers: Slots::new([other_write, one_write]),
            shared_tcp: vec![left_stream, right_stream],
            udp: udp_pair().await,
            unix_readers: Slots::new([one_unix_read, other_unix_read]),
            unix_writers: Slots::new([other_unix_write, one_unix_write]),
            duplexes: Slots::new(duplexes.into_iter().flat_map(|d| [d.0, d.1])),
            handles: Slot::default(),
            aborts: Slot::default(),
            task_count,
        }
    }

    /// The task of the plan that a number names; not `main`, unless it is alone.
    fn task(&self, object: usize) -> usize {
        1 + object % (self.task_count - 1).max(1)
    }
}

fn main() {
    let text = std::env::args().nth(1).unwrap();
    let plan = Plan::from_argument(&text);
    let mut builder = match plan.flavor {
        Flavor::MultiThread => Builder::new_multi_thread(),
        _ => Builder::new_current_thread(),
    };
    builder.worker_threads(2).enable_all();
    builder.start_paused(plan.flavor == Flavor::Paused);
    let runtime = builder.build().unwrap();
    let run = || {
        runtime.block_on(async move {
            let mut report = Report(0, false);
            let world = Box::leak(Box::new(World::new(plan.tasks.len()).await));
            if plan.is_local {
                let set = LocalSet::new();
                set.run_until(run_main(world, plan)).await;
            } else {
                run_main(world, plan).await;
            }
            report.1 = true;
        })
    };
    // Everything that begins is to end in the report, after a panic, too.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run));
    drop(runtime);
    for thread in THREADS.lock().unwrap().drain(..) {
        thread.join().unwrap();
    }
}

async fn run_main(world: &'static World, plan: Plan) {
    let Plan {
        is_local, tasks, ..
    } = plan;
    let mut tasks = tasks.into_iter();
    let main_steps = tasks.next().unwrap_or_default();
    for (steps, number) in tasks.zip(1..) {
        let task = live(world, Report(number, false), steps);
        let handle = if is_local {
            spawn_local(task)
        } else {
            tokio::spawn(task)
        };
        let abort = handle.abort_handle();
        world.aborts.lock().unwrap().insert(number, abort);
        world.handles.lock().unwrap().insert(number, handle);
    }
    let me = Me(Some(0));
    limited(me, run(world, me, main_steps)).await;
    let handles = std::mem::take(&mut *world.handles.lock().unwrap());
    limited(me, futures::future::join_all(handles.into_values())).await;
    for abort in world.aborts.lock().unwrap().values() {
        abort.abort();
    }
}

fn limited(
    me: Me,
    work: impl Future<Output: Send> + Send + 'static,
) -> Watched {
    let actor = me.actor(What::Combined("Limited"), 0);
    Watched::new(actor, timeout(WAIT_LIMIT, work).map(drop))
}

async fn live(world: &'static World, mut report: Report, steps: Vec<Step>) {
    // Of the future from the first, also if it is never polled.
    let report = &mut report;
    run(world, Me(Some(report.0)), steps).await;
    report.1 = true;
}

fn run(
    world: &'static World,
    me: Me,
    steps: Vec<Step>,
) -> BoxFuture<'static, ()> {
    let bag = Bag::default();
    Box::pin(async move {
        for step in steps {
            match step {
                Step::Wait(wait) => wait_for(world, me, &bag, wait).await,
                Step::Act(act, object) => {
                    do_act(world, me, act, object, Some(&bag));
                }
                Step::Blocking(acts) => block(world, me, acts).await,
                Step::Thread(acts) => {
                    let thread = std::thread::spawn(move || {
                        for (act, object) in acts {
                            do_act(world, Me(None), act, object, None);
                        }
                    });
                    THREADS.lock().unwrap().push(thread);
                }
                Step::JoinSet(children) => {
                    run_set(world, me, children).await;
                }
                Step::Panic => {
                    PANICKED.lock().unwrap().extend(me.0);
                    panic!("as planned");
                }
            }
        }
    })
}

async fn block(world: &'static World, me: Me, acts: Vec<(Act, usize)>) {
    let number = NEXT_TASK.fetch_add(1, Relaxed);
    let mut report = Report(number, false);
    let work = spawn_blocking(move || {
        let report = &mut report;
        for (act, object) in acts {
            do_act(world, Me(Some(number)), act, object, None);
        }
        report.1 = true;
    });
    let actor = me.actor(What::Wait(Operation::Join), number);
    Watched::new(actor, work.map(drop)).await;
}

async fn run_set(world: &'static World, me: Me, children: Vec<Vec<Step>>) {
    let set_number = NEXT_TASK.fetch_add(1, Relaxed);
    let mut set = JoinSet::new();
    for steps in children {
        let number = NEXT_TASK.fetch_add(1, Relaxed);
        print_line(format!("c {set_number} {number}"));
        set.spawn(live(world, Report(number, false), steps));
    }
    let set = Arc::new(Mutex::new(set));
    // Dropping it aborts its tasks.
    let set = me.holds(set, Act::Abort, set_number);
    while !set.try_lock().unwrap().is_empty() {
        let set = Arc::clone(&set);
        let actor = me.actor(What::JoinNext, set_number);
        Watched::new(actor, async move {
            let _ = set.try_lock().unwrap().join_next().await;
        })
        .await;
    }
}

fn wait_for(world: &'static World, me: Me, bag: &Bag, wait: Wait) -> Watched {
    let inner = |wait| wait_for(world, me, bag, wait);
    let combined = |name| me.actor(What::Combined(name), 0);
    match wait {
        Wait::On(operation, object) => {
            let future = operate(world, me, bag.clone(), operation, object);
            Watched::new(me.actor(What::Wait(operation), object), future)
        }
        Wait::Timeout(ms, wait) => {
            let wait = inner(*wait);
            let limit = Duration::from_millis(ms);
            Watched::new(combined("Timeout"), timeout(limit, wait).map(drop))
        }
        Wait::Select(one, other) => {
            let (first, second) = (inner(*one), inner(*other));
            Watched::new(combined("Select"), async move {
                tokio::select! { biased; () = first => {}, () = second => {} }
            })
        }
        Wait::Join(one, other) => {
            let (first, second) = (inner(*one), inner(*other));
            Watched::new(combined("Both"), async move {
                tokio::join!(first, second);
            })
        }
        Wait::Unordered(waits) => {
            let mut futures: FuturesUnordered<_> =
                waits.into_iter().map(inner).collect();
            Watched::new(combined("Unordered"), async move {
                while futures.next().await.is_some() {}
            })
        }
    }
}

async fn operate(
    world: &'static World,
    me: Me,
    bag: Bag,
    operation: Operation,
    object: usize,
) {
    let ms = Duration::from_millis(1 + object as u64);
    let hold = |guard: Box<dyn Guard>| {
        let held = me.holds(guard, Act::Release, object);
        bag.lock().unwrap().push(held);
    };
    match operation {
        Operation::Receive => {
            let Some(receiver) = world.receivers.take_value(object) else {
                return;
            };
            let mut held = me.holds(receiver, Act::DropReceiver, object);
            if let Some(message) = held.recv().await {
                me.received(message);
            }
            held.put_back(world.receivers.slot_of(object));
        }
        Operation::Send => {
            let Some(sender) = world.senders.get(object) else {
                return;
            };
            let held = me.holds(sender, Act::DropSender, object);
            let _ = held.send(Message(me.0)).await;
        }
        Operation::SenderClosed => {
            let Some(sender) = world.senders.get(object) else {
                return;
            };
            let held = me.holds(sender, Act::DropSender, object);
            held.closed().await;
        }
        Operation::ReceiveUnbounded => {
            let slots = &world.unbounded_receivers;
            let Some(receiver) = slots.take_value(object) else {
                return;
            };
            let mut held =
                me.holds(receiver, Act::DropUnboundedReceiver, object);
            if let Some(message) = held.recv().await {
                me.received(message);
            }
            held.put_back(slots.slot_of(object));
        }
        Operation::ReceiveMany => {
            let slots = &world.unbounded_receivers;
            let Some(receiver) = slots.take_value(object) else {
                return;
            };
            let mut held =
                me.holds(receiver, Act::DropUnboundedReceiver, object);
            for _ in 0..OPERATIONS_OVER_BUDGET {
                let Some(message) = held.recv().await else {
                    break;
                };
                me.received(message);
            }
            held.put_back(slots.slot_of(object));
        }
        Operation::UnboundedClosed => {
            let Some(sender) = world.unbounded_senders.get(object) else {
                return;
            };
            let held = me.holds(sender, Act::DropUnboundedSender, object);
            held.closed().await;
        }
        Operation::OneshotReceive => {
            let slots = &world.oneshot_receivers;
            let Some(receiver) = slots.take_value(object) else {
                return;
            };
            let mut held = me.holds(receiver, Act::DropOneshotReceiver, object);
            if let Ok(message) = (&mut *held).await {
                me.received(message);
            }
        }
        Operation::OneshotClosed => {
            let slots = &world.oneshot_senders;
            let Some(sender) = slots.take_value(object) else {
                return;
            };
            let mut held = me.holds(sender, Act::DropOneshotSender, object);
            held.closed().await;
        }
        Operation::WatchChanged => {
            let Some(receiver) = world.watch_receivers.get(object) else {
                return;
            };
            let mut held = me.holds(receiver, Act::DropWatchReceiver, object);
            held.mark_unchanged();
            let _ = held.changed().await;
        }
        Operation::WatchClosed => {
            let Some(sender) = world.watch_senders.get(object) else {
                return;
            };
            let held = me.holds(sender, Act::DropWatchSender, object);
            held.closed().await;
        }
        Operation::BroadcastReceive => {
            let slots = &world.broadcast_receivers;
            let Some(mut receiver) = slots.take_value(object) else {
                return;
            };
            if let Ok(message) = receiver.recv().await {
                me.received(message);
            }
            *slots.slot_of(object).lock().unwrap() = Some(receiver);
        }
        Operation::Notified => world.notify[object % 2].notified().await,
        Operation::Acquire => {
            if let Ok(permit) = world.semaphores[object % 2].acquire().await {
                hold(Box::new(permit));
            }
        }
        Operation::AcquireTwo => {
            let semaphore = &world.semaphores[object % 2];
            if let Ok(permits) = semaphore.acquire_many(2).await {
                hold(Box::new(permits));
            }
        }
        Operation::Lock => {
            hold(Box::new(world.mutexes[object % 2].lock().await));
        }
        Operation::ReadLock => {
            hold(Box::new(world.locks[object % 2].read().await));
        }
        Operation::WriteLock => {
            hold(Box::new(world.locks[object % 2].write().await));
        }
        Operation::Barrier => drop(world.barriers[object % 2].wait().await),
        Operation::InitCell => {
            let cell = &world.cells[object % 6];
            cell.get_or_init(|| sleep(Duration::from_millis(2))).await;
        }
        Operation::Join => {
            let task = world.task(object);
            let handle = world.handles.lock().unwrap().remove(&task);
            if let Some(handle) = handle {
                let _ = handle.await;
            }
        }
        Operation::TrackerWait => world.trackers[object % 2].wait().await,
        Operation::Cancelled => world.cancel[object % 2].cancelled().await,
        Operation::Sleep => sleep(ms).await,
        Operation::SleepReset => {
            let timer = sleep(Duration::from_millis(20));
            tokio::pin!(timer);
            if object % 2 == 0 {
                assert!(futures::poll!(timer.as_mut()).is_pending());
            }
            timer.as_mut().reset(tokio::time::Instant::now() + ms);
            timer.await;
        }
        Operation::Tick => {
            let mut ticks = interval(Duration::from_millis(2));
            ticks.set_missed_tick_behavior(match object % 3 {
                0 => MissedTickBehavior::Burst,
                1 => MissedTickBehavior::Delay,
                _ => MissedTickBehavior::Skip,
            });
            for _ in 0..3 {
                ticks.tick().await;
                sleep(Duration::from_millis(object as u64)).await;
            }
        }
        Operation::Accept => {
            let (stream, _) =
                world.listeners[object % 2].accept().await.unwrap();
            world.accepted.lock().unwrap().push(stream);
        }
        Operation::Connect => {
            let address = world.listeners[object % 2].local_addr().unwrap();
            let stream = TcpStream::connect(address).await.unwrap();
            world.accepted.lock().unwrap().push(stream);
        }
        Operation::TcpRead => {
            let Some(mut half) = world.tcp_readers.take_value(object) else {
                return;
            };
            let _ = half.read(&mut vec![0; 1 << 16]).await;
            *world.tcp_readers.slot_of(object).lock().unwrap() = Some(half);
        }
        Operation::TcpReadable => {
            let stream = &world.shared_tcp[object % 2];
            let _ = stream.readable().await;
            let _ = stream.try_read(&mut [0; 16]);
        }
        Operation::TcpWrite => {
            let Some(mut half) = world.tcp_writers.take_value(object) else {
                return;
            };
            let _ = half.write_all(&vec![0; 1 << 23]).await;
            *world.tcp_writers.slot_of(object).lock().unwrap() = Some(half);
        }
        Operation::UdpReceive => {
            let _ = world.udp[object % 2].recv(&mut [0; 8]).await;
        }
        Operation::UnixRead => {
            let Some(mut half) = world.unix_readers.take_value(object) else {
                return;
            };
            let _ = half.read(&mut [0; 8]).await;
            *world.unix_readers.slot_of(object).lock().unwrap() = Some(half);
        }
        Operation::DuplexRead => {
            let Some(end) = world.duplexes.take_value(object) else {
                return;
            };
            let mut held = me.holds(end, Act::DuplexShutdown, object);
            let _ = held.read(&mut [0; 3]).await;
            held.put_back(world.duplexes.slot_of(object));
        }
        Operation::DuplexWrite => {
            let Some(end) = world.duplexes.take_value(object) else {
                return;
            };
            let mut held = me.holds(end, Act::DuplexShutdown, object);
            let _ = held.write_all(&[0; 6]).await;
            held.put_back(world.duplexes.slot_of(object));
        }
        Operation::Yield => yield_now().await,
        Operation::Budget => {
            for _ in 0..200 {
                consume_budget().await;
            }
        }
    }
}

fn do_act(
    world: &'static World,
    me: Me,
    act: Act,
    object: usize,
    bag: Option<&Bag>,
) {
    let actor = me.actor(What::Act(act), object);
    print_line(format!("a {actor}"));
    let _acting = actor.begins();
    let message = Message(me.0);
    match act {
        Act::TrySend => world.senders.with(object, |sender| {
            let _ = sender.try_send(message);
        }),
        Act::TryReceive => world.receivers.with(object, |receiver| {
            if let Ok(message) = receiver.try_recv() {
                me.received(message);
            }
        }),
        Act::DropSender => drop(world.senders.take_value(object)),
        Act::DropReceiver => drop(world.receivers.take_value(object)),
        Act::CloseReceiver => world.receivers.with(object, |r| r.close()),
        Act::SendUnbounded => world.unbounded_senders.with(object, |sender| {
            let _ = sender.send(message);
        }),
        Act::SendMany => world.unbounded_senders.with(object, |sender| {
            (0..OPERATIONS_OVER_BUDGET)
                .for_each(|_| drop(sender.send(message)));
        }),
        Act::DropUnboundedSender => {
            drop(world.unbounded_senders.take_value(object))
        }
        Act::DropUnboundedReceiver => {
            drop(world.unbounded_receivers.take_value(object));
        }
        Act::OneshotSend => {
            if let Some(sender) = world.oneshot_senders.take_value(object) {
                let _ = sender.send(message);
            }
        }
        Act::DropOneshotSender => {
            drop(world.oneshot_senders.take_value(object))
        }
        Act::DropOneshotReceiver => {
            drop(world.oneshot_receivers.take_value(object))
        }
        Act::WatchSend => world.watch_senders.with(object, |sender| {
            sender.send_modify(|value| *value += 1);
        }),
        Act::DropWatchSender => drop(world.watch_senders.take_value(object)),
        Act::DropWatchReceiver => {
            drop(world.watch_receivers.take_value(object))
        }
        Act::BroadcastSend => world.broadcast_senders.with(object, |sender| {
            let _ = sender.send(message);
        }),
        Act::DropBroadcastSender => {
            drop(world.broadcast_senders.take_value(object))
        }
        Act::NotifyOne => world.notify[object % 2].notify_one(),
        Act::NotifyWaiters => world.notify[object % 2].notify_waiters(),
        Act::AddPermit => world.semaphores[object % 2].add_permits(1),
        Act::CloseSemaphore => world.semaphores[object % 2].close(),
        Act::Release => {
            let mut held = bag.map(|bag| bag.lock().unwrap());
            if let Some(held) = held.as_mut().filter(|held| !held.is_empty()) {
                drop(held.remove(0));
            }
        }
        Act::DropTrackerToken => drop(world.tokens.take_value(object)),
        Act::Cancel => world.cancel[object % 2].cancel(),
        Act::TcpWriteNow => {
            let _ = world.shared_tcp[object % 2].try_write(b"x");
            world
                .tcp_writers
                .with(object, |half| half.try_write(b"x").ok());
        }
        Act::TcpShutdown => world.tcp_writers.with(object, |half| {
            half.shutdown().now_or_never();
        }),
        Act::TcpDrop => drop(world.tcp_writers.take_value(object)),
        Act::UdpSend => drop(world.udp[object % 2].try_send(b"x")),
        Act::UnixWriteNow => {
            world
                .unix_writers
                .with(object, |half| half.try_write(b"x").ok());
        }
        Act::UnixShutdown => drop(world.unix_writers.take_value(object)),
        Act::DuplexShutdown => drop(world.duplexes.take_value(object)),
        Act::Abort => {
            let aborts = world.aborts.lock().unwrap();
            if let Some(task) = aborts.get(&world.task(object)) {
                task.abort();
            }
        }
        Act::Work => {
            let start = Instant::now();
            while start.elapsed() < Duration::from_micros(300) {
                std::hint::spin_loop();
            }
        }
    }
}
