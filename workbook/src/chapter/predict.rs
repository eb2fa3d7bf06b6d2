//! A question before a listing is run, as a form in the listing's card. The
//! page's script checks the answer, says why, and shows the run beside it;
//! without the script the reader unfolds the answer.

use super::directive::Directive;
use super::markup::{bind_units, escape, with_code};
use super::wrong;
use crate::catalogue::{Catalogue, Listing};
use crate::question::{Answer, Choice, Question, WrongNumber, WrongOrder};

/// The listing, and the form for its card.
pub fn predict<'a>(
    catalogue: &'a Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<(&'a Listing, String)> {
    directive.only_keys(&[]).map_err(wrong)?;
    let listing = catalogue.find(directive.one_name().map_err(wrong)?)?;
    let question = Question::load(&catalogue.root, listing)?;
    Ok((listing, form(&listing.name, &question)))
}

/// The reasons stand apart from the fields: what an answer is kept for is
/// the text of the fields.
fn form(name: &str, question: &Question) -> String {
    format!(
        "<form class=\"predict\" data-kind=\"{kind}\" novalidate \
         aria-label=\"Before you run {name}\">\n\
         <p class=\"predict-eyebrow\">Before you run</p>\n\
         <fieldset>\n<legend>{text}</legend>\n{fields}</fieldset>\n{whys}\
         <details class=\"predict-answer\"><summary>The answer</summary>\n\
         <p>{right}</p>\n<p class=\"predict-after\">{after}</p>\n\
         </details>\n</form>\n",
        name = escape(name),
        kind = kind(&question.answer),
        text = words(&question.text),
        fields = fields(&question.answer),
        whys = whys(&question.answer),
        right = right(&question.answer),
        after = words(&question.after),
    )
}

fn kind(answer: &Answer) -> &'static str {
    match answer {
        Answer::Order { .. } => "order",
        Answer::Number { .. } => "number",
        Answer::Choice { .. } => "choice",
    }
}

/// A sentence. An empty line would end the block of HTML.
fn words(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    with_code(&bind_units(lines.join(" ").trim()))
}

fn fields(answer: &Answer) -> String {
    match answer {
        Answer::Order { lines, places, .. } => order(lines, places),
        Answer::Number {
            line,
            printed,
            right,
            tolerance,
            ..
        } => number(line, printed, *right, *tolerance),
        Answer::Choice { several, choices } => choice(*several, choices),
    }
}

fn order(lines: &[String], places: &[usize]) -> String {
    let items = lines.iter().zip(places).map(|(line, place)| {
        let line = escape(line);
        format!("<li data-place=\"{place}\"><code>{line}</code></li>\n")
    });
    let items: String = items.collect();
    format!("<ol class=\"predict-lines\">\n{items}</ol>\n")
}

/// The printed line with a gap.
fn number(
    (before, after): &(String, String),
    printed: &str,
    right: f64,
    tolerance: f64,
) -> String {
    format!(
        "<p class=\"predict-gap\"><label><span>Your guess:</span> \
         <code>{before}<input inputmode=\"decimal\" autocomplete=\"off\" \
         size=\"6\" data-right=\"{right}\" data-tolerance=\"{tolerance}\" \
         data-printed=\"{printed}\">{after}</code></label></p>\n",
        before = escape(before),
        after = escape(after),
        printed = escape(printed),
    )
}

fn choice(several: bool, choices: &[Choice]) -> String {
    let kind = if several { "checkbox" } else { "radio" };
    let each = choices.iter().map(|choice| {
        let right = if choice.right { " data-right" } else { "" };
        format!(
            "<p class=\"predict-choice\"><label><input type=\"{kind}\" \
             name=\"choice\"{right}> <span>{text}</span></label></p>\n",
            text = words(&choice.text),
        )
    });
    each.collect()
}

/// Why a wrong answer is wrong, each with what it is about.
fn whys(answer: &Answer) -> String {
    let whys: Vec<(String, &str)> = match answer {
        Answer::Order { wrong, .. } => wrong.iter().map(why_order).collect(),
        Answer::Number { wrong, .. } => wrong.iter().map(why_number).collect(),
        Answer::Choice { choices, .. } => choices
            .iter()
            .enumerate()
            .filter(|(_, choice)| !choice.right)
            .map(|(i, choice)| (format!("data-choice=\"{i}\""), &*choice.why))
            .collect(),
    };
    if whys.is_empty() {
        return String::new();
    }
    let items: String = whys
        .iter()
        .map(|(about, why)| format!("<li {about}>{}</li>\n", words(why)))
        .collect();
    format!("<ul class=\"predict-whys\" hidden>\n{items}</ul>\n")
}

fn why_order(wrong: &WrongOrder) -> (String, &str) {
    let WrongOrder { first, second, why } = wrong;
    (
        format!("data-first=\"{first}\" data-second=\"{second}\""),
        why,
    )
}

fn why_number(WrongNumber { near, why }: &WrongNumber) -> (String, &str) {
    (format!("data-near=\"{near}\""), why)
}

/// The right answer in words.
fn right(answer: &Answer) -> String {
    let code = |line: &str| format!("<code>{}</code>", escape(line));
    match answer {
        Answer::Order { lines, places, .. } => {
            let mut sorted: Vec<_> = places.iter().zip(lines).collect();
            sorted.sort();
            let lines = sorted.iter().map(|(_, line)| code(line));
            lines.collect::<Vec<_>>().join(", then ")
        }
        Answer::Number {
            line: (before, after),
            printed,
            ..
        } => code(&format!("{before}{printed}{after}")),
        Answer::Choice { choices, .. } => choices
            .iter()
            .filter(|choice| choice.right)
            .map(|choice| words(&choice.text))
            .collect::<Vec<_>>()
            .join("; "),
    }
}
