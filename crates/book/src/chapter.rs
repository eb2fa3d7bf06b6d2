//! A chapter's directives, and the chapter with them carried out.
//!
//! | directive | where | becomes |
//! |---|---|---|
//! | `{{#listing NAME}}`, `{{#listing NAME anchor=A}}` | a line | the listing's card |
//! | `{{#excerpt NAME anchor=A}}` | a line | a part of the listing as plain code |
//! | `{{#try NAME}}`, `{{#try NAME ID}}` | a line | the listing's "Try it" tasks, or one of them |
//! | `{{#sections}}` | a line of a chapter's first page | the list of its sections |
//! | `{{#predict NAME}}` | a line, before the listing | a question that is asked before Run |
//! | `{{#exercise NAME}}` | a line | the exercise's card |
//! | `{{#figure NAME caption="…"}}` | a line | `page/figures/NAME.svg` |
//! | `{{#chart NAME… caption="…"}}` | a line | a picture of what listings print |
//! | `{{#value NAME.KEY}}` | in a sentence | a measured number |
//!
//! Code blocks and inline code are left as they are; mdBook's own directives
//! too, but what they include must exist.

mod api_links;
mod card;
mod chart;
mod directive;
mod excerpt;
mod exercise;
mod fence;
mod figure;
mod include;
mod markup;
mod outline;
mod predict;
mod reading;
mod sections;
mod try_task;
pub mod whole_chapter;

pub use excerpt::EXCERPT_FENCE_INFO;
pub use outline::Outline;
pub(crate) use outline::OutlineItem;
pub use reading::{ShownCode, find_shown_code};
pub use sections::Section;

use crate::api_docs::ApiDocs;
use catalogue::Catalogue;
use directive::Directive;
use fence::Fence;
use problem::{Problem, Problems, SourceError};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// Mdbook's own directives, which its `links` preprocessor carries out.
const MDBOOK_DIRECTIVES: [&str; 5] = [
    "include",
    "playground",
    "rustdoc_include",
    "template",
    "title",
];
const OWN_DIRECTIVES: [&str; 9] = [
    "chart", "excerpt", "exercise", "figure", "listing", "predict", "sections",
    "try", "value",
];

/// A page of the book, before its directives are expanded.
#[derive(Debug, Clone, Copy)]
pub struct PageSource<'a> {
    /// Relative to the root, for messages and includes.
    pub file: &'a Path,
    pub text: &'a str,
    /// The pages that the SUMMARY nests directly below this one.
    pub sections: &'a [Section],
}

/// Expands the directives of a page, or reports all that is wrong with them.
pub fn expand_directives(
    catalogue: &Catalogue,
    docs: &ApiDocs,
    source: PageSource<'_>,
) -> Result<String, Problems> {
    let PageSource { file, text, .. } = source;
    let mut page = Page {
        catalogue,
        docs,
        file,
        sections: source.sections,
        listings_with_card: listings_with_card(text),
        is_below_title: false,
        shown_listings: HashSet::new(),
        forms_awaiting_card: BTreeMap::new(),
    };
    let mut out = String::with_capacity(text.len() * 2);
    let mut problems = Vec::new();
    let mut fence = Fence::default();
    for (i, line) in text.lines().enumerate() {
        let expanded = if fence.next_line_is_fenced(line) {
            Ok(line.to_owned())
        } else {
            page.expand_line(i + 1, line)
        };
        match expanded {
            Ok(line) => {
                out.push_str(&line);
                out.push('\n');
            }
            Err(error) => problems.push(with_location(error, file, i + 1)),
        }
    }
    problems.extend(page.questions_without_card());
    Problems(problems).into_result()?;
    Ok(api_links::add_api_links(docs, &out))
}

/// One page while it is expanded.
struct Page<'a> {
    catalogue: &'a Catalogue,
    docs: &'a ApiDocs,
    file: &'a Path,
    sections: &'a [Section],
    /// Listings that have a card anywhere on this page.
    listings_with_card: HashSet<&'a str>,
    /// Whether the last line that wasn't blank is the page's title.
    is_below_title: bool,
    /// Listings that this page has shown already.
    shown_listings: HashSet<String>,
    /// Forms that wait for the card of their listing, each with the line of
    /// its directive.
    forms_awaiting_card: BTreeMap<String, (usize, String)>,
}

