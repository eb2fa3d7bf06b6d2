//! A listing's card: title, command, code, and what it prints.

use super::directive::Directive;
use super::markup::{
    escape_hidden_line, escape_html, render_code_block, render_inline_markdown,
    render_output_block,
};
use crate::api_docs::{ApiDocs, find_doc_urls};
use anyhow::Context;
use catalogue::transcript::{Session, Transcript};
use catalogue::{Catalogue, Listing, ListingKind, Source};
use progress::hash;
use runner::recording::Recording;
use std::collections::{BTreeMap, HashSet};
use std::fs;
use timeline::SpawnedNames;

/// A cross in a circle; the words beside it say the same.
const BROKEN_MARK_HTML: &str = concat!(
    r#"<p class="listing-broken-mark">"#,
    r#"<svg viewBox="0 0 16 16" aria-hidden="true">"#,
    r#"<circle cx="8" cy="8" r="6.5"/>"#,
    r#"<path d="M5.5 5.5l5 5m0-5l-5 5"/></svg> "#,
    "Does not compile: that is its lesson</p>\n",
);

/// The card as Markdown with HTML around it, with the question that the page
/// asks of it. A listing that was shown before gets its code only.
pub fn render(
    catalogue: &Catalogue,
    docs: &ApiDocs,
    directive: &Directive<'_>,
    shown_listings: &mut HashSet<String>,
    forms_awaiting_card: &mut BTreeMap<String, (usize, String)>,
) -> anyhow::Result<String> {
    directive.reject_other_keys(&["anchor"])?;
    let listing = catalogue.find(directive.only_name()?)?;
    let source = catalogue.source(listing)?;
    let code = render_code(listing, &source, directive.value_of("anchor"))?;
    if !shown_listings.insert(listing.name.clone()) {
        return Ok(render_continuation_card(listing, &code));
    }
    let transcript = catalogue.transcript(listing)?;
    let question = forms_awaiting_card.remove(&listing.name);
    Ok(format!(
        "{open}{head}{code}\n{question}{output}{python_version}{recorded}{links}</section>\n",
        open = render_opening_tag(listing, &hash(&source.text())),
        head = render_head(listing, &source.title, &transcript),
        output = render_output(listing, &transcript, question.is_some()),
        question = question.map(|(_, form)| form).unwrap_or_default(),
        python_version = render_python_version(catalogue, listing)?,
        recorded = embed_recording(catalogue, listing, &source)?,
        links = render_api_links(docs, &source.text())?,
    ))
}

/// Each card starts with an HTML block that a blank line ends, so that the
/// code after it is Markdown again.
fn render_opening_tag(listing: &Listing, hash: &str) -> String {
    let name = escape_html(&listing.name);
    let broken = match listing.kind {
        ListingKind::Runs | ListingKind::Unstable => "",
        ListingKind::Broken => " listing-broken",
    };
    let mut attributes = String::new();
    if listing.is_terminal_only() {
        attributes.push_str(" data-terminal-only");
    }
    if listing.runs_on_playground {
        attributes.push_str(" data-playground");
    }
    if listing.runs_unrecorded {
        attributes.push_str(" data-plain");
    }
    format!(
        "<section class=\"listing{broken}\" id=\"listing-{name}\" \
         data-listing=\"{name}\" \
         data-hash=\"{hash}\"{attributes} \
         aria-label=\"Listing {name}\">\n"
    )
}

fn render_head(
    listing: &Listing,
    title: &str,
    transcript: &Transcript,
) -> String {
    let command = match (listing.kind, transcript.sessions.first()) {
        // With the flags and features that it needs.
        (ListingKind::Unstable, Some(session)) => {
            format!("cd {} && {}", listing.folder().display(), session.command)
        }
        _ => listing.command(),
    };
    let mark = match listing.kind {
        ListingKind::Runs | ListingKind::Unstable => "",
        ListingKind::Broken => BROKEN_MARK_HTML,
    };
    format!(
        "<div class=\"listing-head\">\n\
         <p class=\"listing-title\">{title}</p>\n\
         <p class=\"listing-command\"><code>{command}</code></p>\n\
         {mark}</div>\n\n",
        title = render_inline_markdown(title),
        command = escape_html(&command),
    )
}

fn render_continuation_card(listing: &Listing, code: &str) -> String {
    let name = escape_html(&listing.name);
    format!(
        "<section class=\"listing listing-continued\" \
         data-listing=\"{name}\" aria-label=\"Listing {name}, continued\">\n\
         <div class=\"listing-head\">\n\
         <p class=\"listing-title\"><code>{name}</code>, continued</p>\n\
         </div>\n\n{code}\n</section>\n"
    )
}

