//! Editions of the site, and word of each new one to the open pages.

use super::Site;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};
use serde::Serialize;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::watch;

/// What is being served, and what is wrong with a later try.
#[derive(Debug, Clone, Default)]
struct Edition {
    /// Counts the builds that went well.
    number: u64,
    /// The last good site; none where no build has gone well yet.
    site: Option<Arc<Site>>,
    /// Why the newest build failed.
    fault: Option<String>,
}

/// The side of the builder.
#[derive(Debug)]
pub struct Editions(watch::Sender<Edition>);

/// The side of the server.
#[derive(Debug, Clone)]
pub struct Reader(watch::Receiver<Edition>);

/// What a page is told; `page/live.js` reads it.
#[derive(Serialize)]
struct News<'a> {
    edition: u64,
    fault: Option<&'a str>,
}

impl Editions {
    pub fn new() -> (Editions, Reader) {
        let (sender, receiver) = watch::channel(Edition::default());
        (Editions(sender), Reader(receiver))
    }

    /// Serves `site` from now on.
    pub fn publish(&self, site: Site) {
        self.0.send_modify(|edition| {
            edition.number += 1;
            edition.site = Some(Arc::new(site));
            edition.fault = None;
        });
    }

    /// Keeps the last good site and says why there is no newer one.
    pub fn fail(&self, fault: String) {
        self.0.send_modify(|edition| edition.fault = Some(fault));
    }
}

impl Reader {
    pub fn site(&self) -> Option<Arc<Site>> {
        self.0.borrow().site.clone()
    }

    pub fn fault(&self) -> Option<String> {
        self.0.borrow().fault.clone()
    }

    /// The state now, then each change, as server-sent events.
    pub fn events(self) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
        let mut receiver = self.0;
        receiver.mark_changed();
        let events = stream::unfold(receiver, async |mut receiver| {
            if receiver.changed().await.is_err() {
                // Nobody builds any more; ending would make pages ask anew.
                std::future::pending::<()>().await;
            }
            let data = {
                let edition = receiver.borrow_and_update();
                serde_json::to_string(&News {
                    edition: edition.number,
                    fault: edition.fault.as_deref(),
                })
            };
            let event = Event::default().data(data.unwrap_or_default());
            Some((Ok(event), receiver))
        });
        Sse::new(events).keep_alive(KeepAlive::default())
    }
}
