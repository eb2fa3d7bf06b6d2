//! Small pieces of HTML and Markdown.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// Text for HTML, also within a quoted attribute.
pub fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Markdown within a paragraph as HTML: code, emphasis, links, and typographic
/// quotation marks, as mdBook sets them in prose. HTML in it is shown as text.
/// It must not start like a list, a heading or another block;
/// `tests/hygiene/paragraphs.rs` checks the book's texts.
pub fn render_inline_markdown(markdown: &str) -> String {
    let parser = Parser::new_ext(markdown, Options::ENABLE_SMART_PUNCTUATION);
    let events = parser.filter_map(|event| match event {
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => None,
        Event::InlineHtml(html) | Event::Html(html) => Some(Event::Text(html)),
        Event::SoftBreak | Event::HardBreak => Some(Event::Text(" ".into())),
        other => Some(other),
    });
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

const UNIT_SYMBOLS: [&str; 9] =
    ["s", "ms", "µs", "ns", "KB", "MB", "KiB", "MiB", "%"];

/// Keeps a number and its unit on one line: `1.50 s` with a no-break space.
/// Inline code stays as it is.
pub fn add_no_break_spaces(line: &str) -> String {
    let parts: Vec<String> = line
        .split('`')
        .enumerate()
        .map(|(i, part)| match i % 2 {
            0 => add_no_break_spaces_outside_code(part),
            _ => part.to_owned(),
        })
        .collect();
    parts.join("`")
}

fn add_no_break_spaces_outside_code(text: &str) -> String {
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
pub fn render_code_block(info: &str, text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{info}\n{}\n{fence}\n", text.trim_end_matches('\n'))
}

/// What a program prints, in a fenced code block, with a sentence about the
/// mark of text that differs from run to run.
pub fn render_output_block(text: &str, has_unknown_text: bool) -> String {
    let note = if has_unknown_text {
        "\n(`…` stands for what differs from run to run.)\n"
    } else {
        ""
    };
    format!("{}{note}", render_code_block("text", text))
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
    fn code_and_emphasis_become_html_and_html_stays_text() {
        let code = render_inline_markdown("a `b<c` d");
        assert_eq!(code, "a <code>b&lt;c</code> d");
        assert_eq!(
            render_inline_markdown("A *task* ` b"),
            "A <em>task</em> ` b"
        );
        assert_eq!(render_inline_markdown("a <b> & c"), "a &lt;b&gt; &amp; c");
        assert_eq!(
            render_inline_markdown("It's `it's`"),
            "It’s <code>it's</code>"
        );
    }

    #[test]
    fn a_number_keeps_its_unit_beside_it() {
        assert_eq!(
            add_no_break_spaces("after 1.50 s, or"),
            "after 1.50\u{a0}s, or"
        );
        assert_eq!(
            add_no_break_spaces("**10 s**, 5 sheep"),
            "**10\u{a0}s**, 5 sheep"
        );
        assert_eq!(add_no_break_spaces("`1.50 s` is"), "`1.50 s` is");
        assert_eq!(add_no_break_spaces("  - 2 s"), "  - 2\u{a0}s");
    }

    #[test]
    fn a_line_that_starts_with_a_sign_of_mdbook_stays_visible() {
        assert_eq!(escape_hidden_line("# no comment"), "## no comment\n");
        assert_eq!(escape_hidden_line("#[test]"), "#[test]\n");
    }

    #[test]
    fn a_fence_is_longer_than_those_within() {
        assert_eq!(render_code_block("text", "a\n"), "```text\na\n```\n");
        assert!(render_code_block("text", "````\n").starts_with("`````text"));
    }
}
