//! An async trait behind `dyn`
// ANCHOR: new
trait Station {
    async fn measure(&self) -> i32;
}

async fn report(station: &dyn Station) {
    println!("{} degrees", station.measure().await);
}
// ANCHOR_END: new

struct Sensor;

impl Station for Sensor {
    async fn measure(&self) -> i32 {
        20
    }
}

#[tokio::main]
async fn main() {
    report(&Sensor).await;
}
