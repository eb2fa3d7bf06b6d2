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
//! - `m SENDER RECEIVER`: a message was received
//! - `l TASK COUNT`: a task was too slow for so many broadcast messages
//! - `c SET TASK`: the task belongs to a `JoinSet`

#[path = "interpreter/actions.rs"]
mod actions;
#[path = "interpreter/actor.rs"]
mod actor;
#[path = "interpreter/drop_reporter.rs"]
mod drop_reporter;
#[path = "interpreter/operations.rs"]
mod operations;
#[path = "../src/random_program/plan.rs"]
mod plan;
#[path = "interpreter/reported_future.rs"]
mod reported_future;
#[path = "interpreter/shared_objects.rs"]
mod shared_objects;

use actions::perform_action;
use actor::{Activity, print_line};
use drop_reporter::HeldGuards;
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use operations::perform_operation;
use plan::{Action, Flavor, Operation, Plan, Step, Wait};
use reported_future::{
    CurrentTask, PANICKED_TASKS, PanicOnDrop, ReportedFuture, TaskEndReport,
};
use shared_objects::SharedObjects;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex as Slot};
use std::time::Duration;
use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::Mutex;
use tokio::task::{JoinSet, LocalSet, spawn_blocking, spawn_local};
use tokio::time::timeout;

/// How long `main` may take for its own steps, and then wait for the others.
const MAIN_TIME_LIMIT: Duration = Duration::from_millis(30);

/// The tasks of the plan have lower numbers.
static NEXT_TASK_NUMBER: AtomicUsize = AtomicUsize::new(100);
static THREADS: Slot<Vec<std::thread::JoinHandle<()>>> = Slot::new(Vec::new());

fn main() {
    let text = std::env::args().nth(1).unwrap();
    let plan = Plan::from_argument(&text);
    let mut builder = match plan.flavor {
        Flavor::MultiThread => Builder::new_multi_thread(),
        _ => Builder::new_current_thread(),
    };
    builder.worker_threads(2).enable_all();
    builder.start_paused(plan.flavor == Flavor::Paused);
    // Everything that begins is to end in the report, after a panic, too.
    if plan.flavor == Flavor::LocalRuntime {
        let runtime = builder.build_local(LocalOptions::default()).unwrap();
        catch_panic(|| runtime.block_on(run_plan(plan)));
    } else {
        let runtime = builder.build().unwrap();
        catch_panic(|| runtime.block_on(run_plan(plan)));
    }
    // A thread may have made others before it ends.
    loop {
        let thread = THREADS.lock().unwrap().pop();
        let Some(thread) = thread else { break };
        thread.join().unwrap();
    }
}

fn catch_panic(work: impl FnOnce()) {
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
}

async fn run_plan(plan: Plan) {
    let mut report = TaskEndReport::new(0);
    let objects = Box::leak(Box::new(SharedObjects::new(&plan).await));
    if plan.uses_local_set {
        let set = LocalSet::new();
        set.run_until(run_main(objects, plan)).await;
    } else {
        run_main(objects, plan).await;
    }
    report.is_done = true;
}

/// Runs steps as the root of another runtime, on this thread.
fn run_runtime(
    objects: &'static SharedObjects,
    number: usize,
    steps: Vec<Step>,
) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    catch_panic(|| {
        runtime.block_on(async move {
            let mut report = TaskEndReport::new(number);
            let me = CurrentTask(Some(number));
            await_with_time_limit(me, run_steps(objects, me, steps)).await;
            report.is_done = true;
        });
    });
}

async fn run_main(objects: &'static SharedObjects, plan: Plan) {
    let Plan {
        flavor,
        uses_local_set,
        tasks,
    } = plan;
    let mut tasks = tasks.into_iter();
    let main_steps = tasks.next().unwrap_or_default();
    for (steps, number) in tasks.zip(1..) {
        let task = run_task(objects, TaskEndReport::new(number), steps);
        let handle = if uses_local_set || flavor == Flavor::LocalRuntime {
            spawn_local(task)
        } else {
            tokio::spawn(task)
        };
        let abort = handle.abort_handle();
        objects.abort_handles.lock().unwrap().insert(number, abort);
        objects.join_handles.lock().unwrap().insert(number, handle);
    }
    let me = CurrentTask(Some(0));
    await_with_time_limit(me, run_steps(objects, me, main_steps)).await;
    let handles = std::mem::take(&mut *objects.join_handles.lock().unwrap());
    await_with_time_limit(me, futures::future::join_all(handles.into_values()))
        .await;
    for abort in objects.abort_handles.lock().unwrap().values() {
        abort.abort();
    }
}

fn await_with_time_limit(
    me: CurrentTask,
    work: impl Future<Output: Send> + Send + 'static,
) -> ReportedFuture {
    let actor = me.actor(Activity::Combinator("Limited"), 0);
    ReportedFuture::new(actor, timeout(MAIN_TIME_LIMIT, work).map(drop))
}

