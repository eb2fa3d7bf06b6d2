//! A trait that doesn't promise `Send`
// ANCHOR: new
trait Station {
    async fn measure(&self) -> i32;
}

fn in_a_task<S: Station + Send + 'static>(station: S) {
    tokio::spawn(async move { station.measure().await });
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
    in_a_task(Sensor);
}
