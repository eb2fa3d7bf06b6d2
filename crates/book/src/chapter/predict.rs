//! A question before a listing is run, as a form in the listing's card. The
//! page's script checks the answer, says why, and shows the run beside it;
//! without the script the reader unfolds the answer.

use super::directive::Directive;
use super::markup::{add_no_break_spaces, escape_html, render_inline_markdown};
use crate::question::{Answer, Choice, NumberMistake, OrderMistake, Question};
use catalogue::{Catalogue, Listing};

/// The listing, and the form for its card.
pub fn render<'a>(
    catalogue: &'a Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<(&'a Listing, String)> {
    directive.reject_other_keys(&[])?;
    let listing = catalogue.find(directive.only_name()?)?;
    let question = Question::load(&catalogue.root, listing)?;
    Ok((listing, render_form(&listing.name, &question)))
}

/// The reasons stand apart from the fields: what an answer is kept for is
/// the text of the fields.
fn render_form(listing_name: &str, question: &Question) -> String {
    format!(
        "<form class=\"predict\" data-kind=\"{kind}\" novalidate \
         aria-label=\"Before you run {name}\">\n\
         <p class=\"predict-eyebrow\">Before you run</p>\n\
         <fieldset>\n<legend>{text}</legend>\n{fields}</fieldset>\n{whys}\
         <details class=\"predict-answer\"><summary>The answer</summary>\n\
         <p>{right}</p>\n<p class=\"predict-after\">{after}</p>\n\
         </details>\n</form>\n",
        name = escape_html(listing_name),
        kind = kind_name(&question.answer),
        text = render_paragraph(&question.text),
        fields = render_fields(&question.answer),
        whys = render_reasons(&question.answer),
        right = render_right_answer(&question.answer),
        after = render_paragraph(&question.explanation),
    )
}

fn kind_name(answer: &Answer) -> &'static str {
    match answer {
        Answer::Order { .. } => "order",
        Answer::Number { .. } => "number",
        Answer::Choice { .. } => "choice",
    }
}

/// Joins the lines of a text, because an empty line would end the HTML block.
fn render_paragraph(markdown: &str) -> String {
    let lines: Vec<&str> = markdown.lines().map(str::trim).collect();
    render_inline_markdown(&add_no_break_spaces(lines.join(" ").trim()))
}

fn render_fields(answer: &Answer) -> String {
    match answer {
        Answer::Order {
            lines,
            printed_positions,
            ..
        } => render_order(lines, printed_positions),
        Answer::Number {
            line_parts,
            printed_number,
            right_number,
            tolerance,
            ..
        } => {
            render_number(line_parts, printed_number, *right_number, *tolerance)
        }
        Answer::Choice {
            allows_several,
            choices,
        } => render_choices(*allows_several, choices),
    }
}

fn render_order(lines: &[String], printed_positions: &[usize]) -> String {
    let items = lines.iter().zip(printed_positions).map(|(line, position)| {
        let line = escape_html(line);
        format!("<li data-place=\"{position}\"><code>{line}</code></li>\n")
    });
    let items: String = items.collect();
    format!("<ol class=\"predict-lines\">\n{items}</ol>\n")
}

/// The printed line with a gap.
fn render_number(
    (before, after): &(String, String),
    printed_number: &str,
    right_number: f64,
    tolerance: f64,
) -> String {
    format!(
        "<p class=\"predict-gap\"><label><span>Your guess:</span> \
         <code>{before}<input inputmode=\"decimal\" autocomplete=\"off\" \
         size=\"6\" data-right=\"{right_number}\" data-tolerance=\"{tolerance}\" \
         data-printed=\"{printed_number}\">{after}</code></label></p>\n",
        before = escape_html(before),
        after = escape_html(after),
        printed_number = escape_html(printed_number),
    )
}

fn render_choices(allows_several: bool, choices: &[Choice]) -> String {
    let kind = if allows_several { "checkbox" } else { "radio" };
    let each = choices.iter().map(|choice| {
        let right = if choice.is_right { " data-right" } else { "" };
        format!(
            "<p class=\"predict-choice\"><label><input type=\"{kind}\" \
             name=\"choice\"{right}> <span>{text}</span></label></p>\n",
            text = render_paragraph(&choice.text),
        )
    });
    each.collect()
}

/// Why a wrong answer is wrong, each with what it is about.
fn render_reasons(answer: &Answer) -> String {
    let whys: Vec<(String, &str)> = match answer {
        Answer::Order { mistakes, .. } => {
            mistakes.iter().map(order_reason).collect()
        }
        Answer::Number { mistakes, .. } => {
            mistakes.iter().map(number_reason).collect()
        }
        Answer::Choice { choices, .. } => choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| !choice.is_right)
            .map(|(i, choice)| (format!("data-choice=\"{i}\""), &*choice.why))
            .collect(),
    };
    if whys.is_empty() {
        return String::new();
    }
    let items: String = whys
        .iter()
        .map(|(about, why)| {
            format!("<li {about}>{}</li>\n", render_paragraph(why))
        })
        .collect();
    format!("<ul class=\"predict-whys\" hidden>\n{items}</ul>\n")
}

fn order_reason(
    OrderMistake {
        first_index,
        second_index,
        why,
    }: &OrderMistake,
) -> (String, &str) {
    (
        format!("data-first=\"{first_index}\" data-second=\"{second_index}\""),
        why,
    )
}

fn number_reason(
    NumberMistake { near_number, why }: &NumberMistake,
) -> (String, &str) {
    (format!("data-near=\"{near_number}\""), why)
}

/// The right answer in words.
fn render_right_answer(answer: &Answer) -> String {
    let code = |line: &str| format!("<code>{}</code>", escape_html(line));
    match answer {
        Answer::Order {
            lines,
            printed_positions,
            ..
        } => {
            let mut sorted: Vec<_> =
                printed_positions.iter().zip(lines).collect();
            sorted.sort();
            let lines = sorted.iter().map(|(_, line)| code(line));
            lines.collect::<Vec<_>>().join(", then ")
        }
        Answer::Number {
            line_parts: (before, after),
            printed_number,
            ..
        } => code(&format!("{before}{printed_number}{after}")),
        Answer::Choice { choices, .. } => choices
            .iter()
            .filter(|choice| choice.is_right)
            .map(|choice| render_paragraph(&choice.text))
            .collect::<Vec<_>>()
            .join("; "),
    }
}
