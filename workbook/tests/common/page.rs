//! A page's connection to the workbook.

use serde_json::{Value, json};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tungstenite::client::IntoClientRequest;
use tungstenite::{Message, WebSocket};

/// How long anything may take before a test gives up on it.
pub const TIMEOUT: Duration = Duration::from_secs(20);

/// One WebSocket, and the number of the last request over it.
pub struct PageConnection {
    socket: WebSocket<TcpStream>,
    last_id: u64,
}

impl PageConnection {
    pub fn open(address: &str, token: &str) -> PageConnection {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(TIMEOUT)).unwrap();
        let url = format!("ws://{address}/api/socket");
        let mut request = url.into_client_request().unwrap();
        let headers = request.headers_mut();
        let origin = format!("http://{address}");
        headers.insert("origin", origin.parse().unwrap());
        let protocols = format!("workbook, token.{token}");
        headers.insert("sec-websocket-protocol", protocols.parse().unwrap());
        let (socket, _) = tungstenite::client(request, stream).unwrap();
        PageConnection { socket, last_id: 0 }
    }

    /// Sends a request and returns its number.
    pub fn send(&mut self, request: &str, mut message: Value) -> u64 {
        self.last_id += 1;
        message["id"] = json!(self.last_id);
        message["request"] = json!(request);
        self.send_text(&message.to_string());
        self.last_id
    }

    pub fn send_text(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    /// The next message; `None` where the workbook closes the connection.
    pub fn next_message(&mut self) -> Option<Value> {
        loop {
            match self.socket.read().ok()? {
                Message::Text(text) => {
                    return Some(serde_json::from_str(&text).unwrap());
                }
                Message::Close(_) => return None,
                _ => {}
            }
        }
    }

    /// The first message that is wanted.
    #[track_caller]
    pub fn next_matching(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        while start.elapsed() < TIMEOUT {
            match self.next_message() {
                Some(message) if wanted(&message) => return message,
                Some(_) => {}
                None => panic!("the connection is closed"),
            }
        }
        panic!("no such message came");
    }

    /// The next news of the site.
    #[track_caller]
    pub fn next_site_news(&mut self) -> Value {
        self.next_matching(|message| message["message"] == "site")
    }

    /// Sends a request and reads its answer: the events, or the reason of a
    /// refusal.
    #[track_caller]
    pub fn send_request(
        &mut self,
        request: &str,
        message: Value,
    ) -> Result<Vec<Value>, String> {
        let id = self.send(request, message);
        let mut events = Vec::new();
        loop {
            let mut message = self.next_matching(|message| message["id"] == id);
            if message["message"] == "end" {
                let error = message["error"].as_str().map(str::to_owned);
                return error.map_or(Ok(events), Err);
            }
            events.push(message["event"].take());
        }
    }
}
