//! An async function, and the same state machine by hand
use std::task::{Context, Poll, ready};
use std::{pin::Pin, time::Duration};
use tokio::{spawn, task::JoinHandle, time::sleep};

// ANCHOR: function
async fn make_tea(cups: u32) -> String {
    start_timer(200).await.unwrap(); // the water boils
    let spoons = cups + 1;
    start_timer(300).await.unwrap(); // the tea steeps
    format!("{cups} cups, {spoons} spoons")
}
// ANCHOR_END: function

#[rustfmt::skip] // one line per state
// ANCHOR: states
enum MakeTea {
    Start { cups: u32 },
    Boiling { cups: u32, timer: JoinHandle<()> },
    Steeping { cups: u32, spoons: u32, timer: JoinHandle<()> },
    Done,
}
// ANCHOR_END: states

#[rustfmt::skip] // one line per arm
// ANCHOR: poll
impl Future for MakeTea {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        loop {
            match &mut *self {
                MakeTea::Start { cups } => {
                    let (cups, timer) = (*cups, start_timer(200));
                    *self = MakeTea::Boiling { cups, timer };
                }
                MakeTea::Boiling { cups, timer } => {
                    ready!(Pin::new(timer).poll(cx)).unwrap();
                    let (cups, spoons) = (*cups, *cups + 1);
                    let timer = start_timer(300);
                    *self = MakeTea::Steeping { cups, spoons, timer };
                }
                MakeTea::Steeping { cups, spoons, timer } => {
                    ready!(Pin::new(timer).poll(cx)).unwrap();
                    let tea = format!("{cups} cups, {spoons} spoons");
                    *self = MakeTea::Done;
                    return Poll::Ready(tea);
                }
                MakeTea::Done => panic!("polled after it had finished"),
            }
        }
    }
}
// ANCHOR_END: poll

fn start_timer(ms: u64) -> JoinHandle<()> {
    spawn(sleep(Duration::from_millis(ms)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("The compiler's: {} bytes", size_of_val(&make_tea(3)));
    println!("{}", make_tea(3).await);
    println!("Ours: {} bytes", size_of::<MakeTea>());
    println!("{}", MakeTea::Start { cups: 3 }.await);
}
