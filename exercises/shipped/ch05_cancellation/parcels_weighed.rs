//! A machine weighs the parcels on a belt, and shows its state now and then.
//! Every day, some parcels leave the belt and are never seen again.

use std::time::Duration;

use tokio::select;
use tokio::sync::mpsc::Receiver;
use tokio::time::{Interval, sleep};

/// Weighs all parcels, and returns their numbers.
pub async fn weigh_all(
    mut belt: Receiver<Parcel>,
    mut display: Interval,
) -> Vec<u32> {
    // TODO: Lose no parcel when the display's turn comes.
    let mut weighed = Vec::new();
    loop {
        select! {
            parcel = weigh_next(&mut belt) => match parcel {
                Some(parcel) => weighed.push(parcel.number),
                None => return weighed,
            },
            _ = display.tick() => show(&weighed),
        }
    }
}

async fn weigh_next(belt: &mut Receiver<Parcel>) -> Option<Parcel> {
    let parcel = belt.recv().await?;
    parcel.weigh().await;
    Some(parcel)
}

fn show(weighed: &[u32]) {
    println!("{} parcels are weighed", weighed.len());
}

pub struct Parcel {
    pub number: u32,
}

impl Parcel {
    async fn weigh(&self) {
        sleep(Duration::from_millis(300)).await;
    }
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::sync::mpsc::channel;
    use tokio::time::{Instant, interval, timeout};

    /// Puts a parcel on the belt every 0.2 s, and returns those weighed.
    async fn weigh_parcels(count: u32, display: Duration) -> Vec<u32> {
        let (belt_tx, belt) = channel(100);
        tokio::spawn(async move {
            for number in 0..count {
                belt_tx.send(Parcel { number }).await.unwrap();
                sleep(Duration::from_millis(200)).await;
            }
        });
        timeout(Duration::from_secs(60), weigh_all(belt, interval(display)))
            .await
            .expect("`weigh_all` should return after the last parcel")
    }

    #[tokio::test(start_paused = true)]
    async fn all_parcels_are_weighed_beside_a_slow_display() {
        let weighed = weigh_parcels(10, Duration::from_secs(3600)).await;
        assert_eq!(weighed, Vec::from_iter(0..10));
    }

    #[tokio::test(start_paused = true)]
    async fn no_parcel_is_lost_beside_a_quick_display() {
        let weighed = weigh_parcels(50, Duration::from_millis(700)).await;
        let lost_count = 50 - weighed.len();
        assert_eq!(lost_count, 0, "{lost_count} of 50 parcels are lost");
    }

    #[tokio::test(start_paused = true)]
    async fn parcels_are_weighed_one_at_a_time() {
        let start = Instant::now();
        weigh_parcels(10, Duration::from_secs(3600)).await;
        let tenths = start.elapsed().as_millis() / 100;
        assert_eq!(tenths, 30, "there's only one pair of scales");
    }
}
