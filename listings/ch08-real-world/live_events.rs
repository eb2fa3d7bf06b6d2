//! Live data with server-sent events
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::{Router, routing::get};
use futures::{Stream, StreamExt, stream};
use tokio::net::TcpListener;
use tokio::{sync::watch, task::JoinSet, time::sleep};

// ANCHOR: events
type TemperatureReceiver = watch::Receiver<i32>;

/// Sends the temperature now, and again whenever it changes.
async fn events(
    State(mut temperature): State<TemperatureReceiver>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    temperature.mark_changed();
    let events = stream::unfold(temperature, async |mut temperature| {
        temperature.changed().await.ok()?;
        let degrees = *temperature.borrow_and_update();
        let event = Event::default().data(format!("{degrees} °C"));
        Some((Ok(event), temperature))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
// ANCHOR_END: events

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (sender, receiver) = watch::channel(20);
    let app = Router::new()
        .route("/live", get(events))
        .with_state(receiver);
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/live", listener.local_addr()?);
    let server = tokio::spawn(axum::serve(listener, app).into_future());

    // ANCHOR: readers
    let mut readers = JoinSet::new();
    readers.spawn(follow("Ada", url.clone()));
    for degrees in 21..=24 {
        sleep(Duration::from_millis(300)).await;
        sender.send(degrees)?;
        if degrees == 22 {
            readers.spawn(follow("Ben", url.clone()));
        }
    }
    sleep(Duration::from_millis(300)).await;
    drop(sender);
    // ANCHOR_END: readers
    while let Some(result) = readers.join_next().await {
        result??;
    }
    server.abort();
    Ok(())
}

// ANCHOR: follow
/// Prints the events, which are so short that each arrives in one piece.
async fn follow(name: &str, url: String) -> reqwest::Result<()> {
    let mut body = reqwest::get(url).await?.bytes_stream();
    while let Some(part) = body.next().await {
        for line in String::from_utf8_lossy(&part?).lines() {
            if let Some(data) = line.strip_prefix("data: ") {
                println!("{name}: {data}");
            }
        }
    }
    println!("{name}: the stream has ended");
    Ok(())
}
// ANCHOR_END: follow
