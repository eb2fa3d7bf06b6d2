//! Small pieces of HTML and Markdown.

/// Text for HTML, also within a quoted attribute.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Escaped text in which backticks make code.
pub fn with_code(text: &str) -> String {
    let parts: Vec<String> = text.split('`').map(escape).collect();
    let mut out = String::new();
    for (i, part) in parts.iter().enumerate() {
        let last_is_open = i % 2 == 1 && i + 1 == parts.len();
        match i % 2 {
            1 if last_is_open => out.push_str(&format!("`{part}")),
            1 => out.push_str(&format!("<code>{part}</code>")),
            _ => out.push_str(part),
        }
    }
    out
}

/// A fenced code block whose fence is longer than any within.
pub fn fenced(info: &str, text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{info}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_make_code_only_in_pairs() {
        assert_eq!(with_code("a `b<c` d"), "a <code>b&lt;c</code> d");
        assert_eq!(with_code("a ` b"), "a ` b");
    }

    #[test]
    fn a_fence_is_longer_than_those_within() {
        assert_eq!(fenced("text", "a\n"), "```text\na\n```\n");
        assert!(fenced("text", "````\n").starts_with("`````text"));
    }
}
