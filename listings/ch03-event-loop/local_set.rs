//! A `LocalSet` keeps its tasks on one thread of any runtime
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::LocalSet;
use tokio::time::sleep;

#[tokio::main]
async fn main() {
    // ANCHOR: set
    let answers = Rc::new(RefCell::new(Vec::new()));
    let local_set = LocalSet::new();
    for (city, ms) in [("London", 300), ("Paris", 100), ("Tokyo", 200)] {
        local_set.spawn_local(add_answer(city, ms, Rc::clone(&answers)));
    }
    local_set.await; // until all of its tasks have finished
    // ANCHOR_END: set
    println!("In the order of their answers: {:?}", answers.borrow());
}

type Answers = Rc<RefCell<Vec<&'static str>>>;

async fn add_answer(city: &'static str, ms: u64, answers: Answers) {
    sleep(Duration::from_millis(ms)).await;
    answers.borrow_mut().push(city);
}
