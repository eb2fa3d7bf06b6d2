//! What all kinds of charts need.

use super::super::markup::escape_html;
use super::scale::WIDTH;
use catalogue::transcript::Transcript;

/// The lines of a transcript as the reader sees them.
pub fn printed_lines(transcript: &Transcript) -> impl Iterator<Item = String> {
    transcript.patterns().map(|pattern| pattern.sample())
}

/// The opening of a chart: its size, and what it shows in words.
pub fn render_svg_start(
    listing_name: &str,
    height: f64,
    title: &str,
    description: &str,
) -> String {
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"chart-{listing_name}-title \
         chart-{listing_name}-desc\">\n\
         <title id=\"chart-{listing_name}-title\">{title}</title>\n\
         <desc id=\"chart-{listing_name}-desc\">{description}</desc>\n",
        width = WIDTH,
        title = escape_html(title),
        description = escape_html(description),
    )
}
