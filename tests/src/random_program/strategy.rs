//! Random plans. Each is about a few kinds of objects, so that its tasks
//! often meet.

use super::plan::{Action, Flavor, Operation, Plan, Step, Wait};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any};
use proptest::sample::{select, subsequence};
use proptest::{prop_oneof, strategy::BoxedStrategy};

/// What tasks can do with objects of one kind.
#[derive(Debug, Clone, Copy)]
struct ObjectFamily {
    waits: &'static [Operation],
    actions: &'static [Action],
}

const FAMILIES: [ObjectFamily; 20] = [
    ObjectFamily {
        waits: &[Operation::Receive, Operation::Send, Operation::SenderClosed],
        actions: &[
            Action::TrySend,
            Action::TrySend,
            Action::TryReceive,
            Action::DropSender,
            Action::DropReceiver,
            Action::CloseReceiver,
        ],
    },
    ObjectFamily {
        waits: &[
            Operation::ReceiveUnbounded,
            Operation::ReceiveMany,
            Operation::UnboundedClosed,
        ],
        actions: &[
            Action::SendUnbounded,
            Action::SendUnbounded,
            Action::SendMany,
            Action::DropUnboundedSender,
            Action::DropUnboundedReceiver,
        ],
    },
    ObjectFamily {
        waits: &[Operation::OneshotReceive, Operation::OneshotClosed],
        actions: &[
            Action::OneshotSend,
            Action::DropOneshotSender,
            Action::DropOneshotReceiver,
        ],
    },
    ObjectFamily {
        waits: &[Operation::WatchChanged, Operation::WatchClosed],
        actions: &[
            Action::WatchSend,
            Action::WatchSend,
            Action::DropWatchSender,
            Action::DropWatchReceiver,
        ],
    },
    ObjectFamily {
        waits: &[Operation::BroadcastReceive],
        actions: &[
            Action::BroadcastSend,
            Action::BroadcastSend,
            Action::BroadcastSend,
            Action::DropBroadcastSender,
            Action::DropBroadcastReceiver,
        ],
    },
    ObjectFamily {
        waits: &[Operation::Notified],
        actions: &[Action::NotifyOne, Action::NotifyOne, Action::NotifyWaiters],
    },
    ObjectFamily {
        waits: &[
            Operation::Acquire,
            Operation::Acquire,
            Operation::AcquireTwo,
        ],
        actions: &[
            Action::Release,
            Action::Release,
            Action::AddPermit,
            Action::CloseSemaphore,
        ],
    },
    ObjectFamily {
        waits: &[Operation::Lock],
        actions: &[Action::Release],
    },
    ObjectFamily {
        waits: &[
            Operation::ReadLock,
            Operation::ReadLock,
            Operation::WriteLock,
        ],
        actions: &[Action::Release],
    },
    ObjectFamily {
        waits: &[Operation::Barrier],
        actions: &[Action::Work],
    },
    ObjectFamily {
        waits: &[Operation::InitCell],
        actions: &[Action::Work],
    },
    ObjectFamily {
        waits: &[Operation::Join],
        actions: &[Action::Abort],
    },
    ObjectFamily {
        waits: &[Operation::TrackerWait, Operation::Cancelled],
        actions: &[Action::DropTrackerToken, Action::Cancel],
    },
    ObjectFamily {
        waits: &[Operation::SleepReset, Operation::Tick],
        actions: &[Action::Work],
    },
    ObjectFamily {
        waits: &[Operation::Accept, Operation::Connect],
        actions: &[Action::Work],
    },
    ObjectFamily {
        waits: &[
            Operation::TcpRead,
            Operation::TcpReadable,
            Operation::TcpWrite,
        ],
        actions: &[
            Action::TcpWriteNow,
            Action::TcpWriteNow,
            Action::TcpShutdown,
            Action::TcpDrop,
        ],
    },
    ObjectFamily {
        waits: &[Operation::UdpReceive, Operation::UnixRead],
        actions: &[
            Action::UdpSend,
            Action::UdpSend,
            Action::UnixWriteNow,
            Action::UnixShutdown,
        ],
    },
    ObjectFamily {
        waits: &[Operation::DuplexRead, Operation::DuplexWrite],
        actions: &[Action::DuplexShutdown, Action::Work],
    },
    ObjectFamily {
        waits: &[Operation::Signal],
        actions: &[Action::RaiseSignal],
    },
    ObjectFamily {
        waits: &[Operation::ChildProcess, Operation::File],
        actions: &[Action::Work],
    },
];

/// What any task does now and then.
const COMMON_STEPS: ObjectFamily = ObjectFamily {
    waits: &[
        Operation::Sleep,
        Operation::Sleep,
        Operation::Yield,
        Operation::UseUpBudget,
    ],
    actions: &[Action::Abort, Action::Work],
};

pub fn plan_strategy() -> impl Strategy<Value = Plan> {
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
            let uses_local_set = may_have_set && local < 50;
            let tasks = vec(vec(step_strategy(&families), 0..7), 2..6);
            (Just(flavor), Just(uses_local_set), tasks).prop_map(
                |(flavor, uses_local_set, tasks)| Plan {
                    flavor,
                    uses_local_set,
                    tasks,
                },
            )
        },
    )
}

fn step_strategy(families: &[ObjectFamily]) -> BoxedStrategy<Step> {
    let child = prop_oneof![
        2 => wait_strategy(families).prop_map(Step::Wait),
        1 => action_and_object_strategy(families).prop_map(|(action, object)| Step::Action(action, object)),
    ]
    .boxed();
    let children = vec(child.clone(), 0..4);
    prop_oneof![
        20 => wait_strategy(families).prop_map(Step::Wait),
        18 => action_and_object_strategy(families).prop_map(|(action, object)| Step::Action(action, object)),
        1 => vec(action_and_object_strategy(families), 0..3).prop_map(Step::Blocking),
        1 => vec(action_and_object_strategy(families), 0..3).prop_map(Step::Thread),
        1 => children.prop_map(Step::Runtime),
        1 => vec(vec(child, 0..3), 1..4).prop_map(Step::JoinSet),
        1 => Just(Step::Panic),
        1 => Just(Step::PanicOnDrop),
    ]
    .boxed()
}

fn wait_strategy(
    families: &[ObjectFamily],
) -> impl Strategy<Value = Wait> + use<> {
    let waits_of = |family: &ObjectFamily| family.waits.to_vec();
    let mut operations: Vec<Operation> =
        families.iter().flat_map(waits_of).collect();
    // As often as what is everywhere.
    operations = operations.repeat(3);
    operations.extend(COMMON_STEPS.waits);
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

/// Generates an action, and the number of its object.
fn action_and_object_strategy(
    families: &[ObjectFamily],
) -> impl Strategy<Value = (Action, usize)> + use<> {
    let actions_of = |family: &ObjectFamily| family.actions.to_vec();
    let mut actions: Vec<Action> =
        families.iter().flat_map(actions_of).collect();
    actions = actions.repeat(4);
    actions.extend(COMMON_STEPS.actions);
    (select(actions), 0..6_usize)
}
