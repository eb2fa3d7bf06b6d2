//! `{{#try NAME}}`: the "Try it" tasks of a listing. Each has the change, and
//! folded what then happens and why; the page's script adds a button that
//! makes the change in the listing's editor.

use super::directive::Directive;
use super::markup::{
    add_no_break_spaces, escape_html, render_code_block, render_output_block,
};
use catalogue::transcript::Session;
use catalogue::{Catalogue, ChangedLines, Expected, Listing, TryTask};
use problem::SourceError;
use progress::hash;

/// Renders all tasks of the listing, or the one whose id is given.
pub fn render(
    catalogue: &Catalogue,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    directive.reject_other_keys(&[])?;
    let (name, id) = match directive.names[..] {
        [name] => (name, None),
        [name, id] => (name, Some(id)),
        _ => {
            return Err(SourceError::new(
                "`{{#try}}` takes a listing, and may take a task's id",
                "write `{{#try NAME}}` or `{{#try NAME ID}}`",
            )
            .into());
        }
    };
    let listing = catalogue.find(name)?;
    let tasks = TryTask::load_all(catalogue, listing)?;
    let shown = match id {
        None => tasks.iter().collect(),
        Some(id) => {
            vec![TryTask::find_by_id(&tasks, id).map_err(|error| {
                error.within(format!("of listing `{name}`"))
            })?]
        }
    };
    let source = catalogue.source(listing)?.text();
    let rendered = shown.iter().map(|task| render_task(listing, task, &source));
    rendered
        .collect::<anyhow::Result<Vec<String>>>()
        .map(|all| all.join("\n"))
}

/// A task is another one if its text or its change is.
pub fn task_hash(task: &TryTask, source: &str) -> String {
    let arguments = task.arguments.join(" ");
    hash(&format!(
        "{}\n{arguments}\n{}",
        task.task,
        task.apply(source)
    ))
}

fn render_task(
    listing: &Listing,
    task: &TryTask,
    source: &str,
) -> anyhow::Result<String> {
    let listing_name = escape_html(&listing.name);
    let id = escape_html(&task.name(listing).replace('/', "-"));
    Ok(format!(
        "<section class=\"try\" id=\"try-{id}\" \
         data-listing=\"{listing_name}\" \
         data-try=\"{full_name}\" data-hash=\"{hash}\" \
         aria-label=\"Try it\">\n\
         <p class=\"try-title\">Try it</p>\n\n{task_text}\n\n{change}\
         <details class=\"try-answer\"><summary>What you should see, and why\
         </summary>\n\n{happens}\n\n{warnings}{why}\n\n</details>\n{data}\
         </section>\n",
        full_name = escape_html(&task.name(listing)),
        hash = task_hash(task, source),
        task_text = render_markdown(&task.task),
        change = render_change(listing, task, source),
        happens = render_expected(&task.expected),
        warnings = render_warnings(&task.warnings),
        why = render_markdown(&task.why),
        data = render_data(task, source)?,
    ))
}

fn render_markdown(markdown: &str) -> String {
    add_no_break_spaces(markdown.trim())
}

/// The lines to change, for readers without the button.
fn render_change(listing: &Listing, task: &TryTask, source: &str) -> String {
    let mut change = String::new();
    if !task.edits.is_empty() {
        let lines = task.changed_lines(source);
        let diff: Vec<String> = lines.iter().map(render_diff_lines).collect();
        change.push_str(&render_code_block("diff", &diff.join("...\n")));
    }
    if !task.arguments.is_empty() || task.command.is_some() {
        let command = format!("$ {}\n", task.command(listing));
        change.push_str(&render_code_block("console", &command));
    }
    format!(
        "<details class=\"try-change\"><summary>The change</summary>\n\n\
         {change}\n</details>\n"
    )
}

fn render_diff_lines(ChangedLines { removed, added }: &ChangedLines) -> String {
    let removed = removed.iter().map(|line| format!("-{line}\n"));
    let added = added.iter().map(|line| format!("+{line}\n"));
    removed.chain(added).collect()
}

/// What happens after the change, in a sentence with the output.
fn render_expected(expected: &Expected) -> String {
    match expected {
        Expected::Prints(session) => match session.status {
            0 => render_session("It prints", session),
            status => render_session(
                &format!("It exits with status {status} and prints"),
                session,
            ),
        },
        Expected::CompileError(error) => {
            format!(
                "It doesn't compile. The compiler reports {}.",
                render_code(error)
            )
        }
        Expected::Hangs(None) => "It doesn't end.".to_owned(),
        Expected::Hangs(Some(session)) => {
            render_session("It doesn't end. Before, it prints", session)
        }
        Expected::Panics {
            message,
            prints: None,
            ..
        } => format!("It panics with {}.", render_code(message)),
        Expected::Panics {
            message,
            prints: Some(session),
            ..
        } => render_session(
            &format!("It panics with {}. It prints", render_code(message)),
            session,
        ),
    }
}

/// Renders the warnings that the change causes, so that the reader isn't
/// surprised by them.
fn render_warnings(warnings: &[String]) -> String {
    match warnings {
        [] => String::new(),
        warnings => {
            let texts = warnings.iter().map(|text| format!("*{text}*"));
            let texts: Vec<String> = texts.collect();
            format!("The compiler warns: {}.\n\n", texts.join("; "))
        }
    }
}

/// A sentence that ends with its verb, and the output that it announces.
fn render_session(sentence: &str, session: &Session) -> String {
    match session.reader_text().as_str() {
        "" => format!("{sentence} nothing."),
        text => {
            let output = render_output_block(text, session.has_unknown_text());
            format!("{sentence}:\n\n{output}")
        }
    }
}

/// Inline code, whatever it contains.
fn render_code(code: &str) -> String {
    format!("<code>{}</code>", escape_html(code))
}

/// What the page's script needs. `<` is written as JSON's escape, so that
/// nothing in it can end the element.
fn render_data(task: &TryTask, source: &str) -> anyhow::Result<String> {
    let data = serde_json::json!({
        "text": task.apply(source),
        "args": task.arguments,
    });
    let json = serde_json::to_string(&data)?.replace('<', "\\u003c");
    Ok(format!(
        "<script type=\"application/json\" class=\"try-data\">{json}\
         </script>\n"
    ))
}
