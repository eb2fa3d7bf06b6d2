//! Decoded output.

use crate::event::{RunEvent, Stream};

/// A part of the output, decoded.
#[derive(Debug, PartialEq)]
pub struct OutputText {
    pub stream: Stream,
    pub ms: f64,
    pub text: String,
}

impl From<OutputText> for RunEvent {
    fn from(OutputText { stream, ms, text }: OutputText) -> RunEvent {
        RunEvent::Out { stream, ms, text }
    }
}
