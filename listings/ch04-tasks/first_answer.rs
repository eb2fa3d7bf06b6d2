//! Two servers are asked, and the first answer wins
use std::time::{Duration, Instant};

use tokio::select;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: new
    let start = Instant::now();
    let weather = select! {
        weather = ask("Oslo's server", 0.6) => weather,
        weather = ask("Bergen's server", 0.3) => weather,
    };
    println!("{weather}, after {:.2} s", start.elapsed().as_secs_f64());
    // ANCHOR_END: new

    sleep(Duration::from_secs_f64(0.5)).await;
    println!("0.5 s later: nothing more has come");
}

async fn ask(server: &str, seconds: f64) -> String {
    println!("  asking {server}");
    let mut question = Question(server, false);
    sleep(Duration::from_secs_f64(seconds)).await;
    println!("  {server} answers");
    question.1 = true;
    format!("{server} says rain")
}

/// To whom it goes, and whether it is answered.
struct Question<'a>(&'a str, bool);

impl Drop for Question<'_> {
    fn drop(&mut self) {
        if !self.1 {
            println!("  the question to {} is dropped", self.0);
        }
    }
}
