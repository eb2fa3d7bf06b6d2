//! Reads records from bytes that come in pieces.

use crate::Record;

/// Takes bytes as they come, and returns the records in them.
#[derive(Debug, Default)]
pub struct Decoder {
    bytes: Vec<u8>,
    read_position: usize,
}

impl Decoder {
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.read_position);
        self.read_position = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole record. Skips those that this version does not know.
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        let mut position = self.read_position;
        let body = loop {
            let rest = self.bytes.get(position..)?;
            let (length, rest) = rest.split_first()?;
            let length = usize::from(*length);
            if rest.len() < length {
                self.read_position = position;
                return None;
            }
            let body = position + 1..position + 1 + length;
            position = body.end;
            if Record::read(&self.bytes[body.clone()]).is_some() {
                break body;
            }
        };
        self.read_position = position;
        Record::read(&self.bytes[body])
    }
}
