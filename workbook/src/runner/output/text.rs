//! Bytes as text: a character that is split between two reads is put
//! together, and what is no UTF-8 becomes U+FFFD.

/// One stream's decoder.
#[derive(Debug, Default)]
pub struct Decoder {
    /// The start of a character whose rest is yet to come.
    started: Vec<u8>,
}

impl Decoder {
    pub fn decode(&mut self, bytes: &[u8]) -> String {
        let mut all = std::mem::take(&mut self.started);
        all.extend_from_slice(bytes);
        let mut text = String::with_capacity(all.len());
        let mut rest = &all[..];
        loop {
            let error = match str::from_utf8(rest) {
                Ok(good) => {
                    text.push_str(good);
                    return text;
                }
                Err(error) => error,
            };
            let (good, bad) = rest.split_at(error.valid_up_to());
            text.push_str(&String::from_utf8_lossy(good));
            match error.error_len() {
                Some(length) => {
                    text.push(char::REPLACEMENT_CHARACTER);
                    rest = &bad[length..];
                }
                None => {
                    self.started = bad.to_vec();
                    return text;
                }
            }
        }
    }

    /// What is left when nothing more comes.
    pub fn finish(&mut self) -> String {
        match std::mem::take(&mut self.started).is_empty() {
            true => String::new(),
            false => char::REPLACEMENT_CHARACTER.to_string(),
        }
    }
}

/// The longest start of `text` of at most `most` bytes, which ends with a
/// line where it can.
pub fn head(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    match head.rfind('\n') {
        Some(newline) if end < text.len() => &head[..=newline],
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
    fn what_is_no_utf_8_becomes_a_replacement_character() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.decode(b"a\xff\xfeb\xe2\x98"), "a\u{fffd}\u{fffd}b");
        assert_eq!(decoder.decode(b"c"), "\u{fffd}c");
        assert_eq!(decoder.decode(b"\xe2"), "");
        assert_eq!(decoder.finish(), "\u{fffd}");
        assert_eq!(decoder.finish(), "");
    }

    #[test]
    fn a_head_ends_with_a_line_where_it_can() {
        assert_eq!(head("one\ntwo\n", 6), "one\n");
        assert_eq!(head("one\ntwo\n", 8), "one\ntwo\n");
        assert_eq!(head("☃☃", 4), "☃");
        assert_eq!(head("☃", 2), "");
    }
}
