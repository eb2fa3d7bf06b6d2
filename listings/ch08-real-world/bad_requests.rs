//! A server that says in JSON what's wrong with a request
use std::error::Error;
use std::time::Duration;

use axum::extract::{Query, rejection::QueryRejection};
use axum::{Json, Router, http::StatusCode, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::sleep};

#[derive(Deserialize)]
struct Parameters {
    delay: Option<f64>,
}

// ANCHOR: handlers
async fn wait_unchecked(Query(parameters): Query<Parameters>) -> String {
    let seconds = parameters.delay.unwrap_or(1.0);
    sleep(Duration::from_secs_f64(seconds)).await;
    format!("Processed after {seconds} seconds")
}

async fn wait_checked(
    query: Result<Query<Parameters>, QueryRejection>,
) -> Result<String, BadRequest> {
    let Query(parameters) = query.map_err(bad_request)?;
    let seconds = parameters.delay.unwrap_or(1.0);
    let delay = Duration::try_from_secs_f64(seconds).map_err(bad_request)?;
    sleep(delay).await;
    Ok(format!("Processed after {seconds} seconds"))
}

type BadRequest = (StatusCode, Json<Value>);

fn bad_request(error: impl Error) -> BadRequest {
    let why = json!({ "error": error.to_string() });
    (StatusCode::BAD_REQUEST, Json(why))
}
// ANCHOR_END: handlers

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let app = Router::new()
        .route("/plain", get(wait_unchecked))
        .route("/checked", get(wait_checked));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(axum::serve(listener, app).into_future());

    // ANCHOR: requests
    for path in ["plain", "checked"] {
        for delay in ["0.1", "soon", "-1"] {
            let query = format!("{path}?delay={delay}");
            match reqwest::get(format!("{url}/{query}")).await {
                Ok(response) => {
                    println!("{query}: {}", response.status());
                    println!("  {}", response.text().await?);
                }
                Err(_) => println!("{query}: no answer"),
            }
        }
    }
    // ANCHOR_END: requests
    server.abort();
    Ok(())
}
