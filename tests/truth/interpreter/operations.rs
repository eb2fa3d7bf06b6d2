//! What a task can await.

use crate::actor::print_line;
use crate::acts::OPERATIONS_OVER_BUDGET;
use crate::held::{Guard, HeldGuards};
use crate::plan::{Act, Operation};
use crate::watched::{CurrentTask, Message};
use crate::world::{World, signal_kind};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::signal::unix::signal;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::{consume_budget, yield_now};
use tokio::time::{MissedTickBehavior, interval, sleep};

pub async fn operate(
    world: &'static World,
    me: CurrentTask,
    guards: HeldGuards,
    operation: Operation,
    object: usize,
) {
    let ms = Duration::from_millis(1 + object as u64);
    let hold = |guard: Box<dyn Guard>| {
        let held = me.holds(guard, Act::Release, object);
        guards.lock().unwrap().push(held);
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
            match receiver.recv().await {
                Ok(message) => me.received(message),
                Err(RecvError::Lagged(missed)) => {
                    let task = me.0.unwrap();
                    print_line(format!("l {task} {missed}"));
                }
                Err(RecvError::Closed) => {}
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
            // Not in another runtime, once this listener's has ended.
            let accepted = world.listeners[object % 2].accept().await;
            let stream = accepted.ok().map(|(stream, _)| stream);
            world.accepted.lock().unwrap().extend(stream);
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
        Operation::Signal => {
            let mut target = signal(signal_kind(object)).unwrap();
            target.recv().await;
        }
        Operation::ChildProcess => {
            let mut child = Command::new("true").spawn().unwrap();
            child.wait().await.unwrap();
        }
        Operation::File => drop(tokio::fs::metadata(".").await),
        Operation::Yield => yield_now().await,
        Operation::Budget => {
            for _ in 0..200 {
                consume_budget().await;
            }
        }
    }
}
