//! Decodes a stream of bytes as UTF-8: a character that is split between two
//! reads is joined, and invalid bytes become U+FFFD.

/// The decoder of one stream.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The first bytes of a character whose rest is still to come.
    incomplete_bytes: Vec<u8>,
}

impl Decoder {
    pub fn decode(&mut self, bytes: &[u8]) -> String {
        let mut input = std::mem::take(&mut self.incomplete_bytes);
        input.extend_from_slice(bytes);
        let mut text = String::with_capacity(input.len());
        let mut chunks = input.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            text.push_str(chunk.valid());
            let invalid = chunk.invalid();
            if chunks.peek().is_none() && may_be_completed(invalid) {
                self.incomplete_bytes = invalid.to_vec();
            } else if !invalid.is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
            }
        }
        text
    }

    /// The replacement character where the stream ended inside a character.
    pub fn finish(&mut self) -> String {
        if std::mem::take(&mut self.incomplete_bytes).is_empty() {
            String::new()
        } else {
            char::REPLACEMENT_CHARACTER.to_string()
        }
    }
}

/// Whether more bytes could make a character of these.
fn may_be_completed(bytes: &[u8]) -> bool {
    match str::from_utf8(bytes) {
        Ok(_) => false,
        Err(error) => error.error_len().is_none(),
    }
}

/// The longest start of `text` with at most `max_bytes` bytes. It ends with a
/// line where possible.
pub fn longest_prefix_within(text: &str, max_bytes: usize) -> &str {
    let mut length = max_bytes.min(text.len());
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    let head = &text[..length];
    match head.rfind('\n') {
        Some(newline) if length < text.len() => &head[..=newline],
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_split_between_two_reads_stays_whole() {
        let mut decoder = Decoder::default();
        let snow = "1 °C ☃\n".as_bytes();
        let text: String = snow.iter().map(|b| decoder.decode(&[*b])).collect();
        assert_eq!(text + &decoder.finish(), "1 °C ☃\n");
    }

    #[test]
    fn invalid_bytes_become_replacement_characters() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.decode(b"a\xff\xfeb\xe2\x98"), "a\u{fffd}\u{fffd}b");
        assert_eq!(decoder.decode(b"c"), "\u{fffd}c");
        assert_eq!(decoder.decode(b"\xe2"), "");
        assert_eq!(decoder.finish(), "\u{fffd}");
        assert_eq!(decoder.finish(), "");
    }

    #[test]
    fn a_head_ends_with_a_line_where_possible() {
        assert_eq!(longest_prefix_within("one\ntwo\n", 6), "one\n");
        assert_eq!(longest_prefix_within("one\ntwo\n", 8), "one\ntwo\n");
        assert_eq!(longest_prefix_within("☃☃", 4), "☃");
        assert_eq!(longest_prefix_within("☃", 2), "");
    }
}
