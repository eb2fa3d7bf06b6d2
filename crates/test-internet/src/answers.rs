//! An API like a language model's: it writes its answer word by word.

use crate::request::Request;
use crate::response::Response;
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;

const ANSWER_WORDS: [&str; 10] = [
    "Take",
    " an",
    " umbrella,",
    " because",
    " it",
    " will",
    " rain",
    " in",
    " the",
    " afternoon.",
];

const WORD_PAUSE: Duration = Duration::from_millis(100);

pub fn respond(request: &Request) -> Response {
    if request.method != "POST" {
        return Response::error(405, "this path only supports POST");
    }
    let authorization = request.header("authorization").unwrap_or_default();
    if authorization
        .strip_prefix("Bearer ")
        .is_none_or(str::is_empty)
    {
        return Response::error(401, "the API key is missing");
    }
    let body = serde_json::from_slice::<Value>(&request.body);
    let Some(prompt) = body.as_ref().ok().and_then(|body| {
        body["prompt"].as_str().filter(|prompt| !prompt.is_empty())
    }) else {
        return Response::error(400, "the body needs a `prompt`");
    };
    if body.as_ref().is_ok_and(|body| body["stream"] == true) {
        return respond_with_stream();
    }
    thread::sleep(WORD_PAUSE * ANSWER_WORDS.len() as u32);
    let answer = ANSWER_WORDS.concat();
    Response::json(&json!({ "prompt": prompt, "answer": answer }))
}

/// The words as server-sent events.
fn respond_with_stream() -> Response {
    let mut events: Vec<String> = ANSWER_WORDS
        .iter()
        .map(|word| format!("data: {}\n\n", json!({ "text": word })))
        .collect();
    events.push("data: [DONE]\n\n".to_owned());
    Response::in_parts("text/event-stream", events, WORD_PAUSE)
}
