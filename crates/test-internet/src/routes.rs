//! What the server answers to each path.

use crate::request::Request;
use crate::response::Response;
use crate::{answers, site};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

const MAX_DELAY_SECONDS: f64 = 60.0;
const MAX_BODY_BYTES: usize = 100_000_000;
const MAX_DRIPS: usize = 600;
const DRIP_PAUSE: Duration = Duration::from_millis(100);
const WEATHER_DELAY: Duration = Duration::from_millis(100);

/// The temperatures of the cities whose weather is known, in °C.
const CITIES: [(&str, i32); 5] = [
    ("London", 12),
    ("Paris", 15),
    ("Tokyo", 22),
    ("Cairo", 31),
    ("Oslo", 4),
];

/// What the server knows about earlier requests.
#[derive(Debug, Default)]
pub struct ServerState {
    connection_count: AtomicUsize,
    /// How many requests each path below `/unstable/` has had.
    unstable_request_counts: Mutex<HashMap<String, usize>>,
}

impl ServerState {
    pub fn count_connection(&self) {
        self.connection_count.fetch_add(1, Relaxed);
    }

    /// Returns how many requests for the path came before this one.
    fn earlier_request_count(&self, path: &str) -> usize {
        let mut counts = self.unstable_request_counts.lock().unwrap();
        let count = counts.entry(path.to_owned()).or_default();
        *count += 1;
        *count - 1
    }
}

pub fn respond(request: &Request, state: &ServerState) -> Response {
    let path = request.path.as_str();
    if path == "/v1/answers" {
        return answers::respond(request);
    }
    if request.method != "GET" {
        return Response::error(405, "this path only supports GET");
    }
    let mut words = path.trim_start_matches('/').splitn(2, '/');
    let first = words.next().unwrap_or_default();
    let rest = words.next().unwrap_or_default();
    match (first, rest) {
        ("json", "") => Response::json(&sample_document()),
        ("headers", "") => Response::json(&headers_as_json(request)),
        ("connections", "") => {
            let connections = state.connection_count.load(Relaxed);
            Response::json(&json!({ "connections": connections }))
        }
        ("delay", seconds) => respond_late(seconds),
        ("status", status) => respond_with_status(status),
        ("bytes", count) => match parse_at_most(count, MAX_BODY_BYTES) {
            Some(count) => Response::bytes(200, vec![b'.'; count]),
            None => Response::error(400, "not a number of bytes"),
        },
        ("drip", count) => match parse_at_most(count, MAX_DRIPS) {
            Some(count) => {
                let parts = vec![".".to_owned(); count];
                Response::in_parts("text/plain", parts, DRIP_PAUSE)
            }
            None => Response::error(400, "not a number of bytes"),
        },
        ("unstable", failures) => respond_unstable(path, failures, state),
        ("weather", city) => respond_with_weather(city),
        ("site", _) => site::respond(path),
        _ => Response::error(404, "there is no such page"),
    }
}

fn parse_at_most(digits: &str, limit: usize) -> Option<usize> {
    digits.parse().ok().filter(|&number| number <= limit)
}

fn respond_late(seconds: &str) -> Response {
    match seconds.parse::<f64>() {
        Ok(number) if (0.0..=MAX_DELAY_SECONDS).contains(&number) => {
            thread::sleep(Duration::from_secs_f64(number));
            Response::json(&json!({ "waited": number }))
        }
        _ => Response::error(400, "not a number of seconds up to 60"),
    }
}

fn respond_with_status(status: &str) -> Response {
    match status.parse() {
        Ok(status @ 200..=599) => Response::bytes(status, Vec::new()),
        _ => Response::error(400, "not a status from 200 to 599"),
    }
}

fn respond_unstable(
    path: &str,
    failures: &str,
    state: &ServerState,
) -> Response {
    // `/unstable/2/anything` has a count of its own.
    let failures = failures.split('/').next().unwrap_or_default();
    let Ok(failures) = failures.parse::<usize>() else {
        return Response::error(400, "not a number of failures");
    };
    if state.earlier_request_count(path) < failures {
        return Response::error(503, "try again later");
    }
    Response::json(&json!({ "failures": failures }))
}

fn respond_with_weather(city: &str) -> Response {
    thread::sleep(WEATHER_DELAY);
    match CITIES.into_iter().find(|(name, _)| *name == city) {
        Some((city, temperature)) => {
            Response::json(&json!({ "city": city, "temperature": temperature }))
        }
        None => Response::error(404, "no weather for this city"),
    }
}

fn sample_document() -> Value {
    let cities = CITIES.map(|(city, _)| city);
    json!({ "title": "Weather stations", "cities": cities })
}

fn headers_as_json(request: &Request) -> Value {
    let headers: Map<String, Value> = request
        .headers
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    json!({ "headers": headers })
}
