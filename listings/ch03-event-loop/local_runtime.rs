//! On a local runtime, tasks may share an `Rc`
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;
use tokio::time::sleep;

// ANCHOR: main
#[tokio::main(flavor = "local")]
async fn main() {
    let answers = Rc::new(RefCell::new(Vec::new()));
    let mut tasks = Vec::new();
    for (city, ms) in [("London", 300), ("Paris", 100), ("Tokyo", 200)] {
        let task = add_answer(city, ms, Rc::clone(&answers));
        tasks.push(spawn_local(task));
    }
    for task in tasks {
        task.await.unwrap();
    }
    println!("In the order of their answers: {:?}", answers.borrow());
}

type Answers = Rc<RefCell<Vec<&'static str>>>;

async fn add_answer(city: &'static str, ms: u64, answers: Answers) {
    sleep(Duration::from_millis(ms)).await;
    answers.borrow_mut().push(city);
}
// ANCHOR_END: main
