//! When each worker was busy: panels of lanes over one axis of time.

use super::super::markup::escape_html;
use super::drawing::{printed_lines, render_svg_start};
use super::scale::Scale;
use catalogue::transcript::Transcript;

const ROW_HEIGHT: f64 = 36.0;
const BAR_HEIGHT: f64 = 30.0;
const PANEL_TITLE_HEIGHT: f64 = 34.0;
const LABEL_WIDTH: f64 = 40.0;
/// How wide a character is, with its share of the bar's edges, for its height.
const CHARACTER_ASPECT: f64 = 0.7;

/// `A 1 from 0.0 to 80.1 ms`, in the lane `A`.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    panel: String,
    lane: String,
    label: String,
    start_ms: f64,
    end_ms: f64,
}

pub fn read_spans(transcript: &Transcript) -> Vec<Span> {
    printed_lines(transcript)
        .filter_map(|line| parse_span(&line))
        .collect()
}

fn parse_span(line: &str) -> Option<Span> {
    let (panel, rest) = line.split_once(": ")?;
    let (label, times) = rest.split_once(" from ")?;
    let (start, end) = times.strip_suffix(" ms")?.split_once(" to ")?;
    Some(Span {
        panel: panel.to_owned(),
        lane: label.split_whitespace().next()?.to_owned(),
        label: label.split_whitespace().collect::<Vec<_>>().join(" "),
        start_ms: start.parse().ok()?,
        end_ms: end.parse().ok()?,
    })
}

/// `None` where there is nothing to draw.
pub fn draw_lanes(listing_name: &str, spans: &[Span]) -> Option<String> {
    let maximum = spans.iter().map(|span| span.end_ms).reduce(f64::max)?;
    let scale = Scale::new(LABEL_WIDTH, maximum, "ms");
    let mut body = String::new();
    let mut top = 0.0;
    for panel in distinct_names(spans.iter(), |span| &span.panel) {
        let within: Vec<&Span> =
            spans.iter().filter(|span| span.panel == panel).collect();
        let (drawn, height) = draw_panel(&panel, &within, top, &scale);
        body.push_str(&drawn);
        top += height;
    }
    let descriptions: Vec<String> = spans
        .iter()
        .map(|s| {
            format!(
                "{}, {}: from {} to {} ms",
                s.panel, s.label, s.start_ms, s.end_ms
            )
        })
        .collect();
    let title = format!("When each part of {listing_name} ran");
    let head = render_svg_start(
        listing_name,
        top + 28.0,
        &title,
        &descriptions.join("; "),
    );
    Some(format!("{head}{}{body}</svg>", scale.draw_axis(4.0, top)))
}

/// A panel's picture and its height.
fn draw_panel(
    panel: &str,
    spans: &[&Span],
    top: f64,
    scale: &Scale,
) -> (String, f64) {
    let lanes = distinct_names(spans.iter().copied(), |span| &span.lane);
    let mut out = format!(
        "<text class=\"label panel\" x=\"{LABEL_WIDTH}\" y=\"{:.1}\">{}</text>\n",
        top + PANEL_TITLE_HEIGHT / 2.0,
        escape_html(panel)
    );
    for (i, lane) in lanes.iter().enumerate() {
        let y = top + PANEL_TITLE_HEIGHT + ROW_HEIGHT * i as f64;
        out.push_str(&format!(
            "<text class=\"label\" x=\"{:.1}\" y=\"{:.1}\" \
             text-anchor=\"end\">{}</text>\n",
            LABEL_WIDTH - 10.0,
            y + BAR_HEIGHT / 2.0,
            escape_html(lane)
        ));
        for span in spans.iter().filter(|span| span.lane == *lane) {
            out.push_str(&draw_bar(span, y, i + 1, scale));
        }
    }
    (
        out,
        PANEL_TITLE_HEIGHT + ROW_HEIGHT * lanes.len() as f64 + 10.0,
    )
}

fn draw_bar(span: &Span, y: f64, series_index: usize, scale: &Scale) -> String {
    let (start, end) = (scale.x_of(span.start_ms), scale.x_of(span.end_ms));
    let room = label_fit_class(&span.label, end - start);
    format!(
        "<rect class=\"bar series-{series_index}\" x=\"{start:.1}\" \
         y=\"{y:.1}\" \
         width=\"{:.1}\" height=\"{BAR_HEIGHT}\" rx=\"3\"/>\n\
         <text class=\"in-bar{room}\" x=\"{:.1}\" y=\"{:.1}\" \
         text-anchor=\"middle\">{}</text>\n",
        (end - start).max(1.0),
        f64::midpoint(start, end),
        y + BAR_HEIGHT / 2.0,
        escape_html(&span.label),
    )
}

/// Text is larger where the picture is shown smaller (`site/figure.css`): the
/// class of a label that has no room there.
fn label_fit_class(label: &str, width: f64) -> &'static str {
    let least = label.chars().count() as f64 * CHARACTER_ASPECT;
    match width / least {
        times if times < 14.0 => " never-fits",
        times if times < 20.0 => " fits-wide",
        times if times < 26.0 => " fits-middle",
        _ => "",
    }
}

/// The values of `key`, each once, in the order of their first span.
fn distinct_names<'a>(
    spans: impl Iterator<Item = &'a Span>,
    key: impl Fn(&Span) -> &String,
) -> Vec<String> {
    let mut seen = Vec::new();
    for span in spans {
        if !seen.contains(key(span)) {
            seen.push(key(span).clone());
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_job_has_a_lane_in_its_panel() {
        let text = "$ x\none thread: A 1 from 0.0 to 80.1 ms\n\
                    one thread: B 1 from 80.1 to 160.0 ms\n\
                    one thread: 0 of 6 steps overlap\n\
                    two threads: A 1 from 0.0 to 80.0 ms\n";
        let spans = read_spans(&Transcript::parse(text).unwrap());
        assert_eq!(spans.len(), 3);
        assert_eq!(spans[1].lane, "B");
        let svg = draw_lanes("x", &spans).unwrap();
        assert_eq!(svg.matches("class=\"label panel\"").count(), 2);
        assert_eq!(svg.matches("class=\"bar series-2\"").count(), 1);
    }

    #[test]
    fn a_label_without_room_gets_a_class() {
        assert_eq!(label_fit_class("A 1", 60.0), "");
        assert_eq!(label_fit_class("A 1", 45.0), " fits-middle");
        assert_eq!(label_fit_class("A 1", 35.0), " fits-wide");
        assert_eq!(label_fit_class("A 1", 20.0), " never-fits");
    }
}
