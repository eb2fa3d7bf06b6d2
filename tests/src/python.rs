//! The Python that runs the Python versions.

use crate::{program, root};
use std::path::{Path, PathBuf};
use workbook::python;

/// The first Python of at least 3.11 on the path.
pub use workbook::python::find_interpreter as find;

/// Returns the Python that has what the script imports, or why there is none.
pub fn find_for_script(
    script: &Path,
) -> anyhow::Result<Result<PathBuf, String>> {
    let text = std::fs::read_to_string(script)?;
    Ok(match python::imported_package(root(), &text) {
        Some(package) => python::find_environment_interpreter(root())
            .ok_or_else(|| {
                let command = python::INSTALL_COMMAND;
                format!("it imports {package}; install it with `{command}`")
            }),
        None => find()
            .map(PathBuf::from)
            .ok_or_else(|| "there is no Python >= 3.11 on the path".to_owned()),
    })
}

/// The programs that can run Python versions, as far as they are there.
pub fn tools() -> [Option<PathBuf>; 2] {
    [
        find().and_then(program::find_tool),
        python::find_environment_interpreter(root()),
    ]
}
