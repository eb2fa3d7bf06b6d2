//! A program without async wants the weather from an async library.
//! Write a plain function that it can call as often as it likes.

use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::time::sleep;

/// The library's function.
pub async fn temperature(city: &str) -> i32 {
    sleep(Duration::from_millis(10)).await;
    city.len() as i32 + 10
}

/// What the plain program uses. It keeps a runtime.
pub struct Station {
    runtime: Runtime,
}

impl Station {
    pub fn open() -> Self {
        // TODO: `temperature` below drops the future without running it. When
        // you've fixed that, you'll find that this runtime lacks something.
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.build().unwrap();
        Station { runtime }
    }

    /// Returns the temperature in the city. The caller waits for it.
    pub fn temperature(&self, city: &str) -> i32 {
        drop(temperature(city));
        0
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;
    use std::thread;

    /// Fails if the work doesn't finish within 5 s.
    fn in_time<T: Send + 'static>(work: fn() -> T) -> T {
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || sender.send(work()));
        let result = receiver.recv_timeout(Duration::from_secs(5));
        result.expect("it panicked, or did not finish within 5 s")
    }

    #[test]
    fn a_plain_caller_gets_the_temperature() {
        assert_eq!(in_time(|| Station::open().temperature("London")), 16);
    }

    #[test]
    fn the_station_can_be_asked_twice() {
        let results = in_time(|| {
            let station = Station::open();
            (station.temperature("Rome"), station.temperature("Paris"))
        });
        assert_eq!(results, (14, 15));
    }

    #[test]
    fn the_runtime_has_only_one_worker() {
        let workers = in_time(|| {
            let runtime = Station::open().runtime;
            let handle = runtime.handle().clone();
            handle.metrics().num_workers()
        });
        assert_eq!(workers, 1, "one city at a time needs no more workers");
    }
}
