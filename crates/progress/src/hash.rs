//! The hash of a text for which something was done.

use sha2::{Digest, Sha256};

/// How many hexadecimal digits a hash has.
const DIGIT_COUNT: usize = 32;

/// Hashes the text. White space at the ends of lines is ignored, because an
/// editor or git may have changed the line endings.
pub fn hash(text: &str) -> String {
    let mut hasher = Sha256::new();
    for line in text.trim_end().lines() {
        hasher.update(line.trim_end().as_bytes());
        hasher.update(b"\n");
    }
    let mut digits = hex::encode(hasher.finalize());
    digits.truncate(DIGIT_COUNT);
    digits
}

/// Whether an older workbook has made the hash: it has fewer digits, and it
/// ignored comments, so it can't be compared with those of today.
pub fn is_from_older_workbook(hash: &str) -> bool {
    hash.len() < DIGIT_COUNT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_text_has_another_hash() {
        assert_eq!(hash("a b").len(), DIGIT_COUNT);
        assert_ne!(hash("a b"), hash("a  b"));
        assert_ne!(hash("a // b"), hash("a"));
        assert_ne!(hash("a\nb"), hash("ab"));
    }

    #[test]
    fn other_line_endings_have_the_same_hash() {
        assert_eq!(hash("a\nb\n"), hash("a\r\nb"));
        assert_eq!(hash("a\nb\n"), hash("a  \nb\n\n"));
    }
}
