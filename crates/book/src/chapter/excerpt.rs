//! `{{#excerpt NAME anchor=A}}`: a part of a listing as plain code, for a
//! text that explains a long listing in steps before its card.

use super::directive::Directive;
use super::markup::{escape_hidden_line, escape_html, render_code_block};
use catalogue::Catalogue;
use problem::SourceError;

/// How a code block says that it is an excerpt: not to be compiled alone, and
/// to be found in a listing.
pub const EXCERPT_FENCE_INFO: &str = "rust,ignore,excerpt";

/// Renders the part, with a caption that links to the listing's card if
/// `has_card` says that the same page has one.
pub fn render(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
    has_card: impl Fn(&str) -> bool,
) -> anyhow::Result<String> {
    directive.reject_other_keys(&["anchor"])?;
    let listing_name = directive.only_name()?;
    let listing = catalogue.find(listing_name)?;
    let Some(anchor) = directive.value_of("anchor") else {
        return Err(SourceError::new(
            "`{{#excerpt}}` does not say which part to show",
            format!("write `{{{{#excerpt {listing_name} anchor=ANCHOR}}}}`"),
        )
        .into());
    };
    let source = catalogue.source(listing)?;
    let excerpt = source.excerpt(anchor).map_err(|error| {
        error.within(format!("in listing `{listing_name}`"))
    })?;
    let code: String = excerpt.text.lines().map(escape_hidden_line).collect();
    let listing_name = escape_html(listing_name);
    let (listing_html, label) = if has_card(&listing.name) {
        (
            format!("<a href=\"#listing-{listing_name}\">{listing_name}</a>"),
            "Part of",
        )
    } else {
        (format!("<code>{listing_name}</code>"), "Part of listing")
    };
    Ok(format!(
        "<figure class=\"excerpt\" data-listing=\"{listing_name}\">\n\n{code}\n\
         <figcaption>{label} {listing_html}, {lines}</figcaption>\n</figure>\n",
        code = render_code_block(EXCERPT_FENCE_INFO, &code),
        lines = line_range_text(excerpt.first_line, excerpt.last_line),
    ))
}

/// `line 3`, or `lines 3 to 9`.
fn line_range_text(first: usize, last: usize) -> String {
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first} to {last}")
    }
}
