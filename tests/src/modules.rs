//! Which module of a crate imports which, and where they do so in a circle.

pub mod javascript;
pub mod rust;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The modules of one crate or one folder of scripts, by their names, each
/// with the modules that it imports from.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct ModuleGraph {
    imports: BTreeMap<String, BTreeSet<String>>,
}

impl ModuleGraph {
    pub fn add_module(&mut self, module: &str) {
        self.imports.entry(module.to_owned()).or_default();
    }

    /// Records that `importer` uses something that `imported` defines.
    pub fn add_import(&mut self, importer: &str, imported: &str) {
        self.add_module(imported);
        if importer != imported {
            let imports = self.imports.entry(importer.to_owned());
            imports.or_default().insert(imported.to_owned());
        }
    }

    pub fn module_count(&self) -> usize {
        self.imports.len()
    }

    /// The modules that no other one imports.
    pub fn unimported_modules(&self) -> BTreeSet<&str> {
        let imported: BTreeSet<&String> =
            self.imports.values().flatten().collect();
        let modules = self.imports.keys();
        modules
            .filter(|module| !imported.contains(module))
            .map(String::as_str)
            .collect()
    }

    /// The shortest circle of each group of modules that import each other,
    /// such as `a -> b -> a`.
    pub fn cycles(&self) -> Vec<String> {
        let mut cycles = Vec::new();
        let mut in_a_cycle: BTreeSet<&str> = BTreeSet::new();
        for module in self.imports.keys() {
            if in_a_cycle.contains(module.as_str()) {
                continue;
            }
            if let Some(cycle) = self.shortest_path(module, module) {
                let group = self.reachable_from(module);
                in_a_cycle.extend(group.into_iter().filter(|other| {
                    self.shortest_path(other, module).is_some()
                }));
                cycles.push(cycle.join(" -> "));
            }
        }
        cycles
    }

    fn reachable_from<'a>(&'a self, module: &'a str) -> BTreeSet<&'a str> {
        let mut found = BTreeSet::from([module]);
        let mut queue = VecDeque::from([module]);
        while let Some(next) = queue.pop_front() {
            for imported in &self.imports[next] {
                if found.insert(imported) {
                    queue.push_back(imported);
                }
            }
        }
        found
    }

    /// The modules from `start_module` to `goal` along imports, both included;
    /// a path from a module to itself has at least one other in it.
    fn shortest_path<'a>(
        &'a self,
        start_module: &'a str,
        goal: &str,
    ) -> Option<Vec<&'a str>> {
        let mut importer_of: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = VecDeque::from([start_module]);
        while let Some(module) = queue.pop_front() {
            for imported in &self.imports[module] {
                if importer_of.contains_key(imported.as_str()) {
                    continue;
                }
                importer_of.insert(imported, module);
                if imported == goal {
                    return Some(path_to(imported, start_module, &importer_of));
                }
                queue.push_back(imported);
            }
        }
        None
    }
}

fn path_to<'a>(
    goal: &'a str,
    start_module: &str,
    importer_of: &BTreeMap<&str, &'a str>,
) -> Vec<&'a str> {
    let mut path = vec![goal];
    let mut module = goal;
    while let Some(importer) = importer_of.get(module) {
        path.push(importer);
        module = importer;
        if module == start_module {
            break;
        }
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn create_graph(imports: &[(&str, &str)]) -> ModuleGraph {
        let mut graph = ModuleGraph::default();
        for (importer, imported) in imports {
            graph.add_import(importer, imported);
        }
        graph
    }

    #[test]
    fn a_tree_and_a_diamond_have_no_cycle() {
        let imports = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")];
        assert_eq!(create_graph(&imports).cycles(), Vec::<String>::new());
    }

    #[test]
    fn a_cycle_is_named_once() {
        let pair = create_graph(&[("a", "b"), ("b", "a"), ("b", "c")]);
        assert_eq!(pair.cycles(), ["a -> b -> a"]);
        let ring = create_graph(&[("a", "b"), ("b", "c"), ("c", "a")]);
        assert_eq!(ring.cycles(), ["a -> b -> c -> a"]);
    }

    #[test]
    fn cycles_without_a_common_module_are_both_named() {
        let two =
            create_graph(&[("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")]);
        assert_eq!(two.cycles(), ["a -> b -> a", "c -> d -> c"]);
    }
}
