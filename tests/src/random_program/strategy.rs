//! Random plans. Each is about a few kinds of objects, so that its tasks
//! often meet.

use super::plan::{Act, Flavor, Operation, Plan, Step, Wait};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{select, subsequence};
use proptest::{prop_oneof, strategy::BoxedStrategy};

/// What tasks can do with objects of one kind.
#[derive(Debug, Clone, Copy)]
struct Family {
    waits: &'static [Operation],
    acts: &'static [Act],
}

const FAMILIES: [Family; 20] = [
    Family {
        waits: &[Operation::Receive, Operation::Send, Operation::SenderClosed],
        acts: &[
            Act::TrySend,
            Act::TrySend,
            Act::TryReceive,
            Act::DropSender,
            Act::DropReceiver,
            Act::CloseReceiver,
        ],
    },
    Family {
        waits: &[
            Operation::ReceiveUnbounded,
            Operation::ReceiveMany,
            Operation::UnboundedClosed,
        ],
        acts: &[
            Act::SendUnbounded,
            Act::SendUnbounded,
            Act::SendMany,
            Act::DropUnboundedSender,
            Act::DropUnboundedReceiver,
        ],
    },
    Family {
        waits: &[Operation::OneshotReceive, Operation::OneshotClosed],
        acts: &[
            Act::OneshotSend,
            Act::DropOneshotSender,
            Act::DropOneshotReceiver,
        ],
    },
    Family {
        waits: &[Operation::WatchChanged, Operation::WatchClosed],
        acts: &[
            Act::WatchSend,
            Act::WatchSend,
            Act::DropWatchSender,
            Act::DropWatchReceiver,
        ],
    },
    Family {
        waits: &[Operation::BroadcastReceive],
        acts: &[
            Act::BroadcastSend,
            Act::BroadcastSend,
            Act::BroadcastSend,
            Act::DropBroadcastSender,
            Act::DropBroadcastReceiver,
        ],
    },
    Family {
        waits: &[Operation::Notified],
        acts: &[Act::NotifyOne, Act::NotifyOne, Act::NotifyWaiters],
    },
    Family {
        waits: &[
            Operation::Acquire,
            Operation::Acquire,
            Operation::AcquireTwo,
        ],
        acts: &[
            Act::Release,
            Act::Release,
            Act::AddPermit,
            Act::CloseSemaphore,
        ],
    },
    Family {
        waits: &[Operation::Lock],
        acts: &[Act::Release],
    },
    Family {
        waits: &[
            Operation::ReadLock,
            Operation::ReadLock,
            Operation::WriteLock,
        ],
        acts: &[Act::Release],
    },
    Family {
        waits: &[Operation::Barrier],
        acts: &[Act::Work],
    },
    Family {
        waits: &[Operation::InitCell],
        acts: &[Act::Work],
    },
    Family {
        waits: &[Operation::Join],
        acts: &[Act::Abort],
    },
    Family {
        waits: &[Operation::TrackerWait, Operation::Cancelled],
        acts: &[Act::DropTrackerToken, Act::Cancel],
    },
    Family {
        waits: &[Operation::SleepReset, Operation::Tick],
        acts: &[Act::Work],
    },
    Family {
        waits: &[Operation::Accept, Operation::Connect],
        acts: &[Act::Work],
    },
    Family {
        waits: &[
            Operation::TcpRead,
            Operation::TcpReadable,
            Operation::TcpWrite,
        ],
        acts: &[
            Act::TcpWriteNow,
            Act::TcpWriteNow,
            Act::TcpShutdown,
            Act::TcpDrop,
        ],
    },
    Family {
        waits: &[Operation::UdpReceive, Operation::UnixRead],
        acts: &[
            Act::UdpSend,
            Act::UdpSend,
            Act::UnixWriteNow,
            Act::UnixShutdown,
        ],
    },
    Family {
        waits: &[Operation::DuplexRead, Operation::DuplexWrite],
        acts: &[Act::DuplexShutdown, Act::Work],
    },
    Family {
        waits: &[Operation::Signal],
        acts: &[Act::RaiseSignal],
    },
    Family {
        waits: &[Operation::ChildProcess, Operation::File],
        acts: &[Act::Work],
    },
];

