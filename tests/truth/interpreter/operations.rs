//! What a task can await.

use crate::actions::OPERATIONS_OVER_BUDGET;
use crate::actor::print_line;
use crate::drop_reporter::{Guard, HeldGuards};
use crate::plan::{Action, Operation};
use crate::reported_future::{CurrentTask, Message};
use crate::shared_objects::{SharedObjects, signal_kind};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::Command;
use tokio::signal::unix::signal;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::{consume_budget, yield_now};
use tokio::time::{MissedTickBehavior, interval, sleep};

pub async fn perform_operation(
    objects: &'static SharedObjects,
    me: CurrentTask,
    guards: HeldGuards,
    operation: Operation,
    object: usize,
) {
    let ms = Duration::from_millis(1 + object as u64);
    let hold = |guard: Box<dyn Guard>| {
        let held = me.report_drop_of(guard, Action::Release, object);
        guards.lock().unwrap().push(held);
    };
    match operation {
        Operation::Receive => {
            let Some(receiver) = objects.receivers.take_value(object) else {
                return;
            };
            let mut held =
                me.report_drop_of(receiver, Action::DropReceiver, object);
            if let Some(message) = held.recv().await {
                me.report_received(message);
            }
            held.put_back(objects.receivers.slot_of(object));
        }
        Operation::Send => {
            let Some(sender) = objects.senders.clone_value(object) else {
                return;
            };
            let held = me.report_drop_of(sender, Action::DropSender, object);
            let _ = held.send(Message(me.0)).await;
        }
        Operation::SenderClosed => {
            let Some(sender) = objects.senders.clone_value(object) else {
                return;
            };
            let held = me.report_drop_of(sender, Action::DropSender, object);
            held.closed().await;
        }
        Operation::ReceiveUnbounded => {
            let slots = &objects.unbounded_receivers;
            let Some(receiver) = slots.take_value(object) else {
                return;
            };
            let mut held = me.report_drop_of(
                receiver,
                Action::DropUnboundedReceiver,
                object,
            );
            if let Some(message) = held.recv().await {
                me.report_received(message);
            }
            held.put_back(slots.slot_of(object));
        }
        Operation::ReceiveMany => {
            let slots = &objects.unbounded_receivers;
            let Some(receiver) = slots.take_value(object) else {
                return;
            };
            let mut held = me.report_drop_of(
                receiver,
                Action::DropUnboundedReceiver,
                object,
            );
            for _ in 0..OPERATIONS_OVER_BUDGET {
                let Some(message) = held.recv().await else {
                    break;
                };
                me.report_received(message);
            }
            held.put_back(slots.slot_of(object));
        }
        Operation::UnboundedClosed => {
            let Some(sender) = objects.unbounded_senders.clone_value(object)
            else {
                return;
            };
            let held =
                me.report_drop_of(sender, Action::DropUnboundedSender, object);
            held.closed().await;
        }
        Operation::OneshotReceive => {
            let slots = &objects.oneshot_receivers;
            let Some(receiver) = slots.take_value(object) else {
                return;
            };
            let mut held = me.report_drop_of(
                receiver,
                Action::DropOneshotReceiver,
                object,
            );
            if let Ok(message) = (&mut *held).await {
                me.report_received(message);
            }
        }
        Operation::OneshotClosed => {
            let slots = &objects.oneshot_senders;
            let Some(sender) = slots.take_value(object) else {
                return;
            };
            let mut held =
                me.report_drop_of(sender, Action::DropOneshotSender, object);
            held.closed().await;
        }
        Operation::WatchChanged => {
            let Some(receiver) = objects.watch_receivers.clone_value(object)
            else {
                return;
            };
            let mut held =
                me.report_drop_of(receiver, Action::DropWatchReceiver, object);
            held.mark_unchanged();
            let _ = held.changed().await;
        }
        Operation::WatchClosed => {
            let Some(sender) = objects.watch_senders.clone_value(object) else {
                return;
            };
            let held =
                me.report_drop_of(sender, Action::DropWatchSender, object);
            held.closed().await;
        }
        Operation::BroadcastReceive => {
            let slots = &objects.broadcast_receivers;
            let Some(mut receiver) = slots.take_value(object) else {
                return;
            };
            match receiver.recv().await {
                Ok(message) => me.report_received(message),
                Err(RecvError::Lagged(missed)) => {
                    let task = me.0.unwrap();
                    print_line(format!("l {task} {missed}"));
                }
                Err(RecvError::Closed) => {}
            }
            *slots.slot_of(object).lock().unwrap() = Some(receiver);
        }
        Operation::Notified => objects.notify[object % 2].notified().await,
        Operation::Acquire => {
            if let Ok(permit) = objects.semaphores[object % 2].acquire().await {
                hold(Box::new(permit));
            }
        }
        Operation::AcquireTwo => {
            let semaphore = &objects.semaphores[object % 2];
            if let Ok(permits) = semaphore.acquire_many(2).await {
                hold(Box::new(permits));
            }
        }
        Operation::Lock => {
            hold(Box::new(objects.mutexes[object % 2].lock().await));
        }
        Operation::ReadLock => {
            hold(Box::new(objects.rw_locks[object % 2].read().await));
        }
        Operation::WriteLock => {
            hold(Box::new(objects.rw_locks[object % 2].write().await));
        }
        Operation::Barrier => drop(objects.barriers[object % 2].wait().await),
        Operation::InitCell => {
            let cell = &objects.once_cells[object % 6];
            cell.get_or_init(|| sleep(Duration::from_millis(2))).await;
        }
        Operation::Join => {
            let task = objects.task_number_of(object);
            let handle = objects.join_handles.lock().unwrap().remove(&task);
            if let Some(handle) = handle {
                let _ = handle.await;
            }
        }
        Operation::TrackerWait => objects.trackers[object % 2].wait().await,
        Operation::Cancelled => {
            objects.cancellation_tokens[object % 2].cancelled().await
        }
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
            let accepted = objects.listeners[object % 2].accept().await;
            let stream = accepted.ok().map(|(stream, _)| stream);
            objects.accepted_streams.lock().unwrap().extend(stream);
        }
        Operation::Connect => {
            let address = objects.listeners[object % 2].local_addr().unwrap();
            let stream = TcpStream::connect(address).await.unwrap();
            objects.accepted_streams.lock().unwrap().push(stream);
        }
        Operation::TcpRead => {
            let Some(mut half) = objects.tcp_readers.take_value(object) else {
                return;
            };
            let _ = half.read(&mut vec![0; 1 << 16]).await;
            *objects.tcp_readers.slot_of(object).lock().unwrap() = Some(half);
        }
        Operation::TcpReadable => {
            let stream = &objects.shared_tcp[object % 2];
            let _ = stream.readable().await;
            let _ = stream.try_read(&mut [0; 16]);
        }
        Operation::TcpWrite => {
            let Some(mut half) = objects.tcp_writers.take_value(object) else {
                return;
            };
            let _ = half.write_all(&vec![0; 1 << 23]).await;
            *objects.tcp_writers.slot_of(object).lock().unwrap() = Some(half);
        }
        Operation::UdpReceive => {
            let _ = objects.udp_sockets[object % 2].recv(&mut [0; 8]).await;
        }
        Operation::UnixRead => {
            let Some(mut half) = objects.unix_readers.take_value(object) else {
                return;
            };
            let _ = half.read(&mut [0; 8]).await;
            *objects.unix_readers.slot_of(object).lock().unwrap() = Some(half);
        }
        Operation::DuplexRead => {
            let Some(end) = objects.duplexes.take_value(object) else {
                return;
            };
            let mut held =
                me.report_drop_of(end, Action::DuplexShutdown, object);
            let _ = held.read(&mut [0; 3]).await;
            held.put_back(objects.duplexes.slot_of(object));
        }
        Operation::DuplexWrite => {
            let Some(end) = objects.duplexes.take_value(object) else {
                return;
            };
            let mut held =
                me.report_drop_of(end, Action::DuplexShutdown, object);
            let _ = held.write_all(&[0; 6]).await;
            held.put_back(objects.duplexes.slot_of(object));
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
        Operation::UseUpBudget => {
            for _ in 0..200 {
                consume_budget().await;
            }
        }
    }
}
