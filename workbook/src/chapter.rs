//! A chapter's directives, and the chapter with them carried out.
//!
//! | directive | where | becomes |
//! |---|---|---|
//! | `{{#listing NAME}}`, `{{#listing NAME anchor=A}}` | a line | the listing's card |
//! | `{{#predict NAME}}` | a line, before the listing | a question that is asked before Run |
//! | `{{#figure NAME caption="…"}}` | a line | `page/figures/NAME.svg` |
//! | `{{#chart NAME… caption="…"}}` | a line | a picture of what listings print |
//! | `{{#value NAME.KEY}}` | in a sentence | a measured number |
//!
//! Code blocks and inline code are left as they are; mdBook's own directives
//! too, but what they include must exist.

mod card;
mod chart;
mod directive;
mod figure;
mod include;
mod markup;
mod predict;

use crate::catalogue::Catalogue;
use crate::problem::{Problem, Problems, suggest};
use directive::Directive;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;

/// What a directive can be wrong about; the caller knows file and line.
type Wrong = (String, String);

/// Mdbook's own directives, which its `links` preprocessor carries out.
const MDBOOK: [&str; 5] = [
    "include",
    "playground",
    "rustdoc_include",
    "template",
    "title",
];
const OURS: [&str; 5] = ["chart", "figure", "listing", "predict", "value"];

/// Expands the directives of the chapter `file` (relative to the root, for
/// messages and includes), or tells all that is wrong with them.
pub fn expand(
    catalogue: &Catalogue,
    file: &Path,
    text: &str,
) -> Result<String, Problems> {
    let mut page = Page {
        catalogue,
        file,
        shown: HashSet::new(),
        questions: BTreeMap::new(),
    };
    let mut out = String::with_capacity(text.len() * 2);
    let mut problems = Vec::new();
    let mut fence = Fence::default();
    for (i, line) in text.lines().enumerate() {
        let expanded = if fence.takes(line) {
            Ok(line.to_owned())
        } else {
            page.line(i + 1, line)
        };
        match expanded {
            Ok(line) => {
                out.push_str(&line);
                out.push('\n');
            }
            Err(error) => problems.push(placed(error, file, i + 1)),
        }
    }
    problems.extend(page.unasked());
    Problems(problems).none_or().map(|()| out)
}

/// One page while it is expanded.
struct Page<'a> {
    catalogue: &'a Catalogue,
    file: &'a Path,
    /// Listings that this page has shown already.
    shown: HashSet<String>,
    /// Forms that wait for the card of their listing, each with the line of
    /// its directive.
    questions: BTreeMap<String, (usize, String)>,
}

impl Page<'_> {
    fn line(&mut self, at: usize, line: &str) -> anyhow::Result<String> {
        match directive::alone(line) {
            Some(directive) => self.block(at, directive.map_err(wrong)?),
            None => directive::inline(line, |directive| self.word(directive))
                .map(|line| markup::bind_units(&line)),
        }
    }

    fn block(
        &mut self,
        at: usize,
        directive: Directive<'_>,
    ) -> anyhow::Result<String> {
        match directive.word {
            "listing" => card::card(
                self.catalogue,
                &directive,
                &mut self.shown,
                &mut self.questions,
            ),
            "figure" => figure::figure(&self.catalogue.root, &directive),
            "chart" => chart::chart(self.catalogue, &directive),
            "predict" => {
                let (listing, form) =
                    predict::predict(self.catalogue, &directive)?;
                self.questions.insert(listing.name.clone(), (at, form));
                Ok(String::new())
            }
            _ => self.word(directive),
        }
    }

    /// Questions that stand before no card.
    fn unasked(&self) -> impl Iterator<Item = Problem> {
        self.questions.iter().map(|(name, (line, _))| {
            let what = format!(
                "`{{{{#predict {name}}}}}` stands before no card of `{name}`"
            );
            let help = format!("put it before `{{{{#listing {name}}}}}`");
            Problem::in_file(self.file, what, help).at_line(*line)
        })
    }

    fn word(&self, directive: Directive<'_>) -> anyhow::Result<String> {
        match directive.word {
            "value" => value(self.catalogue, &directive),
            own if MDBOOK.contains(&own) => {
                let folder = self.catalogue.root.join(self.file);
                include::check(&folder, &directive).map_err(wrong)?;
                Ok(directive.text.to_owned())
            }
            own if OURS.contains(&own) => Err(wrong((
                format!("`{{{{#{own}}}}}` stands within a line"),
                "give the directive a line of its own".to_owned(),
            ))),
            other => Err(wrong((
                format!("there is no directive `{{{{#{other}}}}}`"),
                suggest(other, OURS.into_iter().chain(MDBOOK)),
            ))),
        }
    }
}

/// `{{#value waiting_tasks.kb}}`: a number from what the listing prints, or
/// from what its twin prints: `{{#value waiting_tasks.py.kb}}`.
fn value(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    let name = directive.one_name().map_err(wrong)?;
    let (program, key) = name.rsplit_once('.').ok_or_else(|| {
        wrong((
            format!("`{name}` names no value"),
            "write `{{#value LISTING.NAME}}`".to_owned(),
        ))
    })?;
    let transcript = match program.strip_suffix(".py") {
        Some(listing) => catalogue.twin_transcript(catalogue.find(listing)?),
        None => catalogue.transcript(catalogue.find(program)?),
    }?;
    match transcript.value(key) {
        Some(number) => Ok(number.to_owned()),
        None => Err(wrong((
            format!("`{program}` measures no `{key}`"),
            suggest(key, transcript.names().map(|(name, _)| name)),
        ))),
    }
}

fn wrong((what, help): Wrong) -> anyhow::Error {
    Problem::in_file("", what, help).into()
}

/// The error with the place of the directive, unless it has a file's own.
fn placed(error: anyhow::Error, file: &Path, line: usize) -> Problem {
    use crate::catalogue::NotFound;
    let error = match error.downcast::<Problem>() {
        Ok(problem) if problem.file.as_os_str().is_empty() => {
            return Problem::in_file(file, problem.what, problem.help)
                .at_line(line);
        }
        Ok(problem) => return problem,
        Err(error) => error,
    };
    match error.downcast::<NotFound>() {
        Ok(missing) => Problem::in_file(file, missing.what, missing.help),
        Err(error) => Problem::in_file(
            file,
            format!("{error:#}"),
            "repair or remove the directive",
        ),
    }
    .at_line(line)
}

/// Whether a line lies in a fenced code block.
#[derive(Default)]
struct Fence {
    open: Option<String>,
}

impl Fence {
    /// True for the lines of a block and for the fences themselves.
    fn takes(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        let mark = line.chars().next().unwrap_or(' ');
        let length = line.chars().take_while(|&c| c == mark).count();
        let is_fence = matches!(mark, '`' | '~') && length >= 3;
        match &self.open {
            None if is_fence => {
                self.open = Some(line[..length].to_owned());
                true
            }
            None => false,
            Some(open) => {
                if is_fence
                    && line.trim_end().starts_with(open.as_str())
                    && line.trim_end().len() == length
                {
                    self.open = None;
                }
                true
            }
        }
    }
}

#[cfg(test)]
mod tests;
