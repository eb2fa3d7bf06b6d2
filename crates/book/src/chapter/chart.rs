//! Pictures of what listings print, drawn from their `.out` files, so that
//! a picture shows just the run that the tests repeat.
//!
//! - `kind=bars lines="Client"`: one bar for each line that starts with
//!   `Client` and ends with a time, such as `Client  1 waited 0.20 s`.
//! - `kind=lanes`: a bar for each line such as
//!   `one thread: A 1 from 0.0 to 80.1 ms`: panel, lane, bar.

mod bars;
mod drawing;
mod lanes;
mod scale;

use super::directive::Directive;
use super::figure::frame_svg;
use catalogue::Catalogue;
use problem::SourceError;

const CHART_KINDS: [&str; 2] = ["bars", "lanes"];

pub fn render(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    directive.reject_other_keys(&["kind", "lines", "caption"])?;
    let listing = catalogue.find(directive.only_name()?)?;
    let transcript = catalogue.transcript(listing)?;
    let svg = match directive.value_of("kind").unwrap_or_default() {
        "bars" => {
            let start = directive.value_of("lines").unwrap_or_default();
            bars::draw_bars(&listing.name, &bars::read_bars(&transcript, start))
        }
        "lanes" => {
            lanes::draw_lanes(&listing.name, &lanes::read_spans(&transcript))
        }
        other => {
            let error = SourceError::not_found("chart", other, CHART_KINDS);
            return Err(error.into());
        }
    };
    let svg = svg.ok_or_else(|| {
        SourceError::new(
            format!("`{}` prints nothing that this chart shows", listing.name),
            "look at the forms of `kind=bars` and `kind=lanes`",
        )
    })?;
    Ok(frame_svg(&svg, directive.value_of("caption")))
}
