//! The travel page asks three services for its panels, one after the other.
//! It takes 6 s to load, but most visitors leave after 4 s.

use std::time::Duration;

use tokio::time::sleep;

/// Returns the whole page: weather, trains and hotels, in this order.
pub async fn load_page() -> String {
    // TODO: Ask all three services at the same time.
    let weather = load_panel("weather", 2).await;
    let trains = load_panel("trains", 3).await;
    let hotels = load_panel("hotels", 1).await;
    format!("{weather} {trains} {hotels}")
}

/// Asks a service for its panel, which takes that many seconds.
async fn load_panel(name: &str, seconds: u64) -> String {
    sleep(Duration::from_secs(seconds)).await;
    format!("[{name}]")
}

fn main() {}

#[cfg(test)]
mod tests {
    // Rustlings looks for a plain #[test]
    use super::*;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn the_page_takes_as_long_as_its_slowest_panel() {
        let start = Instant::now();
        load_page().await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(
            seconds, 3,
            "the page should take 3 s, but took {seconds} s"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn the_panels_are_in_order() {
        assert_eq!(load_page().await, "[weather] [trains] [hotels]");
    }
}
