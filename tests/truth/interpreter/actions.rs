//! What a task, or a thread, can do at once.

use crate::actor::{Activity, print_line};
use crate::drop_reporter::HeldGuards;
use crate::plan::Action;
use crate::reported_future::{CurrentTask, Message};
use crate::shared_objects::{SharedObjects, signal_kind};
use futures::FutureExt;
use std::time::{Duration, Instant};
use tokio::io::AsyncWriteExt;

pub const OPERATIONS_OVER_BUDGET: usize = 150;

unsafe extern "C" {
    safe fn raise(signal: i32) -> i32;
}

pub fn perform_action(
    objects: &'static SharedObjects,
    me: CurrentTask,
    action: Action,
    object: usize,
    guards: Option<&HeldGuards>,
) {
    let actor = me.actor(Activity::Action(action), object);
    print_line(format!("a {actor}"));
    let _actor_guard = actor.set_as_current();
    let message = Message(me.0);
    match action {
        Action::TrySend => objects.senders.with_value(object, |sender| {
            let _ = sender.try_send(message);
        }),
        Action::TryReceive => {
            objects.receivers.with_value(object, |receiver| {
                if let Ok(message) = receiver.try_recv() {
                    me.report_received(message);
                }
            })
        }
        Action::DropSender => drop(objects.senders.take_value(object)),
        Action::DropReceiver => drop(objects.receivers.take_value(object)),
        Action::CloseReceiver => {
            objects.receivers.with_value(object, |r| r.close())
        }
        Action::SendUnbounded => {
            objects.unbounded_senders.with_value(object, |sender| {
                let _ = sender.send(message);
            })
        }
        Action::SendMany => {
            objects.unbounded_senders.with_value(object, |sender| {
                (0..OPERATIONS_OVER_BUDGET)
                    .for_each(|_| drop(sender.send(message)));
            })
        }
        Action::DropUnboundedSender => {
            drop(objects.unbounded_senders.take_value(object))
        }
        Action::DropUnboundedReceiver => {
            drop(objects.unbounded_receivers.take_value(object));
        }
        Action::OneshotSend => {
            if let Some(sender) = objects.oneshot_senders.take_value(object) {
                let _ = sender.send(message);
            }
        }
        Action::DropOneshotSender => {
            drop(objects.oneshot_senders.take_value(object))
        }
        Action::DropOneshotReceiver => {
            drop(objects.oneshot_receivers.take_value(object))
        }
        Action::WatchSend => {
            objects.watch_senders.with_value(object, |sender| {
                sender.send_modify(|value| *value += 1);
            })
        }
        Action::DropWatchSender => {
            drop(objects.watch_senders.take_value(object))
        }
        Action::DropWatchReceiver => {
            drop(objects.watch_receivers.take_value(object))
        }
        Action::BroadcastSend => {
            objects.broadcast_senders.with_value(object, |sender| {
                let _ = sender.send(message);
            })
        }
        Action::DropBroadcastSender => {
            drop(objects.broadcast_senders.take_value(object))
        }
        Action::DropBroadcastReceiver => {
            drop(objects.broadcast_receivers.take_value(object));
        }
        Action::NotifyOne => objects.notify[object % 2].notify_one(),
        Action::NotifyWaiters => objects.notify[object % 2].notify_waiters(),
        Action::AddPermit => objects.semaphores[object % 2].add_permits(1),
        Action::CloseSemaphore => objects.semaphores[object % 2].close(),
        Action::Release => {
            let mut held = guards.map(|guards| guards.lock().unwrap());
            if let Some(held) = held.as_mut().filter(|held| !held.is_empty()) {
                drop(held.remove(0));
            }
        }
        Action::DropTrackerToken => {
            drop(objects.tracker_tokens.take_value(object))
        }
        Action::Cancel => objects.cancellation_tokens[object % 2].cancel(),
        Action::TcpWriteNow => {
            let _ = objects.shared_tcp[object % 2].try_write(b"x");
            objects
                .tcp_writers
                .with_value(object, |half| half.try_write(b"x").ok());
        }
        Action::TcpShutdown => objects.tcp_writers.with_value(object, |half| {
            half.shutdown().now_or_never();
        }),
        Action::TcpDrop => drop(objects.tcp_writers.take_value(object)),
        Action::UdpSend => drop(objects.udp_sockets[object % 2].try_send(b"x")),
        Action::UnixWriteNow => {
            objects
                .unix_writers
                .with_value(object, |half| half.try_write(b"x").ok());
        }
        Action::UnixShutdown => drop(objects.unix_writers.take_value(object)),
        Action::DuplexShutdown => drop(objects.duplexes.take_value(object)),
        Action::RaiseSignal => {
            raise(signal_kind(object).as_raw_value());
        }
        Action::Abort => {
            let aborts = objects.abort_handles.lock().unwrap();
            if let Some(task) = aborts.get(&objects.task_number_of(object)) {
                task.abort();
            }
        }
        Action::Work => {
            let start = Instant::now();
            while start.elapsed() < Duration::from_micros(300) {
                std::hint::spin_loop();
            }
        }
    }
}
