//! No circle of imports: none has files of different rooms, and inside a room none has more than three files.
//!
//! A circle is a set of files of which each leads to every other by its `use` declarations and paths; a name
//! that a module re-exports counts for the file that defines it. Test code does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

#[path = "support/rust_paths.rs"]
mod rust_paths;
#[path = "import_circles/source.rs"]
mod source;

use source::{Module, Source, read_below, without_tests};

/// Files of one room that may be in one circle: a module and the parts that share its types.
const LARGEST_CIRCLE: usize = 3;

/// The rooms of `src/`, the innermost first.
const ROOMS: [&str; 10] = [
    "app::resource_explorer",
    "app",
    "aws",
    "catalog",
    "cli",
    "model",
    "sandbox",
    "shell",
    "text",
    "ui",
];

#[derive(Debug, Default)]
struct Crate {
    sources: BTreeMap<Module, Source>,
}

impl Crate {
    fn read(src: &Path) -> Self {
        let mut texts = BTreeMap::new();
        read_below(src, &mut Vec::new(), &mut texts);
        Self::of(&texts)
    }

    fn of(texts: &BTreeMap<Module, String>) -> Self {
        let sources = texts.iter().map(|(module, text)| {
            let text = without_tests(text);
            let is_module = |path: &[String]| texts.contains_key(path);
            (module.clone(), Source::read(module, &text, &is_module))
        });
        Self {
            sources: sources.collect(),
        }
    }

    /// The module whose file defines what a path names; `None` for other crates.
    fn definer(&self, path: &[String]) -> Option<&Module> {
        self.resolved(path, 0)
    }

    fn resolved(&self, path: &[String], depth: usize) -> Option<&Module> {
        let length = (0..=path.len())
            .rev()
            .find(|length| self.sources.contains_key(&path[..*length]))?;
        let (module, source) = self.sources.get_key_value(&path[..length])?;
        let Some(name) = path.get(length) else {
            return Some(module);
        };
        if depth < 16 {
            if let Some(target) = source.reexported.get(name) {
                return self.resolved(target, depth + 1);
            }
            let defined_by_glob = source.globs.iter().find_map(|glob| {
                let of = self.sources.get(glob)?;
                let target = of.reexported.get(name)?;
                self.resolved(target, depth + 1)
            });
            if defined_by_glob.is_some() {
                return defined_by_glob;
            }
        }
        Some(module)
    }

    /// Imports between modules, each with a path that does it; the root left out.
    fn edges(&self) -> Edges<'_> {
        let of = |(module, source): (_, &Source)| {
            let named = source.named.iter();
            let targets = named.filter_map(|path| Some((self.definer(path)?, path.join("::"))));
            let targets = targets.filter(|(target, _)| *target != module && !target.is_empty());
            (module, targets.collect())
        };
        let files = self.sources.iter();
        files
            .filter(|(module, _)| !module.is_empty())
            .map(of)
            .collect()
    }

    /// Sets of files that lead to each other, of two files or more.
    fn circles(&self) -> Vec<BTreeSet<&Module>> {
        let edges = self.edges();
        let reachable: BTreeMap<&Module, BTreeSet<&Module>> = edges
            .keys()
            .map(|module| (*module, reach(module, &edges)))
            .collect();
        let mut circles: BTreeSet<BTreeSet<&Module>> = BTreeSet::new();
        for (module, from_it) in &reachable {
            let mut circle: BTreeSet<&Module> = from_it
                .iter()
                .copied()
                .filter(|other| {
                    reachable
                        .get(other)
                        .is_some_and(|back| back.contains(module))
                })
                .collect();
            circle.insert(module);
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }
}

/// Importing module, imported module, a path that imports it.
type Edges<'a> = BTreeMap<&'a Module, BTreeMap<&'a Module, String>>;

fn reach<'a>(from: &'a Module, edges: &Edges<'a>) -> BTreeSet<&'a Module> {
    let mut seen = BTreeSet::new();
    let mut to_visit = vec![from];
    while let Some(module) = to_visit.pop() {
        for next in edges.get(module).into_iter().flat_map(BTreeMap::keys) {
            if seen.insert(*next) {
                to_visit.push(*next);
            }
        }
    }
    seen
}

