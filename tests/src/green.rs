//! What slow tests look at, as one number: where it is that of their last
//! green run, they need not run again.

use crate::root;
use anyhow::{Context, Result};
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use workbook::toolchain;

/// Why a test that is green is not run.
pub const KNOWN: &str =
    "nothing that it looks at has changed since it was green; ALWAYS=1";

/// What others have made of the sources.
const MADE: [&str; 3] = ["node_modules", "test-results", "target"];

/// The state of all that a test looks at.
pub struct Green {
    number: u64,
    /// Holds the number of the last green run.
    stamp: PathBuf,
}

impl Green {
    /// Of the test of this `name`, which looks at these files and folders of
    /// the book and runs these programs.
    pub fn of(
        name: &str,
        sources: &[&str],
        programs: &[&Path],
    ) -> Result<Green> {
        let mut hasher = DefaultHasher::new();
        for source in sources {
            add(&root().join(source), &mut hasher)
                .with_context(|| format!("`{source}`"))?;
        }
        for program in programs {
            let data = fs::metadata(program)?;
            (program, data.len(), data.modified()?).hash(&mut hasher);
        }
        let target = toolchain::target_folder(root())?;
        Ok(Green {
            number: hasher.finish(),
            stamp: target.join(format!("{name}-was-green")),
        })
    }

    /// Never in CI, nor where the variable `ALWAYS` is set.
    pub fn is_known(&self) -> bool {
        let all = ["CI", "ALWAYS"].map(env::var_os);
        let text = fs::read_to_string(&self.stamp);
        all.iter().all(Option::is_none)
            && text.is_ok_and(|text| text == self.number.to_string())
    }

    pub fn keep(&self) -> Result<()> {
        fs::write(&self.stamp, self.number.to_string())
            .with_context(|| format!("`{}`", self.stamp.display()))
    }
}

/// A file, or all files in a folder and their names, in the order of these.
fn add(path: &Path, hasher: &mut impl Hasher) -> Result<()> {
    if path.is_file() {
        path.hash(hasher);
        fs::read(path)?.hash(hasher);
    } else if path.is_dir() {
        let entries = fs::read_dir(path)?;
        let mut paths = entries
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        paths.retain(|path| !MADE.iter().any(|made| path.ends_with(made)));
        paths.sort();
        for path in paths {
            add(&path, hasher)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(folder: &Path) -> u64 {
        let mut hasher = DefaultHasher::new();
        add(folder, &mut hasher).unwrap();
        hasher.finish()
    }

    #[test]
    fn every_change_makes_another_number_but_what_was_made_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("a.js", "1");
        let first = number(folder.path());
        write("node_modules/b.js", "1");
        assert_eq!(number(folder.path()), first);
        write("c.js", "");
        let second = number(folder.path());
        assert_ne!(second, first);
        write("a.js", "2");
        assert_ne!(number(folder.path()), second);
    }
}
