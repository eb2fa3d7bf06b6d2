//! A future that's passed on in place of its result
#[tokio::main]
async fn main() {
    // ANCHOR: new
    let degrees = temperature("London");
    report(degrees).await;
    // ANCHOR_END: new
}

async fn temperature(city: &str) -> i32 {
    14 + city.len() as i32
}

async fn report(degrees: i32) {
    println!("{degrees} degrees");
}
