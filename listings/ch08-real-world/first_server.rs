//! A web server and a client in one program
use axum::{Json, Router, routing::get};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

// ANCHOR: handler
#[derive(Serialize, Deserialize)]
struct Weather {
    city: String,
    temperature: i32,
}

async fn london() -> Json<Weather> {
    Json(Weather {
        city: "London".to_owned(),
        temperature: 20,
    })
}
// ANCHOR_END: handler

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let app = Router::new().route("/london", get(london));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/london", listener.local_addr()?);
    let server = tokio::spawn(axum::serve(listener, app).into_future());

    let response = reqwest::get(&url).await?;
    println!("Status: {}", response.status());
    let weather: Weather = response.json().await?;
    println!("{}: {} °C", weather.city, weather.temperature);

    server.abort();
    Ok(())
}
// ANCHOR_END: main
