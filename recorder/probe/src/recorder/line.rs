//! One line of the recording: a JSON object, written into a buffer.

use std::io::Write;
use std::time::Duration;

/// An object that is still open.
pub struct Line<'a>(&'a mut Vec<u8>);

impl<'a> Line<'a> {
    pub fn begin(buffer: &'a mut Vec<u8>, kind: &str) -> Self {
        buffer.extend_from_slice(b"{\"k\":\"");
        buffer.extend_from_slice(kind.as_bytes());
        buffer.push(b'"');
        Self(buffer)
    }

    pub fn end(self) {
        self.0.extend_from_slice(b"}\n");
    }

    pub fn number(&mut self, key: &str, value: impl Into<u64>) -> &mut Self {
        self.key(key);
        // A vector takes all, so this cannot fail.
        let _ = write!(self.0, "{}", value.into());
        self
    }

    /// Milliseconds, to the microsecond.
    pub fn millis(&mut self, key: &str, time: Duration) -> &mut Self {
        let (whole, rest) = (time.as_millis(), time.subsec_micros() % 1000);
        self.key(key);
        let _ = write!(self.0, "{whole}.{rest:03}");
        self
    }

    /// A number or `null`.
    pub fn maybe<N: Into<u64>>(
        &mut self,
        key: &str,
        value: Option<N>,
    ) -> &mut Self {
        match value {
            Some(value) => self.number(key, value),
            None => self.bare(key, "null"),
        }
    }

    pub fn flag(&mut self, key: &str, value: bool) -> &mut Self {
        self.bare(key, if value { "true" } else { "false" })
    }

    pub fn text(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        self.0.push(b'"');
        for byte in value.bytes() {
            self.escaped(byte);
        }
        self.0.push(b'"');
        self
    }

    /// A text or `null`.
    pub fn maybe_text(&mut self, key: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.text(key, value),
            None => self.bare(key, "null"),
        }
    }

    /// `file` and `line`, if they are known.
    pub fn place(&mut self, place: Option<(&str, u64)>) -> &mut Self {
        self.maybe_text("file", place.map(|(file, _)| file));
        self.maybe("line", place.map(|(_, line)| line))
    }

    fn escaped(&mut self, byte: u8) {
        match byte {
            b'"' | b'\\' => self.0.extend_from_slice(&[b'\\', byte]),
            0..0x20 => {
                let _ = write!(self.0, "\\u{byte:04x}");
            }
            _ => self.0.push(byte),
        }
    }

    fn bare(&mut self, key: &str, value: &str) -> &mut Self {
        self.key(key);
        self.0.extend_from_slice(value.as_bytes());
        self
    }

    fn key(&mut self, key: &str) {
        self.0.extend_from_slice(b",\"");
        self.0.extend_from_slice(key.as_bytes());
        self.0.extend_from_slice(b"\":");
    }
}
