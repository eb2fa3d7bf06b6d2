//! An exercise's card: its story, the code to be mended, its tests, hints
//! one step at a time, and where the learner's file lies.
//!
//! The code is that of the learner's file, and the page follows it. The
//! tests are those of the solution, which nobody edits.

use super::directive::Directive;
use super::markup::{bind_units, escape, fenced, with_code};
use super::wrong;
use crate::exercises::{Exercise, Exercises, code_of, tests_of};
use crate::problem::suggest;
use std::path::Path;

pub fn exercise(
    root: &Path,
    directive: &Directive<'_>,
) -> anyhow::Result<String> {
    directive.only_keys(&[]).map_err(wrong)?;
    let name = directive.one_name().map_err(wrong)?;
    let exercises = Exercises::load(root)?;
    let Some(exercise) = exercises.all.iter().find(|e| e.name == name) else {
        let names = exercises.all.iter().map(|e| e.name.as_str());
        let what = format!("there is no exercise `{name}`");
        return Err(wrong((what, suggest(name, names))));
    };
    let source = exercises.source(exercise)?;
    let solution = exercises.solution(exercise)?;
    let tests = tests_of(&solution).unwrap_or_default();
    Ok(format!(
        "{open}{head}{story}{code}\n<div class=\"exercise-bar\"></div>\n\
         {tests}{hints}{solution}{file}</section>\n",
        open = opening_tag(exercise, &exercises.hash(exercise)?),
        head = head(exercise),
        story = story(&source),
        code = fenced("rust,ignore", &with_story_folded(code_of(&source))),
        tests = self::tests(tests),
        hints = hints(&exercise.hints),
        solution = solution_data(code_of(&solution))?,
        file = file(exercise),
    ))
}

fn opening_tag(exercise: &Exercise, hash: &str) -> String {
    let name = escape(&exercise.name);
    format!(
        "<section class=\"listing exercise\" id=\"exercise-{name}\" \
         data-exercise=\"{name}\" data-hash=\"{hash}\" \
         aria-label=\"Exercise {name}\">\n"
    )
}

fn head(exercise: &Exercise) -> String {
    let name = escape(&exercise.name);
    format!(
        "<div class=\"listing-head\">\n\
         <p class=\"listing-title\">{title}</p>\n\
         <p class=\"listing-command\"><code>cargo run -- check {name}</code>\
         </p>\n</div>\n",
        title = escape(&title(&exercise.name)),
    )
}

/// `Side by side` of `side_by_side`.
fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The first lines, `//! …`, as a paragraph.
fn story(source: &str) -> String {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
    let words: Vec<&str> = lines.map(str::trim).collect();
    let words = with_code(&bind_units(&words.join(" ")));
    format!("<p class=\"exercise-story\">{words}</p>\n\n")
}

/// The story stands above the code, so within it it is folded.
fn with_story_folded(code: &str) -> String {
    let mut is_story = true;
    let line = |line: &str| {
        is_story &= line.starts_with("//!") || line.trim().is_empty();
        match is_story {
            true => format!("# {line}\n"),
            false => unhidden(line),
        }
    };
    code.lines().map(line).collect()
}

/// mdBook hides a line that starts with a `#`, and takes one of two away.
fn unhidden(line: &str) -> String {
    match line.trim_start().starts_with("# ") {
        true => format!("{}\n", line.replacen("# ", "## ", 1)),
        false => format!("{line}\n"),
    }
}

fn tests(text: &str) -> String {
    let is_test = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("#[test]") || line.starts_with("#[tokio::test")
    };
    let summary = match text.lines().filter(is_test).count() {
        1 => "Its test".to_owned(),
        count => format!("Its {count} tests"),
    };
    let code: String = text.lines().map(unhidden).collect();
    format!(
        "<details class=\"exercise-tests\"><summary>{summary}</summary>\n\n\
         {code}\n</details>\n",
        code = fenced("rust,ignore", &code),
    )
}

fn hints(hints: &[String]) -> String {
    let of = hints.len();
    let hints = hints.iter().enumerate().map(|(i, hint)| {
        let words: Vec<&str> = hint.lines().map(str::trim).collect();
        format!(
            "<details class=\"exercise-hint\"><summary>Hint {} of {of}\
             </summary>\n<p>{}</p>\n</details>\n",
            i + 1,
            with_code(&bind_units(&words.join(" "))),
        )
    });
    hints.collect()
}

/// For the page's script, which shows it when it is deserved. `<` is written
/// as JSON's escape, so that nothing in it can end the element.
fn solution_data(code: &str) -> anyhow::Result<String> {
    let json = serde_json::to_string(code)?.replace('<', "\\u003c");
    Ok(format!(
        "<script type=\"application/json\" class=\"exercise-solution\">\
         {json}</script>\n"
    ))
}

fn file(exercise: &Exercise) -> String {
    let path = |path: &Path| {
        let path = path.to_string_lossy().replace('\\', "/");
        format!("<code>{}</code>", escape(&path))
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
        assert_eq!(title("side_by_side"), "Side by side");
        assert_eq!(title(""), "");
    }

    #[test]
    fn the_story_is_folded_and_attributes_stay() {
        let code = "//! A story.\n\n#[derive(Debug)]\nstruct A;";
        assert_eq!(
            with_story_folded(code),
            "# //! A story.\n# \n#[derive(Debug)]\nstruct A;\n"
        );
        assert_eq!(unhidden("# no comment"), "## no comment\n");
    }

    #[test]
    fn a_solution_cannot_end_its_element() {
        let data = solution_data("let a = \"</script>\";").unwrap();
        assert_eq!(data.matches("</script>").count(), 1);
    }
}
