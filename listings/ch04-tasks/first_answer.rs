//! Two servers, and the first answer wins
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
    println!("0.5 s later: no other answer has come");
}

async fn ask(server: &str, seconds: f64) -> String {
    println!("  asking {server}");
    let mut question = Question {
        server,
        answered: false,
    };
    sleep(Duration::from_secs_f64(seconds)).await;
    println!("  {server} answers");
    question.answered = true;
    format!("{server} says rain")
}

struct Question<'a> {
    server: &'a str,
    answered: bool,
}

impl Drop for Question<'_> {
    fn drop(&mut self) {
        if !self.answered {
            println!("  the question to {} is dropped", self.server);
        }
    }
}
