//! The page's scripts, styles and markup without a browser: formatted and
//! linted by Biome, type-checked by TypeScript, tested by Node, and the built
//! pages checked by `vnu`, the Nu HTML checker.
//!
//! These tests need Node, and `vnu` needs Java. If one of these is missing,
//! they are ignored, but not in CI.

use anyhow::{Context, Result, bail, ensure};
use book::BuildOptions;
use book_tests::test_cache::{self, BOOK_SOURCES, PAGE_SOURCES};
use book_tests::{node, program, root};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::process::{Command, ExitCode};

const BIOME: &str = "node_modules/@biomejs/biome/bin/biome";
const TYPESCRIPT: &str = "node_modules/typescript/bin/tsc";
const VNU_JAR: &str = "tests/browser/node_modules/vnu-jar/build/dist/vnu.jar";

fn main() -> ExitCode {
    let trials = vec![
        create_trial(
            "scripts_and_styles_are_formatted_and_linted",
            node::explain_missing_tool,
            lint,
        ),
        create_trial(
            "scripts_type_check",
            node::explain_missing_tool,
            type_check,
        ),
        create_trial(
            "scripts_pass_their_tests",
            node::explain_missing_tool,
            run_tests,
        ),
        create_trial(
            "all_pages_are_valid_html",
            explain_missing_java,
            check_html,
        ),
    ];
    if node::explain_missing_tool().is_none() {
        for folder in ["page", "tests/browser"] {
            if let Err(error) = node::install_packages(&root().join(folder)) {
                eprintln!("{error:#}");
            }
        }
    }
    let arguments = Arguments::from_args();
    let tools = ["node", "java"].map(program::find_tool);
    test_cache::run_trials(
        "page_scripts",
        &arguments,
        &[&BOOK_SOURCES[..], &PAGE_SOURCES].concat(),
        &tools,
        trials,
    )
}

/// A test that is ignored if a tool is missing, but not in CI.
fn create_trial(
    name: &str,
    explain_missing_tool: fn() -> Option<String>,
    test: fn() -> Result<()>,
) -> Trial {
    Trial::ignorable_test(name, move || {
        let result = match explain_missing_tool() {
            Some(reason) if !node::is_ci() => {
                return Ok(Completion::ignored_with(reason));
            }
            Some(reason) => Err(anyhow::anyhow!(reason)),
            None => test(),
        };
        result
            .map(|()| Completion::Completed)
            .map_err(|error| Failed::from(format!("{error:#}")))
    })
}

fn explain_missing_java() -> Option<String> {
    let has_java = Command::new("java")
        .arg("-version")
        .output()
        .is_ok_and(|output| output.status.success());
    let no_java = || "there is no Java on the path".to_owned();
    node::explain_missing_tool().or_else(|| (!has_java).then(no_java))
}

fn lint() -> Result<()> {
    node::run(
        "page",
        &[
            BIOME,
            "check",
            "--error-on-warnings",
            ".",
            "../tests/browser",
        ],
    )
    .context("`npm run format` in page/ repairs most of it")
}

fn type_check() -> Result<()> {
    node::run("page", &[TYPESCRIPT, "--project", "."])
}

fn run_tests() -> Result<()> {
    node::run("page", &["--test"])
}

fn check_html() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let options = BuildOptions {
        dest: Some(folder.path().join("site")),
    };
    let site = book::build(root(), &options)?;
    let output = Command::new("java")
        .arg("-jar")
        .arg(root().join(VNU_JAR))
        .args(["--errors-only", "--skip-non-html", "--format", "gnu"])
        .arg(&site)
        .output()
        .context("java could not be started")?;
    let report = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{report}");
    // An empty report must not come from a checker that saw no page.
    if !site.join("index.html").is_file() {
        bail!("there is no page to check");
    }
    Ok(())
}
