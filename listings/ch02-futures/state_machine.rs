//! An async function, and its state machine by hand
use std::pin::Pin;
use std::task::{Context, Poll, ready};

// ANCHOR: new
async fn tea(cups: u32) -> String {
    println!("Water for {cups}");
    Timer { ticks: 2 }.await;
    format!("{cups} cups of tea")
}

enum Tea {
    Start { cups: u32 },
    Boiling { cups: u32, timer: Timer },
}

impl Future for Tea {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        if let Tea::Start { cups } = *self {
            println!("Water for {cups}");
            let timer = Timer { ticks: 2 };
            *self = Tea::Boiling { cups, timer };
        }
        let Tea::Boiling { cups, timer } = &mut *self else {
            unreachable!("set above")
        };
        ready!(Pin::new(timer).poll(cx));
        Poll::Ready(format!("{cups} cups of tea"))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    println!("The compiler's, {} bytes", size_of_val(&tea(3)));
    println!("{}", tea(3).await);
    println!("Ours, {} bytes", size_of::<Tea>());
    println!("{}", Tea::Start { cups: 3 }.await);
}
// ANCHOR_END: new

struct Timer {
    ticks: u32,
}

impl Future for Timer {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        println!("  {} to go", self.ticks);
        if self.ticks == 0 {
            return Poll::Ready(());
        }
        self.ticks -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
