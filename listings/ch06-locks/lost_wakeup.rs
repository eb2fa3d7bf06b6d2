//! A notification that comes between the check and the wait
use std::sync::Mutex;
use std::time::Duration;

use tokio::join;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};

// ANCHOR: shared
#[derive(Default)]
struct Station {
    temperature: Mutex<Option<i32>>,
    measured: Notify,
}

impl Station {
    async fn measure(&self) {
        sleep(Duration::from_millis(100)).await;
        *self.temperature.lock().unwrap() = Some(20);
        self.measured.notify_waiters();
    }

    fn temperature(&self) -> Option<i32> {
        *self.temperature.lock().unwrap()
    }
}
// ANCHOR_END: shared

// ANCHOR: wrong
async fn look_then_register(station: &Station) -> i32 {
    loop {
        if let Some(temperature) = station.temperature() {
            return temperature;
        }
        write_log("not measured yet").await;
        station.measured.notified().await;
    }
}
// ANCHOR_END: wrong

// ANCHOR: right
async fn register_then_look(station: &Station) -> i32 {
    loop {
        let measured = station.measured.notified();
        if let Some(temperature) = station.temperature() {
            return temperature;
        }
        write_log("not measured yet").await;
        measured.await;
    }
}
// ANCHOR_END: right

async fn write_log(line: &str) {
    sleep(Duration::from_millis(200)).await;
    println!("log: {line}");
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let station = Station::default();
    let looking = look_then_register(&station);
    wait_and_report("look, then register", &station, looking).await;

    let station = Station::default();
    let looking = register_then_look(&station);
    wait_and_report("register, then look", &station, looking).await;
    // ANCHOR_END: main
}

async fn wait_and_report(
    title: &str,
    station: &Station,
    looking: impl Future<Output = i32>,
) {
    let looking = timeout(Duration::from_secs(1), looking);
    match join!(looking, station.measure()).0 {
        Ok(temperature) => println!("{title}: {temperature} degrees"),
        Err(_) => println!("{title}: no answer within 1 s"),
    }
}
