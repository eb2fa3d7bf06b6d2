//! An async function in a trait
use std::time::Duration;

use tokio::time::sleep;

// ANCHOR: new
trait Sensor {
    async fn measure(&self) -> i32;
}

struct Thermometer {
    degrees: i32,
}

impl Sensor for Thermometer {
    async fn measure(&self) -> i32 {
        sleep(Duration::from_millis(100)).await;
        self.degrees
    }
}

async fn report(sensor: &impl Sensor) {
    println!("It's {} degrees", sensor.measure().await);
}
// ANCHOR_END: new

#[tokio::main(flavor = "current_thread")]
async fn main() {
    report(&Thermometer { degrees: 19 }).await;
}
