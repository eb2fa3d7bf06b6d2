//! mdBook's own `{{#include}}`: mdBook only logs what it cannot find, so
//! that a page would show the directive instead; here it is an error.

use super::directive::Directive;
use problem::SourceError;
use std::fs;
use std::path::Path;

/// `chapter` is the chapter's full path; includes are relative to it.
pub fn check_directive(
    chapter: &Path,
    directive: &Directive<'_>,
) -> Result<(), SourceError> {
    if directive.kind == "title" {
        return Ok(());
    }
    let Some(target) = directive.names.first() else {
        return Err(SourceError::new(
            format!("`{}` names no file", directive.text),
            format!("write `{{{{#{} FILE}}}}`", directive.kind),
        ));
    };
    let (file, part) = target.split_once(':').unwrap_or((target, ""));
    let path = chapter.with_file_name(file);
    let text = fs::read_to_string(&path).map_err(|error| {
        SourceError::new(
            format!("`{file}` cannot be included: {error}"),
            "write its path relative to the chapter's folder",
        )
    })?;
    let is_anchor = part.chars().next().is_some_and(char::is_alphabetic);
    if is_anchor && !text.contains(&format!("ANCHOR: {part}")) {
        return Err(SourceError::new(
            format!("`{file}` has no anchor `{part}`"),
            format!("add a line with `ANCHOR: {part}` to it"),
        ));
    }
    Ok(())
}
