//! The hotel kitchen prepares coffee and eggs, and each needs two steps. Eight
//! minutes for a breakfast are too long, when each dish needs only five.

use std::time::Duration;

use tokio::join;
use tokio::time::sleep;

/// Prepares a breakfast: `[coffee, eggs]`.
pub async fn breakfast() -> [String; 2] {
    // TODO: Let each dish wait only for its own steps.
    let (powder, water) = join!(grind(), boil_water());
    let (coffee, eggs) = join!(brew(powder), poach(water));
    [coffee, eggs]
}

async fn grind() -> &'static str {
    sleep(Duration::from_secs(60)).await;
    "powder"
}

async fn brew(powder: &str) -> String {
    sleep(Duration::from_secs(240)).await;
    format!("coffee from {powder}")
}

async fn boil_water() -> &'static str {
    sleep(Duration::from_secs(240)).await;
    "hot water"
}

async fn poach(water: &str) -> String {
    sleep(Duration::from_secs(60)).await;
    format!("eggs from {water}")
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_breakfast_takes_five_minutes() {
        let start = Instant::now();
        let breakfast = breakfast().await;
        assert_eq!(breakfast, ["coffee from powder", "eggs from hot water"]);
        let minutes = start.elapsed().as_secs() / 60;
        assert_eq!(minutes, 5, "the breakfast took {minutes} minutes");
    }
}