/// The code with folded lines marked as mdBook and rustdoc mark them.
fn render_code(
    listing: &Listing,
    source: &Source,
    anchor: Option<&str>,
) -> anyhow::Result<String> {
    let lines = source.visible_lines(anchor).map_err(|error| {
        error.within(format!("in listing `{}`", listing.name))
    })?;
    let text: String = lines
        .iter()
        .map(|line| {
            if line.is_shown {
                escape_hidden_line(line.text)
            } else {
                format!("# {}\n", line.text)
            }
        })
        .collect();
    let info = match listing.kind {
        ListingKind::Runs => "rust",
        ListingKind::Broken | ListingKind::Unstable => "rust,ignore",
    };
    Ok(render_code_block(info, &text))
}

fn render_output(
    listing: &Listing,
    transcript: &Transcript,
    has_question: bool,
) -> String {
    let summary = match listing.kind {
        ListingKind::Runs | ListingKind::Unstable => "What it prints",
        ListingKind::Broken => "What the compiler says",
    };
    let several = transcript.sessions.len() > 1;
    let text: Vec<String> = transcript
        .sessions
        .iter()
        .map(|session| {
            let text = session.reader_text();
            if several {
                format!("$ {}\n{text}", session.command)
            } else {
                text
            }
        })
        .collect();
    let has_unknown_text =
        transcript.sessions.iter().any(Session::has_unknown_text);
    let output = render_output_block(&text.join("\n"), has_unknown_text);
    match listing.kind {
        ListingKind::Runs => render_folded("listing-output", summary, &output),
        // The output answers the question, so it's folded.
        ListingKind::Unstable if has_question => {
            render_folded("listing-output", summary, &output)
        }
        // The page has no other run of it, and the prose reads these words.
        ListingKind::Broken | ListingKind::Unstable => {
            render_unfolded("listing-output", summary, &output)
        }
    }
}

/// The recorded run as data for the page's script. `<` is written as JSON's
/// escape, so that nothing printed can end the element.
fn embed_recording(
    catalogue: &Catalogue,
    listing: &Listing,
    source: &Source,
) -> anyhow::Result<String> {
    let path = listing.recording_path();
    let Ok(text) = fs::read_to_string(catalogue.root.join(&path)) else {
        return Ok(String::new());
    };
    let mut recording: Recording = serde_json::from_str(&text)
        .with_context(|| format!("`{}`", path.display()))?;
    if let Some(timeline) = &mut recording.timeline {
        SpawnedNames::read(&source.text()).add_to(timeline);
    }
    let json = serde_json::to_string(&recording)?.replace('<', "\\u003c");
    Ok(format!(
        "<script type=\"application/json\" class=\"recorded-run\">{json}\
         </script>\n"
    ))
}

/// The addresses of the documentation of the names in the code, as data for
/// the page's script.
fn render_api_links(docs: &ApiDocs, code: &str) -> anyhow::Result<String> {
    let links = find_doc_urls(docs, code);
    if links.is_empty() {
        return Ok(String::new());
    }
    let json = serde_json::to_string(&links)?.replace('<', "\\u003c");
    Ok(format!(
        "<script type=\"application/json\" class=\"api-links\">{json}\
         </script>\n"
    ))
}

fn render_python_version(
    catalogue: &Catalogue,
    listing: &Listing,
) -> anyhow::Result<String> {
    let file = catalogue.root.join(listing.python_path());
    if !file.is_file() {
        return Ok(String::new());
    }
    let text = without_anchors(&fs::read_to_string(file)?);
    let summary = format!(
        "The same in Python: <code>{}.py</code>",
        escape_html(&listing.name)
    );
    Ok(render_folded(
        "listing-python",
        &summary,
        &render_code_block("python", &text),
    ))
}

fn without_anchors(code: &str) -> String {
    code.lines()
        .filter(|line| !line.trim_start().starts_with("# ANCHOR"))
        .map(|line| format!("{line}\n"))
        .collect()
}

fn render_folded(class: &str, summary: &str, content: &str) -> String {
    render_details(&format!("class=\"{class}\""), summary, content)
}

fn render_unfolded(class: &str, summary: &str, content: &str) -> String {
    render_details(&format!("class=\"{class}\" open"), summary, content)
}

fn render_details(attributes: &str, summary: &str, content: &str) -> String {
    format!(
        "<details {attributes}><summary>{summary}</summary>\n\n\
         {content}\n</details>\n"
    )
}
