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

const UNIT_SYMBOLS: [&str; 8] =
    ["s", "ms", "µs", "KB", "MB", "KiB", "MiB", "%"];

/// Keeps a number and its unit on one line: `1.50 s` with a no-break space.
/// Inline code stays as it is.
pub fn bind_units(line: &str) -> String {
    let parts: Vec<String> = line
        .split('`')
        .enumerate()
        .map(|(i, part)| match i % 2 {
            0 => bind_units_outside_code(part),
            _ => part.to_owned(),
        })
        .collect();
    parts.join("`")
}

fn bind_units_outside_code(text: &str) -> String {
    let mut parts = text.split(' ').peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(word) = parts.next() {
        out.push_str(word);
        let Some(next) = parts.peek() else { break };
        let is_unit = |next: &str| {
            UNIT_SYMBOLS.contains(
                &next.trim_end_matches(|c: char| ".,;:)*".contains(c)),
            )
        };
        let is_bound =
            word.ends_with(|c: char| c.is_ascii_digit()) && is_unit(next);
        out.push(if is_bound { '\u{a0}' } else { ' ' });
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

/// A line of code that mdBook must not hide: it hides what starts with `# `,
/// and takes one of two `#` away.
pub fn escape_hidden_line(line: &str) -> String {
    if line.trim_start().starts_with("# ") {
        format!("{}\n", line.replacen("# ", "## ", 1))
    } else {
        format!("{line}\n")
    }
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
    fn a_number_keeps_its_unit_beside_it() {
        assert_eq!(bind_units("after 1.50 s, or"), "after 1.50\u{a0}s, or");
        assert_eq!(bind_units("**10 s**, 5 sheep"), "**10\u{a0}s**, 5 sheep");
        assert_eq!(bind_units("`1.50 s` is"), "`1.50 s` is");
        assert_eq!(bind_units("  - 2 s"), "  - 2\u{a0}s");
    }

    #[test]
    fn a_line_that_starts_with_a_sign_of_mdbook_stays_visible() {
        assert_eq!(escape_hidden_line("# no comment"), "## no comment\n");
        assert_eq!(escape_hidden_line("#[test]"), "#[test]\n");
    }

    #[test]
    fn a_fence_is_longer_than_those_within() {
        assert_eq!(fenced("text", "a\n"), "```text\na\n```\n");
        assert!(fenced("text", "````\n").starts_with("`````text"));
    }
}
