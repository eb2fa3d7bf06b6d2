//! Pictures of what listings print, drawn from their `.out` files, so that
//! a picture shows just the run that the tests repeat.
//!
//! - `kind=bars lines="Client"`: one bar for each line that starts with
//!   `Client` and ends with a time, such as `Client  1 waited 0.20 s`.
//! - `kind=lanes`: a bar for each line such as
//!   `one thread: A 1 from 0.0 to 80.1 ms`: panel, lane, bar.

mod bars;
mod lanes;
mod scale;

use super::directive::Directive;
use super::figure::framed;
use super::wrong;
use crate::catalogue::Catalogue;
use crate::problem::suggest;
use crate::transcript::Transcript;

const KINDS: [&str; 2] = ["bars", "lanes"];

pub fn chart(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    directive
        .only_keys(&["kind", "lines", "caption"])
        .map_err(wrong)?;
    let listing = catalogue.find(directive.one_name().map_err(wrong)?)?;
    let transcript = catalogue.transcript(listing)?;
    let svg = match directive.key("kind").unwrap_or_default() {
        "bars" => {
            let start = directive.key("lines").unwrap_or_default();
            bars::draw(&listing.name, &bars::read(&transcript, start))
        }
        "lanes" => lanes::draw(&listing.name, &lanes::read(&transcript)),
        other => {
            return Err(wrong((
                format!("there is no kind of chart `{other}`"),
                suggest(other, KINDS),
            )));
        }
    };
    let svg = svg.ok_or_else(|| {
        wrong((
            format!("`{}` prints nothing that this chart shows", listing.name),
            "look at the forms of `kind=bars` and `kind=lanes`".to_owned(),
        ))
    })?;
    Ok(framed(&svg, directive.key("caption")))
}

/// What a reader sees of each line.
fn lines(transcript: &Transcript) -> impl Iterator<Item = String> {
    transcript.patterns().map(|pattern| pattern.sample())
}

/// The opening of a chart: its size, and what it shows in words.
fn open(name: &str, height: f64, title: &str, words: &str) -> String {
    use super::markup::escape;
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"chart-{name}-title chart-{name}-desc\">\n\
         <title id=\"chart-{name}-title\">{title}</title>\n\
         <desc id=\"chart-{name}-desc\">{words}</desc>\n",
        width = scale::WIDTH,
        title = escape(title),
        words = escape(words),
    )
}
