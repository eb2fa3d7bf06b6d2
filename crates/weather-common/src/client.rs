//! A client that asks for several cities at once, as in chapter 4.

use crate::Result;
use std::fmt::Display;
use std::time::Instant;
use tokio::task::JoinSet;

/// Asks for all of the cities at once, and prints the answers as they arrive.
pub async fn ask_all<F, A, E>(cities: Vec<String>, fetch: F) -> Result<()>
where
    F: Fn(String) -> A,
    A: Future<Output = std::result::Result<String, E>> + Send + 'static,
    E: Display + Send + 'static,
{
    let start = Instant::now();
    let count = cities.len();
    let mut requests = JoinSet::new();
    for city in cities {
        let answer = fetch(city.clone());
        requests.spawn(async move { (city, answer.await) });
    }
    let mut failed = 0;
    while let Some(request) = requests.join_next().await {
        match request? {
            (city, Ok(weather)) => {
                println!("Received weather for {city}: {weather}");
            }
            (city, Err(error)) => {
                failed += 1;
                eprintln!("No weather for {city}: {error}");
            }
        }
    }

    let seconds = start.elapsed().as_secs_f64();
    println!("\nProcessed {count} requests in {seconds:.2} seconds");
    if failed > 0 {
        return Err(format!("{failed} of {count} requests failed").into());
    }
    Ok(())
}
