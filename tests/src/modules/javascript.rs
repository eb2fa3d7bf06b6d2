//! The imports of ES modules.

use super::ModuleGraph;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Reads the graph of all `.js` and `.ts` files below a folder. Imports by
/// `import()` count too; packages from npm don't.
pub fn read_graph(folder: &Path) -> Result<ModuleGraph> {
    let mut graph = ModuleGraph::default();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        let entries = fs::read_dir(&next)
            .with_context(|| format!("`{}`", next.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                if !path.ends_with("node_modules") {
                    folders.push(path);
                }
            } else if is_script(&path) {
                add_script(&mut graph, folder, &path)?;
            }
        }
    }
    Ok(graph)
}

fn is_script(path: &Path) -> bool {
    let extension = path.extension().and_then(|name| name.to_str());
    matches!(extension, Some("js" | "mjs" | "ts"))
}

fn add_script(
    graph: &mut ModuleGraph,
    folder: &Path,
    script: &Path,
) -> Result<()> {
    let importer = module_name(folder, script);
    graph.add_module(&importer);
    for specifier in imported_files(&fs::read_to_string(script)?) {
        let imported = normalize(&script.with_file_name("").join(specifier));
        if imported.is_file() {
            graph.add_import(&importer, &module_name(folder, &imported));
        }
    }
    Ok(())
}

fn module_name(folder: &Path, script: &Path) -> String {
    let name = script.strip_prefix(folder).unwrap_or(script);
    name.display().to_string()
}

fn normalize(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

/// The relative paths that a script imports: each one is a string right after
/// the word `from` or `import`, or in the parentheses of `import(…)`. Types in
/// JSDoc comments, `{import('./x.js').Y}`, are no imports.
fn imported_files(script: &str) -> Vec<&str> {
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !["*", "//", "/*"].iter().any(|mark| line.starts_with(mark))
    };
    script
        .lines()
        .filter(is_code)
        .flat_map(imports_in_line)
        .collect()
}

fn imports_in_line(line: &str) -> Vec<&str> {
    let mut specifiers = Vec::new();
    for quote in ['\'', '"'] {
        let mut parts = line.split(quote);
        while let (Some(before), Some(text)) = (parts.next(), parts.next()) {
            let before = before.trim_end().trim_end_matches('(');
            let is_import = before.trim_end().ends_with("from")
                || before.trim_end().ends_with("import");
            if is_import && text.starts_with('.') {
                specifiers.push(text);
            }
        }
    }
    specifiers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_of_imports_are_found() {
        let script = "import { a } from './a.js';\nimport './b.js';\n\
                      const c = await import(\"../c.js\");\n\
                      export { d } from './d.js';\nimport e from 'e';\n\
                      } from './f.js';\n";
        let found = imported_files(script);
        assert_eq!(found, ["./a.js", "./b.js", "../c.js", "./d.js", "./f.js"]);
    }

    #[test]
    fn types_in_comments_are_no_imports() {
        let script = "// import './a.js'\n/** @type {import('./a.js').A} */\n\
                      /**\n * @param {import('./a.js').A} a\n */\n";
        assert_eq!(imported_files(script), Vec::<&str>::new());
    }

    #[test]
    fn a_cycle_of_scripts_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("a.js", "import { b } from './sub/b.js';\n");
        write("sub/b.js", "import { a } from '../a.js';\n");
        let graph = read_graph(folder.path()).unwrap();
        assert_eq!(graph.cycles(), ["a.js -> sub/b.js -> a.js"]);
    }
}