async fn run_task(
    objects: &'static SharedObjects,
    mut report: TaskEndReport,
    steps: Vec<Step>,
) {
    // Of the future from the first, also if it is never polled.
    let report = &mut report;
    run_steps(objects, CurrentTask(Some(report.task)), steps).await;
    report.is_done = true;
}

fn run_steps(
    objects: &'static SharedObjects,
    me: CurrentTask,
    steps: Vec<Step>,
) -> BoxFuture<'static, ()> {
    let guards = HeldGuards::default();
    Box::pin(async move {
        let mut panics_on_drop = Vec::new();
        for step in steps {
            match step {
                Step::Wait(wait) => {
                    create_wait(objects, me, &guards, wait).await
                }
                Step::Action(action, object) => {
                    perform_action(objects, me, action, object, Some(&guards));
                }
                Step::Blocking(actions) => {
                    run_blocking_function(objects, me, actions).await
                }
                Step::Thread(actions) => {
                    let thread = std::thread::spawn(move || {
                        for (action, object) in actions {
                            perform_action(
                                objects,
                                CurrentTask(None),
                                action,
                                object,
                                None,
                            );
                        }
                    });
                    THREADS.lock().unwrap().push(thread);
                }
                Step::Runtime(steps) if objects.is_paused => drop(steps),
                Step::Runtime(steps) => {
                    let number = NEXT_TASK_NUMBER.fetch_add(1, Relaxed);
                    let thread = std::thread::spawn(move || {
                        run_runtime(objects, number, steps);
                    });
                    THREADS.lock().unwrap().push(thread);
                }
                Step::JoinSet(children) => {
                    run_join_set(objects, me, children).await;
                }
                Step::Panic => {
                    PANICKED_TASKS.lock().unwrap().extend(me.0);
                    panic!("as planned");
                }
                Step::PanicOnDrop => {
                    panics_on_drop.extend(me.0.map(PanicOnDrop))
                }
            }
        }
    })
}

async fn run_blocking_function(
    objects: &'static SharedObjects,
    me: CurrentTask,
    actions: Vec<(Action, usize)>,
) {
    let number = NEXT_TASK_NUMBER.fetch_add(1, Relaxed);
    let mut report = TaskEndReport::new(number);
    let work = spawn_blocking(move || {
        let report = &mut report;
        for (action, object) in actions {
            perform_action(
                objects,
                CurrentTask(Some(number)),
                action,
                object,
                None,
            );
        }
        report.is_done = true;
    });
    let actor = me.actor(Activity::Wait(Operation::Join), number);
    ReportedFuture::new(actor, work.map(drop)).await;
}

async fn run_join_set(
    objects: &'static SharedObjects,
    me: CurrentTask,
    children: Vec<Vec<Step>>,
) {
    let set_number = NEXT_TASK_NUMBER.fetch_add(1, Relaxed);
    let mut set = JoinSet::new();
    for steps in children {
        let number = NEXT_TASK_NUMBER.fetch_add(1, Relaxed);
        print_line(format!("c {set_number} {number}"));
        set.spawn(run_task(objects, TaskEndReport::new(number), steps));
    }
    let set = Arc::new(Mutex::new(set));
    // Dropping it aborts its tasks.
    let set = me.report_drop_of(set, Action::Abort, set_number);
    while !set.try_lock().unwrap().is_empty() {
        let set = Arc::clone(&set);
        let actor = me.actor(Activity::JoinNext, set_number);
        ReportedFuture::new(actor, async move {
            let _ = set.try_lock().unwrap().join_next().await;
        })
        .await;
    }
}

fn create_wait(
    objects: &'static SharedObjects,
    me: CurrentTask,
    guards: &HeldGuards,
    wait: Wait,
) -> ReportedFuture {
    let inner = |wait| create_wait(objects, me, guards, wait);
    let combined = |name| me.actor(Activity::Combinator(name), 0);
    match wait {
        Wait::On(operation, object) => {
            let future = perform_operation(
                objects,
                me,
                guards.clone(),
                operation,
                object,
            );
            ReportedFuture::new(
                me.actor(Activity::Wait(operation), object),
                future,
            )
        }
        Wait::Timeout(ms, wait) => {
            let wait = inner(*wait);
            let limit = Duration::from_millis(ms);
            ReportedFuture::new(
                combined("Timeout"),
                timeout(limit, wait).map(drop),
            )
        }
        Wait::Select(one, other) => {
            let (first, second) = (inner(*one), inner(*other));
            ReportedFuture::new(combined("Select"), async move {
                tokio::select! { biased; () = first => {}, () = second => {} }
            })
        }
        Wait::Join(one, other) => {
            let (first, second) = (inner(*one), inner(*other));
            ReportedFuture::new(combined("Both"), async move {
                tokio::join!(first, second);
            })
        }
        Wait::Unordered(waits) => {
            let mut futures: FuturesUnordered<_> =
                waits.into_iter().map(inner).collect();
            ReportedFuture::new(combined("Unordered"), async move {
                while futures.next().await.is_some() {}
            })
        }
    }
}