impl Page<'_> {
    fn expand_line(
        &mut self,
        line_number: usize,
        line: &str,
    ) -> anyhow::Result<String> {
        let is_below_title = self.is_below_title;
        if !line.trim().is_empty() {
            self.is_below_title = line.starts_with("# ");
        }
        if line.trim() == sections::OPTIONAL_MARKER {
            return render_optional_note(is_below_title);
        }
        match directive::parse_line(line) {
            Some(directive) => self.expand_block(line_number, directive?),
            None => directive::expand_inline_directives(line, |directive| {
                self.expand_inline(directive)
            })
            .map(|line| markup::add_no_break_spaces(&line)),
        }
    }

    fn expand_block(
        &mut self,
        line_number: usize,
        directive: Directive<'_>,
    ) -> anyhow::Result<String> {
        match directive.kind {
            "listing" => card::render(
                self.catalogue,
                self.docs,
                &directive,
                &mut self.shown_listings,
                &mut self.forms_awaiting_card,
            ),
            "exercise" => exercise::render(&self.catalogue.root, &directive),
            "figure" => figure::render(&self.catalogue.root, &directive),
            "chart" => chart::render(self.catalogue, &directive),
            "excerpt" => excerpt::render(self.catalogue, &directive, |name| {
                self.listings_with_card.contains(name)
            }),
            "sections" => {
                sections::render(self.catalogue, &directive, self.sections)
            }
            "try" => try_task::render(self.catalogue, &directive),
            "predict" => {
                let (listing, form) =
                    predict::render(self.catalogue, &directive)?;
                self.forms_awaiting_card
                    .insert(listing.name.clone(), (line_number, form));
                Ok(String::new())
            }
            _ => self.expand_inline(directive),
        }
    }

    /// Questions that stand before no card.
    fn questions_without_card(&self) -> impl Iterator<Item = Problem> {
        self.forms_awaiting_card.iter().map(|(name, (line, _))| {
            let what = format!(
                "`{{{{#predict {name}}}}}` stands before no card of `{name}`"
            );
            let help = format!("put it before `{{{{#listing {name}}}}}`");
            Problem::in_file(self.file, what, help).at_line(*line)
        })
    }

    fn expand_inline(
        &self,
        directive: Directive<'_>,
    ) -> anyhow::Result<String> {
        match directive.kind {
            "value" => render_value(self.catalogue, &directive),
            own if MDBOOK_DIRECTIVES.contains(&own) => {
                let folder = self.catalogue.root.join(self.file);
                include::check_directive(&folder, &directive)?;
                Ok(directive.text.to_owned())
            }
            own if OWN_DIRECTIVES.contains(&own) => Err(SourceError::new(
                format!("`{{{{#{own}}}}}` stands within a line"),
                "give the directive a line of its own",
            )
            .into()),
            other => {
                let known = OWN_DIRECTIVES.into_iter().chain(MDBOOK_DIRECTIVES);
                Err(SourceError::not_found("directive", other, known).into())
            }
        }
    }
}

fn render_optional_note(is_below_title: bool) -> anyhow::Result<String> {
    if is_below_title {
        return Ok(sections::OPTIONAL_NOTE.to_owned());
    }
    Err(SourceError::new(
        format!(
            "`{}` isn't below the page's title",
            sections::OPTIONAL_MARKER
        ),
        "move it to the line after `# Title`: it marks the whole page",
    )
    .into())
}

/// The listings that have a card on the page.
pub fn listings_with_card(markdown: &str) -> HashSet<&str> {
    let mut fence = Fence::default();
    let lines = markdown
        .lines()
        .filter(|line| !fence.next_line_is_fenced(line));
    lines
        .filter_map(|line| directive::parse_line(line)?.ok())
        .filter(|directive| directive.kind == "listing")
        .filter_map(|directive| directive.only_name().ok())
        .collect()
}

/// `{{#value waiting_tasks.kb}}`: a number from what the listing prints, or
/// from what its Python version prints: `{{#value waiting_tasks.py.kb}}`.
fn render_value(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    let name = directive.only_name()?;
    let (program, key) = name.rsplit_once('.').ok_or_else(|| {
        SourceError::new(
            format!("`{name}` names no value"),
            "write `{{#value LISTING.NAME}}`",
        )
    })?;
    let transcript = match program.strip_suffix(".py") {
        Some(listing) => catalogue.python_transcript(catalogue.find(listing)?),
        None => catalogue.transcript(catalogue.find(program)?),
    }?;
    match transcript.named_number(key) {
        Some(number) => Ok(number.to_owned()),
        None => {
            let names = transcript.named_numbers().map(|(name, _)| name);
            let error = SourceError::not_found("number", key, names);
            Err(error.within(format!("in what `{program}` prints")).into())
        }
    }
}

/// Adds the place of the directive to an error that has none of its own.
fn with_location(error: anyhow::Error, file: &Path, line: usize) -> Problem {
    let error = match error.downcast::<Problem>() {
        Ok(problem) => return problem,
        Err(error) => error,
    };
    let error = error.downcast::<SourceError>().unwrap_or_else(|error| {
        SourceError::new(format!("{error:#}"), "repair or remove the directive")
    });
    error.at_line(line).in_file(file)
}

#[cfg(test)]
mod tests;
