//! An exercise's card: its story, the code to be mended, its tests, hints
//! one step at a time, and where the learner's file lies.
//!
//! The code is that of the learner's file, and the page follows it. The
//! tests are those of the solution, which learners don't edit.

use super::directive::Directive;
use super::markup::{
    add_no_break_spaces, escape_hidden_line, escape_html, render_code_block,
    render_inline_markdown,
};
use exercises::{Exercise, Exercises, code_of, tests_of};
use std::path::Path;

pub fn render(
    root: &Path,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    directive.reject_other_keys(&[])?;
    let name = directive.only_name()?;
    let exercises = Exercises::load(root)?;
    let exercise = exercises.find(name)?;
    let source = exercises.source(exercise)?;
    let solution = exercises.solution(exercise)?;
    let tests = tests_of(&solution).unwrap_or_default();
    Ok(format!(
        "{open}{head}{story}{code}\n<div class=\"exercise-bar\"></div>\n\
         {tests}{hints}{solution}{file}</section>\n",
        open = render_opening_tag(
            exercise,
            &exercises.hash_tests(exercise)?,
            exercises.is_untouched(exercise).unwrap_or(false),
        ),
        head = render_head(exercise),
        story = render_story(&source),
        code = render_code_block("rust,ignore", &fold_story(code_of(&source))),
        tests = render_tests(tests),
        hints = render_hints(&exercise.hints),
        solution = render_solution_data(code_of(&solution))?,
        file = render_file_note(exercise),
    ))
}

/// The page offers to save a solution to a file that is as shipped.
fn render_opening_tag(
    exercise: &Exercise,
    hash: &str,
    is_untouched: bool,
) -> String {
    let name = escape_html(&exercise.name);
    let untouched = if is_untouched { " data-untouched" } else { "" };
    format!(
        "<section class=\"listing exercise\" id=\"exercise-{name}\" \
         data-exercise=\"{name}\" data-hash=\"{hash}\"{untouched} \
         aria-label=\"Exercise {name}\">\n"
    )
}

fn render_head(exercise: &Exercise) -> String {
    let name = escape_html(&exercise.name);
    format!(
        "<div class=\"listing-head\">\n\
         <p class=\"listing-title\">{title}</p>\n\
         <p class=\"listing-command\"><code>cargo run -- check {name}</code>\
         </p>\n</div>\n",
        title = escape_html(&title_from_name(&exercise.name)),
    )
}

/// `Side by side` of `side_by_side`.
fn title_from_name(name: &str) -> String {
    let title = name.replace('_', " ");
    let mut letters = title.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The first lines, `//! …`, as a paragraph.
fn render_story(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let lines: Vec<&str> = lines.map(str::trim).collect();
    let paragraph =
        render_inline_markdown(&add_no_break_spaces(&lines.join(" ")));
    format!("<p class=\"exercise-story\">{paragraph}</p>\n\n")
}

/// The story stands above the code, so within it it is folded.
fn fold_story(code: &str) -> String {
    let mut is_story = true;
    let line = |line: &str| {
        is_story &= line.starts_with("//!") || line.trim().is_empty();
        if is_story {
            format!("# {line}\n")
        } else {
            escape_hidden_line(line)
        }
    };
    code.lines().map(line).collect()
}

fn render_tests(tests_source: &str) -> String {
    let is_test = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("#[test]") || line.starts_with("#[tokio::test")
    };
    let summary = match tests_source.lines().filter(is_test).count() {
        1 => "Its test".to_owned(),
        count => format!("Its {count} tests"),
    };
    let code: String = tests_source.lines().map(escape_hidden_line).collect();
    format!(
        "<details class=\"exercise-tests\"><summary>{summary}</summary>\n\n\
         {code}\n</details>\n",
        code = render_code_block("rust,ignore", &code),
    )
}

fn render_hints(hints: &[String]) -> String {
    let hint_count = hints.len();
    let hints = hints.iter().enumerate().map(|(i, hint)| {
        let lines: Vec<&str> = hint.lines().map(str::trim).collect();
        format!(
            "<details class=\"exercise-hint\"><summary>Hint {} of {hint_count}\
             </summary>\n<p>{}</p>\n</details>\n",
            i + 1,
            render_inline_markdown(&add_no_break_spaces(&lines.join(" "))),
        )
    });
    hints.collect()
}

/// For the page's script, which shows it when it is deserved. `<` is written
/// as JSON's escape, so that nothing in it can end the element.
fn render_solution_data(code: &str) -> anyhow::Result<String> {
    let json = serde_json::to_string(code)?.replace('<', "\\u003c");
    Ok(format!(
        "<script type=\"application/json\" class=\"exercise-solution\">\
         {json}</script>\n"
    ))
}

fn render_file_note(exercise: &Exercise) -> String {
    let path = |path: &Path| {
        let path = path.to_string_lossy().replace('\\', "/");
        format!("<code>{}</code>", escape_html(&path))
    };
    format!(
        "<p class=\"exercise-file\">For the terminal, your file is {own}.\
         <noscript> A solution is in {solution}.</noscript></p>\n",
        own = path(&exercise.path()),
        solution = path(&exercise.solution_path()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_title() {
        assert_eq!(title_from_name("side_by_side"), "Side by side");
        assert_eq!(title_from_name(""), "");
    }

    #[test]
    fn the_story_is_folded_and_attributes_stay() {
        let code = "//! A story.\n\n#[derive(Debug)]\nstruct A;";
        assert_eq!(
            fold_story(code),
            "# //! A story.\n# \n#[derive(Debug)]\nstruct A;\n"
        );
    }

    #[test]
    fn a_solution_cannot_end_its_element() {
        let data = render_solution_data("let a = \"</script>\";").unwrap();
        assert_eq!(data.matches("</script>").count(), 1);
    }
}
