//! How long a page takes to read: its words, and its lines of code.

use super::directive::{self, Directive};
use super::fence::Fence;
use catalogue::Catalogue;

/// Prose that has to be understood is read more slowly than a novel.
const WORDS_PER_MINUTE: usize = 200;

/// A line of code takes as long as 16 words.
const CODE_LINES_PER_MINUTE: usize = 12;

/// What there is to read on a page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ReadingEffort {
    word_count: usize,
    code_line_count: usize,
    exercise_count: usize,
}

impl ReadingEffort {
    /// Counts a page's text. Of a listing, the lines that its card shows at
    /// first count.
    pub fn measure(catalogue: &Catalogue, markdown: &str) -> ReadingEffort {
        let mut reading = ReadingEffort::default();
        let mut fence = Fence::default();
        for line in markdown.lines() {
            if fence.next_line_is_fenced(line) {
                reading.code_line_count += 1;
            } else if let Some(Ok(directive)) = directive::parse_line(line) {
                reading.add_directive(catalogue, &directive);
            } else {
                reading.word_count += count_words(line);
            }
        }
        reading
    }

    /// A directive that names nothing adds nothing: the page that has it
    /// reports the mistake.
    fn add_directive(
        &mut self,
        catalogue: &Catalogue,
        directive: &Directive<'_>,
    ) {
        if directive.kind == "exercise" && directive.only_name().is_ok() {
            self.exercise_count += 1;
        }
        self.code_line_count +=
            shown_line_count(catalogue, directive).unwrap_or(0);
    }

    /// Rounded, and at least one; `None` for exercises, which take as long as
    /// they take.
    pub fn minutes(&self) -> Option<usize> {
        if self.exercise_count > 0 {
            return None;
        }
        let prose_share = self.word_count * CODE_LINES_PER_MINUTE;
        let code_share = self.code_line_count * WORDS_PER_MINUTE;
        let per_minute = WORDS_PER_MINUTE * CODE_LINES_PER_MINUTE;
        Some(((prose_share + code_share + per_minute / 2) / per_minute).max(1))
    }

    /// `4 min`, and for a page of exercises how many there are.
    pub fn effort_text(&self) -> String {
        match (self.minutes(), self.exercise_count) {
            (Some(minutes), _) => format!("{minutes}\u{a0}min"),
            (None, 1) => "1\u{a0}exercise".to_owned(),
            (None, count) => format!("{count}\u{a0}exercises"),
        }
    }
}

/// A directive that shows code.
#[derive(Debug)]
pub struct ShownCode<'a> {
    /// The directive, with its braces.
    pub directive: &'a str,
    /// How many lines of the code a reader sees at first.
    pub line_count: usize,
}

/// Finds the listings and excerpts that a page shows.
pub fn find_shown_code<'a>(
    catalogue: &Catalogue,
    markdown: &'a str,
) -> Vec<ShownCode<'a>> {
    let mut fence = Fence::default();
    markdown
        .lines()
        .filter(|line| !fence.next_line_is_fenced(line))
        .filter_map(directive::parse_line)
        .filter_map(|directive| {
            let directive = directive.ok()?;
            Some(ShownCode {
                directive: directive.text,
                line_count: shown_line_count(catalogue, &directive)?,
            })
        })
        .collect()
}

/// Counts the lines that a listing or an excerpt shows at first. Blank lines at
/// its ends are not shown.
fn shown_line_count(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
) -> Option<usize> {
    if !matches!(directive.kind, "listing" | "excerpt") {
        return None;
    }
    let listing = catalogue.find(directive.only_name().ok()?).ok()?;
    let source = catalogue.source(listing).ok()?;
    let lines = source.visible_lines(directive.value_of("anchor")).ok()?;
    let shown: Vec<&str> = lines
        .iter()
        .filter(|line| line.is_shown)
        .map(|line| line.text)
        .collect();
    Some(shown.join("\n").trim().lines().count())
}

/// Counts the words of a line, leaving out its HTML tags.
fn count_words(line: &str) -> usize {
    let mut text = String::new();
    let mut in_tag = false;
    for character in line.chars() {
        match character {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ => text.push(character),
        }
    }
    let is_word = |word: &&str| word.chars().any(char::is_alphanumeric);
    text.split_whitespace().filter(is_word).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_punctuation_are_not_counted_as_words() {
        assert_eq!(count_words("<aside class=\"asyncio\">"), 0);
        assert_eq!(count_words("| a **bold** word | - | 2 s |"), 5);
    }

    #[test]
    fn words_and_lines_add_up_to_minutes() {
        let minutes = |words, code_lines| {
            let reading = ReadingEffort {
                word_count: words,
                code_line_count: code_lines,
                exercise_count: 0,
            };
            reading.minutes()
        };
        assert_eq!(minutes(0, 0), Some(1));
        assert_eq!(minutes(900, 0), Some(5));
        assert_eq!(minutes(500, 30), Some(5));
    }
}