fn room_of(module: &[String]) -> String {
    let name = module.join("::");
    let is_in = |room: &&&str| name == **room || name.starts_with(&format!("{room}::"));
    let room = ROOMS.iter().find(is_in);
    room.map_or(name.clone(), |room| (*room).to_owned())
}

/// Circles larger than allowed, a line each.
fn breaches(of: &Crate) -> Vec<String> {
    let mut lines = Vec::new();
    let edges = of.edges();
    for circle in of.circles() {
        let rooms: BTreeSet<String> = circle.iter().map(|module| room_of(module)).collect();
        let imports = circle.iter().flat_map(|from| {
            let targets = edges[*from].iter().filter(|(to, _)| circle.contains(*to));
            targets.map(|(_, path)| format!("{} imports {path}", from.join("::")))
        });
        let imports = imports.collect::<Vec<_>>().join(", ");
        if rooms.len() > 1 {
            lines.push(format!("across rooms: {imports}"));
        } else if circle.len() > LARGEST_CIRCLE {
            lines.push(format!("{} files: {imports}", circle.len()));
        }
    }
    lines
}

#[test]
fn no_circle_of_imports_crosses_rooms_or_grows() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let all = Crate::read(&src);
    assert!(all.sources.len() > 100, "{} sources", all.sources.len());
    let found = breaches(&all);
    assert!(
        found.is_empty(),
        "circles of imports:\n{}",
        found.join("\n")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(files: &[(&str, &str)]) -> Crate {
        let texts = files.iter().map(|(name, text)| {
            let module = name.split("::").filter(|part| !part.is_empty());
            (module.map(str::to_owned).collect(), (*text).to_owned())
        });
        Crate::of(&texts.collect())
    }

    #[test]
    fn a_circle_between_rooms_is_seen() {
        let all = of(&[
            ("", "pub mod aws; pub mod ui;"),
            ("aws", "use crate::ui::Panel;"),
            ("ui", "use crate::aws::Source;"),
        ]);
        assert_eq!(
            breaches(&all),
            ["across rooms: aws imports ui::Panel, ui imports aws::Source"]
        );
    }

    #[test]
    fn a_name_that_is_reexported_counts_for_its_own_file() {
        let all = of(&[
            ("", ""),
            ("aws", "mod client;\npub use client::Client;"),
            ("aws::client", "use crate::ui::Panel;"),
            ("ui", "use crate::aws::Client;"),
        ]);
        assert_eq!(
            breaches(&all),
            ["across rooms: aws::client imports ui::Panel, ui imports aws::Client"]
        );
    }

    #[test]
    fn four_files_of_one_room_are_too_many_and_three_are_not() {
        let chain = |last: &'static str| {
            of(&[
                ("", ""),
                ("sandbox", ""),
                ("sandbox::a", "use super::b::B;"),
                ("sandbox::b", "use super::c::C;"),
                ("sandbox::c", last),
                ("sandbox::d", "use super::a::A;"),
            ])
        };
        assert_eq!(
            breaches(&chain("use super::d::D;")),
            [
                "4 files: sandbox::a imports sandbox::b::B, sandbox::b imports sandbox::c::C, sandbox::c imports sandbox::d::D, sandbox::d imports sandbox::a::A"
            ]
        );
        assert!(breaches(&chain("use super::a::A;")).is_empty());
    }

    #[test]
    fn tests_do_not_count() {
        let all = of(&[
            ("", ""),
            (
                "aws",
                "#[cfg(test)]\nmod tests {\n    use crate::ui::Panel;\n}",
            ),
            ("ui", "use crate::aws::Source;"),
        ]);
        assert!(breaches(&all).is_empty());
    }

    #[test]
    fn imports_below_the_tests_count() {
        let all = of(&[
            ("", ""),
            ("aws", "#[cfg(test)]\nmod tests;\nuse crate::ui::Panel;"),
            ("ui", "use crate::aws::Source;"),
        ]);
        assert_eq!(
            breaches(&all),
            ["across rooms: aws imports ui::Panel, ui imports aws::Source"]
        );
    }
}
