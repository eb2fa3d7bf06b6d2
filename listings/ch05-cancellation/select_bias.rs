//! Which branch wins when several are ready
use tokio::select;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    // ANCHOR: main
    let (readings_tx, mut readings) = unbounded_channel();
    let (alarms_tx, mut alarms) = unbounded_channel();
    for number in 0..1000 {
        readings_tx.send(number).unwrap();
        alarms_tx.send(number).unwrap();
    }

    let count = count_alarms_unbiased(&mut readings, &mut alarms).await;
    println!("random: {count} alarms among 200 messages");
    let count = count_alarms_biased(&mut readings, &mut alarms).await;
    println!("biased: {count} alarms among 200 messages");

    drop((readings_tx, alarms_tx));
    let rest = count_until_closed(&mut readings, &mut alarms).await;
    println!("else: both are closed, after {rest} more messages");
    // ANCHOR_END: main
}

type Messages = UnboundedReceiver<u32>;

async fn count_alarms_unbiased(
    readings: &mut Messages,
    alarms: &mut Messages,
) -> u32 {
    let mut count = 0;
    for _ in 0..200 {
        select! {
            _ = readings.recv() => {}
            _ = alarms.recv() => count += 1,
        }
    }
    count
}

async fn count_alarms_biased(
    readings: &mut Messages,
    alarms: &mut Messages,
) -> u32 {
    let mut count = 0;
    for _ in 0..200 {
        // ANCHOR: biased
        select! {
            biased;
            _ = readings.recv() => {}
            _ = alarms.recv() => count += 1,
        }
        // ANCHOR_END: biased
    }
    count
}

async fn count_until_closed(
    readings: &mut Messages,
    alarms: &mut Messages,
) -> u32 {
    let mut count = 0;
    // ANCHOR: else
    loop {
        select! {
            Some(_) = readings.recv() => count += 1,
            Some(_) = alarms.recv() => count += 1,
            else => break,
        }
    }
    // ANCHOR_END: else
    count
}
