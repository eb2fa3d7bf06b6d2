//! Horizontal bars of time: how long each client waited.

use super::super::markup::escape_html;
use super::drawing::{printed_lines, render_svg_start};
use super::scale::Scale;
use catalogue::transcript::Transcript;

const ROW_HEIGHT: f64 = 32.0;
const BAR_HEIGHT: f64 = 22.0;
/// Of the widest text, as a phone shows it.
const CHARACTER_WIDTH: f64 = 14.0;
const LABEL_GAP: f64 = 8.0;
const MIN_LABEL_WIDTH: f64 = 132.0;

#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// `Client 1` of `Client  1 waited 0.20 s`.
    label: String,
    seconds: f64,
    /// As it was printed: `0.20 s`.
    duration_text: String,
}

pub fn read_bars(transcript: &Transcript, start: &str) -> Vec<Bar> {
    printed_lines(transcript)
        .filter(|line| line.starts_with(start))
        .filter_map(|line| parse_bar(&line))
        .collect()
}

fn parse_bar(line: &str) -> Option<Bar> {
    let tokens: Vec<&str> = line.split_whitespace().collect();
    let [label @ .., _verb, number, "s"] = &tokens[..] else {
        return None;
    };
    Some(Bar {
        label: label.join(" "),
        seconds: number.parse().ok()?,
        duration_text: format!("{number} s"),
    })
}

/// `None` where there is no bar to draw.
pub fn draw_bars(listing_name: &str, bars: &[Bar]) -> Option<String> {
    let maximum = bars.iter().map(|b| b.seconds).reduce(f64::max)?;
    let scale = Scale::new(label_width(bars), maximum, "s");
    let bottom = ROW_HEIGHT * bars.len() as f64 + 8.0;
    let descriptions: Vec<String> = bars
        .iter()
        .map(|bar| format!("{}: {}", bar.label, bar.duration_text))
        .collect();
    let title = format!("Times that {listing_name} prints");
    let mut svg = render_svg_start(
        listing_name,
        bottom + 30.0,
        &title,
        &descriptions.join("; "),
    );
    svg.push_str(&scale.draw_axis(4.0, bottom));
    for (i, bar) in bars.iter().enumerate() {
        svg.push_str(&draw_row(bar, 8.0 + ROW_HEIGHT * i as f64, &scale));
    }
    Some(svg + "</svg>")
}

fn label_width(bars: &[Bar]) -> f64 {
    let lengths = bars.iter().map(|bar| bar.label.chars().count());
    let widest = lengths.max().unwrap_or(0) as f64 * CHARACTER_WIDTH;
    (widest + LABEL_GAP).max(MIN_LABEL_WIDTH)
}

fn draw_row(bar: &Bar, top: f64, scale: &Scale) -> String {
    let (start, end) = (scale.x_of(0.0), scale.x_of(bar.seconds));
    let middle = top + BAR_HEIGHT / 2.0;
    format!(
        "<text class=\"label\" x=\"{x_label:.1}\" y=\"{middle}\" \
         text-anchor=\"end\">{label}</text>\n\
         <rect class=\"bar series-1\" x=\"{start:.1}\" y=\"{top}\" \
         width=\"{width:.1}\" height=\"{BAR_HEIGHT}\" rx=\"3\"/>\n\
         <text class=\"value\" x=\"{x_value:.1}\" y=\"{middle}\">{text}</text>\n",
        x_label = start - LABEL_GAP,
        label = escape_html(&bar.label),
        width = (end - start).max(1.0),
        x_value = end + 6.0,
        text = escape_html(&bar.duration_text),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_end_with_a_time_make_bars() {
        let text = "$ x\nClient  1 waited 0.20 s\nClient 10 waited 2.00 s\n\
                    10 clients served in 2.00 s\n";
        let bars = read_bars(&Transcript::parse(text).unwrap(), "Client");
        assert_eq!(bars.len(), 2);
        assert_eq!(bars[1].label, "Client 10");
        let svg = draw_bars("x", &bars).unwrap();
        assert_eq!(svg.matches("class=\"bar").count(), 2);
        assert!(svg.contains("Client 1: 0.20 s; Client 10: 2.00 s"));
        assert_eq!(draw_bars("x", &[]), None);
    }
}
