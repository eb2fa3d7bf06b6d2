//! A drawn figure: an SVG of `page/figures/`, put into the page itself so
//! that it takes the theme's colours.

use super::directive::Directive;
use super::markup::render_inline_markdown;
use problem::SourceError;
use std::fs;
use std::path::Path;

const FIGURES_FOLDER: &str = "page/figures";

pub fn render(
    root: &Path,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    directive.reject_other_keys(&["caption"])?;
    let name = directive.only_name()?;
    let file = root.join(FIGURES_FOLDER).join(format!("{name}.svg"));
    let Ok(svg) = fs::read_to_string(&file) else {
        let names = figure_names(&root.join(FIGURES_FOLDER));
        let known = names.iter().map(String::as_str);
        let error = SourceError::not_found("figure", name, known);
        return Err(error.within(format!("in `{FIGURES_FOLDER}`")).into());
    };
    Ok(frame_svg(&svg, directive.value_of("caption")))
}

/// An SVG with its caption. Blank lines would end Markdown's HTML block.
pub fn frame_svg(svg: &str, caption: Option<&str>) -> String {
    let svg: Vec<&str> = svg
        .lines()
        .filter(|l| !l.trim().is_empty() && !l.starts_with("<?xml"))
        .collect();
    let caption = caption.map_or(String::new(), |text| {
        format!(
            "\n<figcaption>{}</figcaption>",
            render_inline_markdown(text)
        )
    });
    format!(
        "<figure class=\"drawn\">\n{}{caption}\n</figure>\n",
        svg.join("\n")
    )
}

fn figure_names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some(entry.path().file_stem()?.to_str()?.to_owned())
        })
        .collect()
}
