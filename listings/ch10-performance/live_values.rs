//! When memory is freed, and when it isn't
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicI32, Ordering::Relaxed};

static ALIVE: AtomicI32 = AtomicI32::new(0);
const ROUNDS: usize = 1_000;

fn main() {
    // ANCHOR: rounds
    for _ in 0..ROUNDS {
        let _report = Report::new();
    }
    print_alive("dropped at the end of each round");

    let mut history = Vec::new();
    for _ in 0..ROUNDS {
        history.push(Report::new());
    }
    print_alive("kept in a list");
    history.clear();
    print_alive("after clear");

    for _ in 0..ROUNDS {
        let report = Rc::new(Report::new());
        let back = Rc::downgrade(&report);
        report.previous.replace(Link::Weak(back));
    }
    print_alive("linked to itself with Weak");

    for _ in 0..ROUNDS {
        let report = Rc::new(Report::new());
        let back = Rc::clone(&report);
        report.previous.replace(Link::Strong(back));
    }
    print_alive("linked to itself with Rc");
    // ANCHOR_END: rounds
}

struct Report {
    previous: RefCell<Link>,
}

#[allow(dead_code, reason = "a link only keeps its report alive")]
enum Link {
    None,
    Weak(Weak<Report>),
    Strong(Rc<Report>),
}

impl Report {
    fn new() -> Report {
        ALIVE.fetch_add(1, Relaxed);
        let previous = RefCell::new(Link::None);
        Report { previous }
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Relaxed);
    }
}

fn print_alive(title: &str) {
    println!("{title}: {} alive", ALIVE.load(Relaxed));
}
