//! The hash of a Rust text without its comments, blank lines and indentation:
//! who edits only these keeps what the reader has done.

use sha2::{Digest, Sha256};

/// 16 hexadecimal digits.
pub fn hash(text: &str) -> String {
    let mut hash = Sha256::new();
    let bare = bare(text);
    for line in bare.lines().map(str::trim).filter(|l| !l.is_empty()) {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    let digits = hash.finalize();
    digits.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The text without comments, strings as they are.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = bare.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = if rest.starts_with("//") {
            // The line's end stays: it parts two words.
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
            continue;
        } else if rest.starts_with("/*") {
            rest = &rest[block_comment(rest)..];
            bare.push(' ');
            continue;
        } else if let Some(length) = raw_string(rest).filter(|_| !is_word) {
            length
        } else if first == '"' {
            quoted(rest)
        } else if first == '\'' {
            character(rest).unwrap_or(1)
        } else {
            first.len_utf8()
        };
        bare.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    bare
}

/// Rust's block comments nest.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

/// The length of `r"…"`, `r#"…"#` or `br#"…"#`.
fn raw_string(text: &str) -> Option<usize> {
    let start = ["br", "cr", "r"]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))?;
    let inner = start.trim_start_matches('#');
    let hashes = start.len() - inner.len();
    let inner = inner.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let before = text.len() - inner.len();
    Some(match inner.find(&end) {
        Some(length) => before + length + end.len(),
        None => text.len(),
    })
}

/// The length of `"…"`, where a backslash hides the next letter.
fn quoted(text: &str) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of `'a'` or `'\n'`; a lifetime is none.
fn character(text: &str) -> Option<usize> {
    let mut letters = text.char_indices().skip(1);
    let (_, first) = letters.next()?;
    if first == '\\' {
        letters.next()?;
        let end = letters.find(|(_, letter)| *letter == '\'')?;
        return Some(end.0 + 1);
    }
    let (at, second) = letters.next()?;
    (second == '\'').then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out() {
        let plain = "fn main() { wait(\"a // b\"); }";
        let same = [
            "//! Title.\nfn main() {\n    // Here.\n    wait(\"a // b\");\n}\n",
            "fn /* a /* nested */ one */ main() { wait(\"a // b\"); } // end",
        ];
        for text in same {
            assert_eq!(bare_words(text), bare_words(plain), "{text}");
        }
    }

    fn bare_words(text: &str) -> String {
        bare(text).split_whitespace().collect()
    }

    #[test]
    fn a_comment_more_is_the_same_hash() {
        let text = "fn main() {\n    wait(2);\n}\n";
        let commented =
            "//! T.\nfn main() {\n    // Why.\n    wait(2); // 2\n}";
        assert_eq!(hash(text), hash(commented));
        assert_ne!(hash(text), hash(&text.replace('2', "3")));
        assert_ne!(hash("print(\"a b\")"), hash("print(\"a  b\")"));
        assert_eq!(hash(text).len(), 16);
    }

    #[test]
    fn what_only_looks_like_a_comment_stays() {
        for text in [
            "let url = \"http://a\";",
            "let raw = r#\"// \"no\" comment\"#;",
            "let escaped = \"\\\" // still\";",
            "let quote = '\"'; let s = \"// in\";",
            "let escaped = '\\''; let s = \"// in\";",
            "fn f<'a>(a: &'a str) -> &'a str { \"//\" }",
            "let bytes = br\"//\";",
        ] {
            assert_eq!(bare(text), text);
        }
    }

    #[test]
    fn what_is_cut_short_is_read_to_its_end() {
        for text in ["\"open", "/* open", "r#\"open", "'", "'\\", "b'"] {
            hash(text);
        }
        assert_eq!(bare("a /* open"), "a  ");
    }
}
