//! A future that's used as if it were its result
#[tokio::main]
async fn main() {
    // ANCHOR: new
    let degrees: i32 = temperature("London");
    // ANCHOR_END: new
    println!("{degrees}");
}

async fn temperature(city: &str) -> i32 {
    14 + city.len() as i32
}
