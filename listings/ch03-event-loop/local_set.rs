//! Tasks that stay on one thread may share an `Rc`
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::LocalSet;
use tokio::time::sleep;

#[tokio::main]
async fn main() {
    // ANCHOR: new
    let report = Rc::new(RefCell::new(Vec::new()));
    let tasks = LocalSet::new();
    for (city, ms) in [("London", 300), ("Paris", 100), ("Tokyo", 200)] {
        let report = Rc::clone(&report);
        tasks.spawn_local(async move {
            sleep(Duration::from_millis(ms)).await;
            report.borrow_mut().push(city);
        });
    }
    tasks.await; // until all of them have ended
    // ANCHOR_END: new
    println!("In the order of their answers: {:?}", report.borrow());
}