/// What any task does now and then.
const EVERYWHERE: Family = Family {
    waits: &[
        Operation::Sleep,
        Operation::Sleep,
        Operation::Yield,
        Operation::Budget,
    ],
    acts: &[Act::Abort, Act::Work],
};

pub fn plans() -> impl Strategy<Value = Plan> {
    let flavor = select(&[
        Flavor::Paused,
        Flavor::CurrentThread,
        Flavor::CurrentThread,
        Flavor::LocalRuntime,
        Flavor::MultiThread,
        Flavor::MultiThread,
    ]);
    let families = subsequence(FAMILIES.to_vec(), 1..=3);
    (flavor, any::<u8>(), families).prop_flat_map(
        |(flavor, local, families)| {
            let may_have_set =
                matches!(flavor, Flavor::Paused | Flavor::CurrentThread);
            let is_local = may_have_set && local < 50;
            let tasks = vec(vec(steps(&families), 0..7), 2..6);
            (Just(flavor), Just(is_local), tasks).prop_map(
                |(flavor, is_local, tasks)| Plan {
                    flavor,
                    is_local,
                    tasks,
                },
            )
        },
    )
}

fn steps(families: &[Family]) -> BoxedStrategy<Step> {
    let child = prop_oneof![
        2 => waits(families).prop_map(Step::Wait),
        1 => act_and_object(families).prop_map(|(act, object)| Step::Act(act, object)),
    ]
    .boxed();
    let children = vec(child.clone(), 0..4);
    prop_oneof![
        20 => waits(families).prop_map(Step::Wait),
        18 => act_and_object(families).prop_map(|(act, object)| Step::Act(act, object)),
        1 => vec(act_and_object(families), 0..3).prop_map(Step::Blocking),
        1 => vec(act_and_object(families), 0..3).prop_map(Step::Thread),
        1 => children.prop_map(Step::Runtime),
        1 => vec(vec(child, 0..3), 1..4).prop_map(Step::JoinSet),
        1 => Just(Step::Panic),
        1 => Just(Step::PanicOnDrop),
    ]
    .boxed()
}

fn waits(families: &[Family]) -> impl Strategy<Value = Wait> + use<> {
    let waits_of = |family: &Family| family.waits.to_vec();
    let mut operations: Vec<Operation> =
        families.iter().flat_map(waits_of).collect();
    // As often as what is everywhere.
    operations = operations.repeat(3);
    operations.extend(EVERYWHERE.waits);
    let single_wait = (select(operations), 0..6_usize)
        .prop_map(|(operation, object)| Wait::On(operation, object));
    single_wait.prop_recursive(2, 6, 3, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            3 => (1..8_u64, boxed.clone())
                .prop_map(|(ms, wait)| Wait::Timeout(ms, wait)),
            3 => (boxed.clone(), boxed.clone())
                .prop_map(|(one, other)| Wait::Select(one, other)),
            3 => (boxed.clone(), boxed)
                .prop_map(|(one, other)| Wait::Join(one, other)),
            1 => vec(inner, 2..4).prop_map(Wait::Unordered),
        ]
    })
}

/// Generates an act, and the number of the object on which it acts.
fn act_and_object(
    families: &[Family],
) -> impl Strategy<Value = (Act, usize)> + use<> {
    let acts_of = |family: &Family| family.acts.to_vec();
    let mut acts: Vec<Act> = families.iter().flat_map(acts_of).collect();
    acts = acts.repeat(4);
    acts.extend(EVERYWHERE.acts);
    (select(acts), 0..6_usize)
}
