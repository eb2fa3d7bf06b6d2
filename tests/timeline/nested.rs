//! A task spawns tasks, which spawn tasks.

use std::time::Duration;
use tokio::time::sleep;

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let house = tokio::spawn(async {
        let rooms = [1, 2].map(|room| {
            tokio::spawn(async move {
                let lamp = tokio::spawn(light(10 * room));
                sleep(Duration::from_millis(15)).await;
                lamp.await.unwrap();
                println!("room {room}");
            })
        });
        for room in rooms {
            room.await.unwrap();
        }
    });
    house.await.unwrap();
    println!("house");
}

async fn light(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
    println!("lamp");
}
