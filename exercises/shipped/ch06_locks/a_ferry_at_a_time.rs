//! The ferry company starts a task for each car, and most of the tasks only
//! wait. There should never be more tasks than places on the ferry.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::sleep;

/// Carries all cars across, at most `places` at once.
pub async fn carry(cars: Vec<Car>, places: usize) {
    let ferry = Arc::new(Semaphore::new(places));
    let mut tasks = JoinSet::new();
    for car in cars {
        // TODO: Start a task only when there's a place for its car.
        let ferry = Arc::clone(&ferry);
        tasks.spawn(async move {
            let place = ferry.acquire().await.unwrap();
            car.cross().await;
            drop(place);
        });
    }
    tasks.join_all().await;
}

pub struct Car {
    seconds: u64,
    crossing: Arc<Crossing>,
}

impl Car {
    async fn cross(&self) {
        self.crossing.begin();
        sleep(Duration::from_secs(self.seconds)).await;
        self.crossing.end();
    }
}

/// Counts cars in the middle of the water.
#[derive(Default)]
struct Crossing {
    car_count: AtomicUsize,
    peak_cars: AtomicUsize,
    peak_tasks: AtomicUsize,
}

impl Crossing {
    fn begin(&self) {
        let car_count = self.car_count.fetch_add(1, Relaxed) + 1;
        self.peak_cars.fetch_max(car_count, Relaxed);
        let tasks = Handle::current().metrics().num_alive_tasks();
        self.peak_tasks.fetch_max(tasks, Relaxed);
    }

    fn end(&self) {
        self.car_count.fetch_sub(1, Relaxed);
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    async fn carry_cars(count: usize) -> Arc<Crossing> {
        let crossing = Arc::new(Crossing::default());
        let cars = (0..count)
            .map(|_| Car {
                seconds: 2,
                crossing: Arc::clone(&crossing),
            })
            .collect();
        carry(cars, 3).await;
        crossing
    }

    #[tokio::test(start_paused = true)]
    async fn at_most_three_cars_cross_at_once() {
        let peak = carry_cars(9).await.peak_cars.load(Relaxed);
        assert_eq!(peak, 3, "{peak} cars were on a ferry with 3 places");
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_exists_only_while_its_car_crosses() {
        let peak = carry_cars(9).await.peak_tasks.load(Relaxed);
        assert!(peak <= 3, "{peak} tasks existed for 3 places");
    }

    #[tokio::test(start_paused = true)]
    async fn nine_cars_need_three_crossings() {
        let start = Instant::now();
        carry_cars(9).await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 6,
            "three crossings of 2 s should take 6 s, not {seconds} s"
        );
    }
}
