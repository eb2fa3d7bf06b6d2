//! The Python that runs the Python versions, and the virtual environment with
//! the packages that some of them import.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The command that creates the environment.
pub const INSTALL_COMMAND: &str = "cargo run -- python";

const INTERPRETERS: [&str; 2] = ["python3", "python"];

/// Succeeds with a Python that is new enough for `asyncio.TaskGroup`.
const VERSION_CHECK_SCRIPT: &str =
    "import sys; sys.exit(sys.version_info < (3, 11))";

/// The packages with their versions, relative to the workbook's folder.
const REQUIREMENTS_FILE: &str = "listings/requirements.txt";

/// The environment, relative to the workbook's folder.
const ENVIRONMENT_FOLDER: &str = "target/python";

/// Returns the first Python of at least 3.11 on the path.
pub fn find_interpreter() -> Option<&'static str> {
    static PYTHON: OnceLock<Option<&str>> = OnceLock::new();
    *PYTHON.get_or_init(|| {
        INTERPRETERS.into_iter().find(|name| is_new_enough(name))
    })
}

fn is_new_enough(name: &str) -> bool {
    Command::new(name)
        .args(["-c", VERSION_CHECK_SCRIPT])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Returns the environment's Python if it exists and the environment has
/// exactly the packages that `listings/requirements.txt` names.
pub fn find_environment_interpreter(root: &Path) -> Option<PathBuf> {
    let wanted = fs::read(root.join(REQUIREMENTS_FILE)).ok()?;
    let installed = fs::read(installed_requirements_file(root)).ok()?;
    let interpreter = environment_interpreter(root);
    // It's a symbolic link, and the Python it names may have been removed.
    (wanted == installed && interpreter.is_file()).then_some(interpreter)
}

/// Creates the environment and installs the packages into it. An environment
/// with other packages is replaced.
pub fn create_environment(root: &Path) -> Result<()> {
    let Some(python) = find_interpreter() else {
        bail!(
            "there is no Python on the path that is 3.11 or newer; \
             install one from https://www.python.org/downloads/"
        );
    };
    let requirements = root.join(REQUIREMENTS_FILE);
    let folder = root.join(ENVIRONMENT_FOLDER);
    // An interrupted installation must not count as complete.
    match fs::remove_file(installed_requirements_file(root)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).with_context(|| {
                format!(
                    "`{ENVIRONMENT_FOLDER}` can't be replaced; remove it and try \
                     again"
                )
            });
        }
        _ => {}
    }
    let arguments = ["-m", "venv", "--clear"].map(OsStr::new);
    run_to_success(Command::new(python).args(arguments).arg(&folder)).context(
        "the virtual environment can't be created; on Debian and Ubuntu, \
         that needs the package `python3-venv`",
    )?;
    let arguments = ["-m", "pip", "--disable-pip-version-check", "install"];
    run_to_success(
        Command::new(environment_interpreter(root))
            .args(arguments)
            .args(["--quiet", "--requirement"])
            .arg(&requirements),
    )
    .with_context(|| {
        format!(
            "the packages of `{REQUIREMENTS_FILE}` can't be installed; \
             pip needs a connection to the internet"
        )
    })?;
    fs::copy(&requirements, installed_requirements_file(root))
        .with_context(|| format!("`{REQUIREMENTS_FILE}` can't be copied"))?;
    Ok(())
}

/// Returns the package that the script imports and that isn't a part of
/// Python.
pub fn imported_package(root: &Path, script: &str) -> Option<String> {
    let requirements = fs::read_to_string(root.join(REQUIREMENTS_FILE)).ok()?;
    requirements
        .lines()
        .filter_map(|line| line.split_once("=="))
        .map(|(package, _)| package)
        .find(|package| {
            script
                .lines()
                .any(|line| imports_package(line.trim_start(), package))
        })
        .map(str::to_owned)
}

fn imports_package(line: &str, package: &str) -> bool {
    ["import ", "from "]
        .into_iter()
        .filter_map(|keyword| line.strip_prefix(keyword))
        .flat_map(|modules| modules.split(','))
        .filter_map(|module| module.trim().split([' ', '.']).next())
        .any(|module| module == package)
}

fn run_to_success(command: &mut Command) -> Result<()> {
    let program = command.get_program().display().to_string();
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("`{program}` can't be started"))?;
    if !status.success() {
        bail!("`{program}` ended with {status}");
    }
    Ok(())
}

/// The copy of `listings/requirements.txt` that a complete installation ends
/// with.
fn installed_requirements_file(root: &Path) -> PathBuf {
    root.join(ENVIRONMENT_FOLDER).join("requirements.txt")
}

fn environment_interpreter(root: &Path) -> PathBuf {
    let path = if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    };
    root.join(ENVIRONMENT_FOLDER).join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_no_new_enough_python() {
        assert!(!is_new_enough("no-such-python"));
    }

    #[test]
    fn an_import_is_recognized_in_each_form() {
        for line in [
            "import aiohttp",
            "import asyncio, aiohttp",
            "import aiohttp as http",
            "from aiohttp import web",
            "from aiohttp.web import Application",
        ] {
            assert!(imports_package(line, "aiohttp"), "{line}");
        }
        for line in ["import aiohttplib", "# import aiohttp", "aiohttp = 1"] {
            assert!(!imports_package(line, "aiohttp"), "{line}");
        }
    }

    #[test]
    fn an_environment_is_found_with_its_packages_and_its_python() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        fs::create_dir_all(root.join(ENVIRONMENT_FOLDER)).unwrap();
        fs::create_dir(root.join("listings")).unwrap();
        fs::write(root.join(REQUIREMENTS_FILE), "aiohttp==2.0\n").unwrap();
        assert_eq!(find_environment_interpreter(root), None);
        fs::write(installed_requirements_file(root), "aiohttp==1.0\n").unwrap();
        assert_eq!(find_environment_interpreter(root), None);
        fs::write(installed_requirements_file(root), "aiohttp==2.0\n").unwrap();
        assert_eq!(find_environment_interpreter(root), None);
        let interpreter = environment_interpreter(root);
        fs::create_dir_all(interpreter.parent().unwrap()).unwrap();
        fs::write(&interpreter, "").unwrap();
        assert_eq!(find_environment_interpreter(root), Some(interpreter));
    }

    #[test]
    #[cfg(unix)]
    fn an_environment_whose_python_was_removed_is_not_found() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let interpreter = environment_interpreter(root);
        fs::create_dir_all(interpreter.parent().unwrap()).unwrap();
        fs::create_dir(root.join("listings")).unwrap();
        fs::write(root.join(REQUIREMENTS_FILE), "aiohttp==2.0\n").unwrap();
        fs::write(installed_requirements_file(root), "aiohttp==2.0\n").unwrap();
        let python = root.join("python3");
        fs::write(&python, "").unwrap();
        std::os::unix::fs::symlink(&python, &interpreter).unwrap();
        assert!(find_environment_interpreter(root).is_some());
        fs::remove_file(&python).unwrap();
        assert_eq!(find_environment_interpreter(root), None);
    }
}
