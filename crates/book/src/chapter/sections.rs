//! `{{#sections}}`: on a chapter's first page, the list of its sections with
//! the time that each takes to read.

use super::directive::Directive;
use super::reading::ReadingEffort;
use catalogue::Catalogue;
use problem::SourceError;
use std::path::PathBuf;

/// The line below a page's title that marks the page as optional.
pub const OPTIONAL_MARKER: &str = "<!-- optional -->";

/// What an optional page shows in the place of that line.
pub const OPTIONAL_NOTE: &str = concat!(
    "<p class=\"optional-note\">You can skip this page on a first reading.",
    "</p>",
);

/// A page below a chapter's first page, as the book's SUMMARY nests it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    /// Its file, relative to the folder of the chapter's first page.
    pub path: PathBuf,
    /// Its Markdown, with our directives not yet expanded.
    pub markdown: String,
}

impl Section {
    fn is_optional(&self) -> bool {
        self.markdown
            .lines()
            .any(|line| line.trim() == OPTIONAL_MARKER)
    }
}

/// Renders the list of the page's sections.
pub fn render(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
    sections: &[Section],
) -> anyhow::Result<String> {
    directive.reject_other_keys(&[])?;
    if !directive.names.is_empty() {
        return Err(SourceError::new(
            "`{{#sections}}` takes no name",
            "write `{{#sections}}`: it lists the pages that the SUMMARY nests \
             below this one"
                .to_owned(),
        )
        .into());
    }
    if sections.is_empty() {
        return Err(SourceError::new(
            "the SUMMARY nests no page below this one",
            "indent the chapter's sections below it in `src/SUMMARY.md`, or \
             remove `{{#sections}}`"
                .to_owned(),
        )
        .into());
    }
    let mut list = String::new();
    let mut required_minutes = 0;
    let mut optional_minutes = 0;
    for section in sections {
        let reading = ReadingEffort::measure(catalogue, &section.markdown);
        let minutes = reading.minutes().unwrap_or_default();
        if section.is_optional() {
            optional_minutes += minutes;
        } else {
            required_minutes += minutes;
        }
        list.push_str(&render_entry(section, &reading));
    }
    Ok(format!(
        "<div class=\"sections\">\n\n{list}\n<p class=\"sections-total\">\
         {total}</p>\n</div>\n",
        total = render_total(required_minutes, optional_minutes),
    ))
}

fn render_entry(section: &Section, reading: &ReadingEffort) -> String {
    let optional = if section.is_optional() {
        " <span class=\"section-optional\">optional</span>"
    } else {
        ""
    };
    format!(
        "1. [{title}]({path}) <span class=\"section-minutes\">{duration}\
         </span>{optional}\n",
        title = section.title,
        path = section.path.to_string_lossy().replace('\\', "/"),
        duration = reading.effort_text(),
    )
}

/// How long the pages take, apart from the exercises.
fn render_total(required_minutes: usize, optional_minutes: usize) -> String {
    let required = format!("About {required_minutes}\u{a0}minutes of reading");
    match optional_minutes {
        0 => format!("{required}."),
        _ => format!(
            "{required}, and {optional_minutes}\u{a0}more for the optional pages."
        ),
    }
}
