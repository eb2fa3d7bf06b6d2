//! A web server that runs until you interrupt it
use std::error::Error;
use std::time::{Duration, SystemTime};

use axum::extract::{Query, Request, rejection::QueryRejection};
use axum::{Json, Router, http::StatusCode, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::sleep};
use weather_common::ShutdownSignals;

// ANCHOR: parameters
#[derive(Deserialize)]
struct Parameters {
    name: Option<String>,
    delay: Option<f64>,
}
// ANCHOR_END: parameters

// ANCHOR: greet
async fn greet(Query(parameters): Query<Parameters>) -> String {
    sleep(Duration::from_millis(100)).await; // pretend to work
    let name = parameters.name.unwrap_or("World".to_owned());
    format!("Hello, {name}!")
}
// ANCHOR_END: greet

// ANCHOR: slow
async fn answer_slowly(
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<String, (StatusCode, Json<Value>)> {
    let Query(parameters) = query.map_err(bad_request)?;
    let seconds = parameters.delay.unwrap_or(1.0);
    let delay = Duration::try_from_secs_f64(seconds).map_err(bad_request)?;
    sleep(delay).await;
    Ok(format!("Processed after {seconds} seconds"))
}

fn bad_request(error: impl Error) -> (StatusCode, Json<Value>) {
    let why = json!({ "error": error.to_string() });
    (StatusCode::BAD_REQUEST, Json(why))
}
// ANCHOR_END: slow

async fn describe_request(request: Request) -> Json<Value> {
    let time = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    let (method, path) = (request.method().as_str(), request.uri().path());
    Json(
        json!({ "message": "This is JSON", "timestamp": time.as_secs(),
        "method": method, "path": path }),
    )
}

// ANCHOR: main
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let app = Router::new()
        .route("/", get(greet))
        .route("/slow", get(answer_slowly))
        .route("/json", get(describe_request));
    let mut signals = ShutdownSignals::catch()?;
    // Without an argument, the program is its own client, on any free port.
    let asks_itself = std::env::args().len() == 1;
    let port = std::env::var("PORT").unwrap_or("8080".to_owned()).parse()?;
    let port = if asks_itself { 0 } else { port };
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    println!("Try {url}/?name=Ada, {url}/slow?delay=3 and {url}/json");
    // ANCHOR: stop
    let stop = async move {
        tokio::select! {
            signal = signals.recv() => println!("Stopping after {signal}"),
            () = ask_each(&url), if asks_itself => {}
        }
    };
    let server = axum::serve(listener, app).with_graceful_shutdown(stop);
    server.await?;
    // ANCHOR_END: stop
    println!("Each request is answered, and the server has stopped");
    Ok(())
}
// ANCHOR_END: main

async fn ask_each(url: &str) {
    for path in ["/?name=Ada", "/slow?delay=0.5", "/slow?delay=soon", "/json"] {
        let response = reqwest::get(format!("{url}{path}")).await.unwrap();
        let (status, body) = (response.status(), response.text().await);
        println!("{path}: {status}\n  {}", body.unwrap());
    }
}
