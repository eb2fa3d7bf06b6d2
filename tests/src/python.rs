//! The Python that runs the asyncio twins.

use std::process::{Command, Stdio};
use std::sync::OnceLock;

const NAMES: [&str; 2] = ["python3", "python"];

/// Succeeds with a Python that is new enough for `asyncio.TaskGroup`.
const NEW_ENOUGH: &str = "import sys; sys.exit(sys.version_info < (3, 11))";

/// The first Python of at least 3.11 on the path.
pub fn find() -> Option<&'static str> {
    static FOUND: OnceLock<Option<&str>> = OnceLock::new();
    *FOUND.get_or_init(|| NAMES.into_iter().find(|name| is_new_enough(name)))
}

fn is_new_enough(name: &str) -> bool {
    Command::new(name)
        .args(["-c", NEW_ENOUGH])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_python_is_not_taken() {
        assert!(!is_new_enough("no-such-python"));
    }
}
