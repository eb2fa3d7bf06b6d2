//! The imports of Rust modules, read from their tokens.
//!
//! A module imports another one where it names something that the other one
//! defines, in a `use` or by a path. A re-export, `pub use`, is only a second
//! name: a path through it counts as a use of the module that has the
//! definition.

mod scanner;

use super::ModuleGraph;
use anyhow::{Context, Result, anyhow};
use proc_macro2::TokenStream;
use scanner::{Module, Segments, scan_module};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A re-export of a re-export of a re-export … ends here.
const MAX_REEXPORT_DEPTH: usize = 16;

/// Reads the modules of the crate whose root is this file.
pub fn read_graph(root: &Path) -> Result<ModuleGraph> {
    Ok(CrateModules::read(root)?.graph(root))
}

/// Returns the files of all modules of that crate.
pub fn module_files(root: &Path) -> Result<BTreeSet<PathBuf>> {
    Ok(CrateModules::read(root)?.files)
}

/// The modules of a crate.
#[derive(Default)]
struct CrateModules {
    /// By their paths; the root's path is empty.
    by_path: BTreeMap<Segments, Module>,
    files: BTreeSet<PathBuf>,
}

/// Decides in which folder the files of a file's child modules lie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FileKind {
    /// `lib.rs`, `main.rs`, `mod.rs`: beside it.
    Root,
    /// `name.rs`: in the folder `name`.
    Named,
}

/// A name whose definition was found.
enum Definition {
    Module(Segments),
    /// Something within that module.
    Item(Segments),
}

impl CrateModules {
    fn read(root: &Path) -> Result<CrateModules> {
        let mut modules = CrateModules::default();
        modules.read_file(root, Vec::new(), FileKind::Root)?;
        Ok(modules)
    }

    fn read_file(
        &mut self,
        file: &Path,
        path: Segments,
        kind: FileKind,
    ) -> Result<()> {
        let name = || format!("`{}`", file.display());
        let text = fs::read_to_string(file).with_context(name)?;
        self.files.insert(file.to_owned());
        let tokens: TokenStream = text
            .parse()
            .map_err(|error| anyhow!("{}: {error}", name()))?;
        let folder = match kind {
            FileKind::Root => file.with_file_name(""),
            FileKind::Named => file.with_extension(""),
        };
        self.read_module(tokens, path, &folder, file)
    }

    fn read_module(
        &mut self,
        tokens: TokenStream,
        path: Segments,
        folder: &Path,
        file: &Path,
    ) -> Result<()> {
        let (mut module, declarations) = scan_module(tokens);
        module.children = declarations.iter().map(|d| d.name.clone()).collect();
        self.by_path.insert(path.clone(), module);
        for declaration in declarations {
            let name = declaration.name;
            let mut child = path.clone();
            child.push(name.clone());
            if let Some(body) = declaration.body {
                self.read_module(body, child, &folder.join(name), file)?;
            } else if let Some(path_attribute_file) =
                declaration.path_attribute_file
            {
                let child_file =
                    file.with_file_name("").join(path_attribute_file);
                let kind = if child_file.ends_with("mod.rs") {
                    FileKind::Root
                } else {
                    FileKind::Named
                };
                self.read_file(&child_file, child, kind)?;
            } else {
                let named = folder.join(format!("{name}.rs"));
                if named.is_file() {
                    self.read_file(&named, child, FileKind::Named)?;
                } else {
                    let file = folder.join(name).join("mod.rs");
                    self.read_file(&file, child, FileKind::Root)?;
                }
            }
        }
        Ok(())
    }

    fn graph(&self, root: &Path) -> ModuleGraph {
        let name = |path: &Segments| match path[..] {
            [] => root.file_stem().map_or("root".into(), |stem| {
                stem.to_string_lossy().into_owned()
            }),
            _ => path.join("::"),
        };
        let mut graph = ModuleGraph::default();
        for (path, module) in &self.by_path {
            graph.add_module(&name(path));
            for used in module.used_paths.iter().chain(&module.globs) {
                if let Some(definition) = self.resolve(path, used, 0) {
                    graph.add_import(&name(path), &name(definition.module()));
                }
            }
        }
        graph
    }

