//! The travel page asks three services for its panels, one after the other.
//! Visitors leave after 4 s, and the page takes 6.

use std::time::Duration;

use tokio::join;
use tokio::time::sleep;

/// The whole page: weather, trains and hotels, in this order.
pub async fn page() -> String {
    // `join!` polls all three, and gives their results in the order asked,
    // whoever is first. No task is needed: nobody computes here.
    let (weather, trains, hotels) =
        join!(panel("weather", 2), panel("trains", 3), panel("hotels", 1));
    format!("{weather} {trains} {hotels}")
}

/// A service that needs that many seconds for its panel.
async fn panel(name: &str, seconds: u64) -> String {
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
        page().await;
        let seconds = start.elapsed().as_secs();
        assert_eq!(seconds, 3, "the page took {seconds} s, not 3 s");
    }

    #[tokio::test(start_paused = true)]
    async fn the_panels_have_their_order() {
        assert_eq!(page().await, "[weather] [trains] [hotels]");
    }
}
