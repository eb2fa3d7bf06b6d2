//! A question before a listing is run, as a form. The page's script checks
//! the answer, says why, and shows the run beside it; without the script the
//! reader unfolds the answer.

use super::directive::Directive;
use super::markup::{escape, with_code};
use super::wrong;
use crate::catalogue::Catalogue;
use crate::question::{Answer, Choice, Question, WrongNumber, WrongOrder};

/// The form. It belongs to the next card of that listing.
pub fn predict(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    directive.only_keys(&[]).map_err(wrong)?;
    let listing = catalogue.find(directive.one_name().map_err(wrong)?)?;
    let question = Question::load(&catalogue.root, listing)?;
    let name = escape(&listing.name);
    Ok(format!(
        "<form class=\"predict\" data-listing=\"{name}\" data-kind=\"{kind}\" \
         aria-label=\"Predict what {name} does\">\n\
         <p class=\"predict-question\">{text}</p>\n{fields}\
         <details class=\"predict-after\"><summary>The answer</summary>\n\
         <p>{right}</p>\n<p>{after}</p>\n</details>\n</form>\n",
        kind = kind(&question.answer),
        text = with_code(&question.text),
        fields = fields(&question.answer),
        right = right(&question.answer),
        after = with_code(&question.after),
    ))
}

fn kind(answer: &Answer) -> &'static str {
    match answer {
        Answer::Order { .. } => "order",
        Answer::Number { .. } => "number",
        Answer::Choice { several: true, .. } => "several",
        Answer::Choice { .. } => "one",
    }
}

fn fields(answer: &Answer) -> String {
    match answer {
        Answer::Order {
            lines,
            places,
            wrong,
        } => order(lines, places, wrong),
        Answer::Number {
            right,
            tolerance,
            wrong,
        } => number(*right, *tolerance, wrong),
        Answer::Choice { several, choices } => choice(*several, choices),
    }
}

fn order(lines: &[String], places: &[usize], wrong: &[WrongOrder]) -> String {
    let items = lines.iter().zip(places).map(|(line, place)| {
        let line = escape(line);
        format!("<li data-place=\"{place}\"><code>{line}</code></li>\n")
    });
    let whys = wrong.iter().map(|wrong| {
        format!(
            "<li data-first=\"{}\" data-second=\"{}\">{}</li>\n",
            wrong.first,
            wrong.second,
            with_code(&wrong.why)
        )
    });
    let items: String = items.collect();
    format!(
        "<ol class=\"predict-lines\">\n{items}</ol>\n{}",
        hidden(whys)
    )
}

fn number(right: f64, tolerance: f64, wrong: &[WrongNumber]) -> String {
    let whys = wrong.iter().map(|wrong| {
        let why = with_code(&wrong.why);
        format!("<li data-near=\"{}\">{why}</li>\n", wrong.near)
    });
    format!(
        "<p><label>Your guess: <input type=\"number\" step=\"any\" \
         data-right=\"{right}\" data-tolerance=\"{tolerance}\"></label></p>\n{}",
        hidden(whys)
    )
}

fn choice(several: bool, choices: &[Choice]) -> String {
    let kind = if several { "checkbox" } else { "radio" };
    let each = choices.iter().map(|choice| {
        let right = if choice.right { " data-right" } else { "" };
        format!(
            "<p><label><input type=\"{kind}\" name=\"choice\"{right} \
             data-why=\"{why}\"> {text}</label></p>\n",
            why = escape(&choice.why),
            text = with_code(&choice.text),
        )
    });
    each.collect()
}

fn hidden(whys: impl Iterator<Item = String>) -> String {
    let whys: String = whys.collect();
    match whys.is_empty() {
        true => whys,
        false => format!("<ul class=\"predict-whys\" hidden>\n{whys}</ul>\n"),
    }
}

/// The right answer in words.
fn right(answer: &Answer) -> String {
    match answer {
        Answer::Order { lines, places, .. } => {
            let mut sorted: Vec<_> = places.iter().zip(lines).collect();
            sorted.sort();
            let lines = sorted
                .iter()
                .map(|(_, line)| format!("<code>{}</code>", escape(line)));
            lines.collect::<Vec<_>>().join(", then ")
        }
        Answer::Number { right, .. } => right.to_string(),
        Answer::Choice { choices, .. } => choices
            .iter()
            .filter(|choice| choice.right)
            .map(|choice| with_code(&choice.text))
            .collect::<Vec<_>>()
            .join("; "),
    }
}