    /// Follows a path that is written in the module `importing_module`;
    /// `None` if it leads out of the crate, or names a module's own definition.
    fn resolve(
        &self,
        importing_module: &Segments,
        path: &[String],
        reexport_count: usize,
    ) -> Option<Definition> {
        if reexport_count > MAX_REEXPORT_DEPTH {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut module = match first.as_str() {
            "crate" => Vec::new(),
            "self" => importing_module.clone(),
            "super" => importing_module.split_last()?.1.to_vec(),
            _ => {
                rest = path;
                importing_module.clone()
            }
        };
        let is_relative = rest.len() == path.len();
        while let [next, ..] = rest
            && next == "super"
        {
            module.pop()?;
            rest = &rest[1..];
        }
        if is_relative && !self.has_own_name(&module, path.first()?) {
            return None;
        }
        while let Some((segment, others)) = rest.split_first() {
            let current = self.by_path.get(&module)?;
            if current.children.contains(segment) {
                module.push(segment.clone());
            } else if let Some(import) = current.imports.get(segment) {
                match self.resolve(&module, import, reexport_count + 1)? {
                    Definition::Module(path) => module = path,
                    item => return Some(item),
                }
            } else if current.definitions.contains(segment) {
                return Some(Definition::Item(module));
            } else {
                let through_glob = current.globs.iter().find_map(|glob| {
                    let mut path = glob.clone();
                    path.push(segment.clone());
                    let target =
                        self.resolve(&module, glob, reexport_count + 1)?;
                    self.has_own_name(target.module(), segment).then_some(path)
                });
                return match through_glob {
                    Some(path) => {
                        self.resolve(&module, &path, reexport_count + 1)
                    }
                    None => Some(Definition::Item(module)),
                };
            }
            rest = others;
        }
        Some(Definition::Module(module))
    }

    /// Whether a module defines or imports this name itself.
    fn has_own_name(&self, module: &Segments, name: &str) -> bool {
        self.by_path.get(module).is_some_and(|module| {
            module.children.contains(name)
                || module.imports.contains_key(name)
                || module.definitions.contains(name)
        })
    }
}

impl Definition {
    fn module(&self) -> &Segments {
        match self {
            Definition::Module(module) | Definition::Item(module) => module,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The circles of a crate with these files.
    fn find_cycles_in(files: &[(&str, &str)]) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        read_graph(&folder.path().join("lib.rs")).unwrap().cycles()
    }

    #[test]
    fn siblings_that_use_each_other_are_a_cycle() {
        let found = find_cycles_in(&[
            ("lib.rs", "mod a; mod b { pub mod c; }"),
            ("a.rs", "use crate::b::c::C; pub struct A(C);"),
            ("b/c.rs", "pub struct C; fn f() { crate::a::A::new(); }"),
        ]);
        assert_eq!(found, ["a -> b::c -> a"]);
    }

    #[test]
    fn a_parent_and_its_child_can_be_a_cycle_too() {
        let found = find_cycles_in(&[
            ("lib.rs", "mod a; pub struct Root; fn f() { a::run() }"),
            ("a.rs", "use super::Root; pub fn run() {}"),
        ]);
        assert_eq!(found, ["a -> lib -> a"]);
    }

    #[test]
    fn a_reexport_counts_for_the_module_with_the_definition() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use a::{A, self as first};"),
            ("a.rs", "pub struct A;"),
            ("b.rs", "use crate::A; fn f() { crate::first::A; }"),
        ];
        assert_eq!(find_cycles_in(&files), Vec::<String>::new());
    }

    #[test]
    fn a_glob_leads_to_where_the_name_is_defined() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use a::*;"),
            ("a.rs", "pub struct A; use crate::b::B;"),
            ("b.rs", "pub struct B; type C = crate::A;"),
        ];
        assert_eq!(find_cycles_in(&files), ["a -> b -> a"]);
    }

    #[test]
    fn tests_within_a_module_use_it_and_nothing_uses_them() {
        let text = "fn f() {} #[cfg(test)] mod tests { use super::*; }";
        assert_eq!(find_cycles_in(&[("lib.rs", text)]), Vec::<String>::new());
    }

    #[test]
    fn other_crates_and_local_names_are_no_modules() {
        let files = [
            ("lib.rs", "mod fs; use fs::F; fn f() { std::fs::read(x) }"),
            ("fs.rs", "use std::fs; pub struct F; fn f() { F::new() }"),
        ];
        assert_eq!(find_cycles_in(&files), Vec::<String>::new());
    }
}
