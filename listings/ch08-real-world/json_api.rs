//! A JSON API that takes a number from the path
use std::time::Duration;

use axum::extract::{Path, rejection::PathRejection};
use axum::{Json, Router, http::StatusCode, routing::get};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::sleep};

// ANCHOR: item
#[derive(Serialize)]
struct Item {
    item_id: u64,
    name: String,
}

async fn read_item(
    item_id: Result<Path<u64>, PathRejection>,
) -> Result<Json<Item>, (StatusCode, Json<Value>)> {
    let Path(item_id) = item_id.map_err(|rejection| {
        let why = json!({ "error": rejection.body_text() });
        (rejection.status(), Json(why))
    })?;
    Ok(Json(load_item(item_id).await))
}
// ANCHOR_END: item

/// Pretends to ask a database.
async fn load_item(item_id: u64) -> Item {
    sleep(Duration::from_millis(100)).await;
    let name = format!("Item {item_id}");
    Item { item_id, name }
}

// ANCHOR: data
async fn read_data() -> Json<Value> {
    sleep(Duration::from_millis(100)).await;
    Json(json!({ "data": [1, 2, 3] }))
}
// ANCHOR_END: data

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // ANCHOR: routes
    let app = Router::new()
        .route("/data/{item_id}", get(read_item))
        .route("/api/data", get(read_data));
    // ANCHOR_END: routes
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(axum::serve(listener, app).into_future());

    // ANCHOR: requests
    for path in ["/data/42", "/api/data", "/data/seven", "/data/-1"] {
        let response = reqwest::get(format!("{url}{path}")).await?;
        let status = response.status().as_u16();
        println!("{path}: {status} {}", response.text().await?);
    }
    // ANCHOR_END: requests
    server.abort();
    Ok(())
}
