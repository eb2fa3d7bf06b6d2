//! The messages, which are JSON objects.

use crate::Result;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::ser::{Formatter, Serializer};
use serde_json::{Deserializer, Number};
use std::io::{self, Write};

pub const MAX_MESSAGE_BYTES: usize = 64 * 1024;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Question {
    pub city: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Weather {
    pub city: String,
    pub temperature: Number,
    pub conditions: String,
}

impl Weather {
    pub fn sunny(city: &str) -> Self {
        Weather {
            city: city.to_owned(),
            temperature: 20.into(),
            conditions: "sunny".to_owned(),
        }
    }
}

/// What a client receives in place of an answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refusal {
    pub error: String,
}

/// Reads the request from the bytes that have arrived so far. Returns `None`
/// if the rest may still be on its way.
pub fn parse_request<T: DeserializeOwned>(
    received: &[u8],
) -> Result<Option<T>> {
    match T::deserialize(&mut Deserializer::from_slice(received)) {
        Ok(request) => Ok(Some(request)),
        Err(error) if error.is_eof() => Ok(None),
        Err(error) => {
            Err(format!("the request is not a `city` object: {error}").into())
        }
    }
}

/// Returns the weather in an answer, or the reason why there is none.
pub fn check_answer(answer: &str) -> Result<Weather> {
    if let Ok(Refusal { error }) = serde_json::from_str(answer) {
        return Err(format!("the server refused: {error}").into());
    }
    let weather = serde_json::from_str(answer)
        .map_err(|error| format!("the answer is not weather: {error}"))?;
    Ok(weather)
}

pub fn to_json(message: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut json = Vec::new();
    let mut serializer =
        Serializer::with_formatter(&mut json, SpacedJsonFormatter);
    message.serialize(&mut serializer)?;
    Ok(json)
}

/// Writes a space after each colon and comma, as Python's `json` does.
struct SpacedJsonFormatter;

impl Formatter for SpacedJsonFormatter {
    fn begin_object_key<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        if first {
            Ok(())
        } else {
            writer.write_all(b", ")
        }
    }

    fn begin_object_value<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
    ) -> io::Result<()> {
        writer.write_all(b": ")
    }
}
