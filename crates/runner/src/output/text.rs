//! Decoded output.

use crate::event::{Event, Stream};

/// A part of the output, decoded.
#[derive(Debug, PartialEq)]
pub struct OutputText {
    pub stream: Stream,
    pub ms: f64,
    pub text: String,
}

impl From<OutputText> for Event {
    fn from(OutputText { stream, ms, text }: OutputText) -> Event {
        Event::Out { stream, ms, text }
    }
}
