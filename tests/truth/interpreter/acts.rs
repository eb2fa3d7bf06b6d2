//! What a task, or a thread, can do at once.

use crate::actor::{Activity, print_line};
use crate::held::HeldGuards;
use crate::plan::Act;
use crate::watched::{CurrentTask, Message};
use crate::world::{World, signal_kind};
use futures::FutureExt;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

pub const OPERATIONS_OVER_BUDGET: usize = 150;

unsafe extern "C" {
    safe fn raise(signal: i32) -> i32;
}

pub fn do_act(
    world: &'static World,
    me: CurrentTask,
    act: Act,
    object: usize,
    guards: Option<&HeldGuards>,
) {
    let actor = me.actor(Activity::Act(act), object);
    print_line(format!("a {actor}"));
    let _acting = actor.begin_acting();
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
        Act::DropBroadcastReceiver => {
            drop(world.broadcast_receivers.take_value(object));
        }
        Act::NotifyOne => world.notify[object % 2].notify_one(),
        Act::NotifyWaiters => world.notify[object % 2].notify_waiters(),
        Act::AddPermit => world.semaphores[object % 2].add_permits(1),
        Act::CloseSemaphore => world.semaphores[object % 2].close(),
        Act::Release => {
            let mut held = guards.map(|guards| guards.lock().unwrap());
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
        Act::RaiseSignal => {
            raise(signal_kind(object).as_raw_value());
        }
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
