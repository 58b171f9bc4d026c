//! No circle of imports: none has files of different rooms, and inside a room none has more than three files.
//!
//! A circle is a set of files of which each leads to every other by its `use` declarations and paths; a name
//! that a module re-exports counts for the file that defines it. Test code does not count.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::slice;

mod support {
    pub(crate) mod rust_paths;
}

use support::rust_paths::{Mention, NamedPath, named_paths};

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

/// A module by its path below the crate, `app::settings`. The crate's root is the empty path.
type Module = Vec<String>;

/// What of a source file matters here.
#[derive(Debug, Default)]
struct Source {
    /// Paths that it names, resolved as far as its own module.
    named: Vec<Vec<String>>,
    /// Names that it re-exports, and the paths of their items.
    reexported: BTreeMap<String, Vec<String>>,
    /// Modules of which it re-exports everything.
    globs: Vec<Vec<String>>,
}

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

impl Source {
    fn read(module: &[String], text: &str, is_module: &dyn Fn(&[String]) -> bool) -> Self {
        let mut source = Self::default();
        let exported = exported_lines(text);
        let inline = inline_modules(text);
        for path in named_paths(text) {
            let inside = inline.iter().find(|(lines, _)| lines.contains(&path.line));
            let module = match inside {
                Some((_, name)) => &[module, slice::from_ref(name)].concat(),
                None => module,
            };
            let Some(absolute) = absolute(module, &path, is_module) else {
                continue;
            };
            if path.mention == Mention::Declaration && exported.contains(&path.line) {
                match absolute.split_last() {
                    Some((last, rest)) if last == "*" => source.globs.push(rest.to_vec()),
                    Some((last, _)) => {
                        source.reexported.insert(last.clone(), absolute.clone());
                    }
                    None => {}
                }
                continue;
            }
            source.named.push(absolute);
        }
        source
    }
}

/// Lines of `pub use` declarations, all lines of a group among them.
fn exported_lines(text: &str) -> BTreeSet<usize> {
    let mut lines = BTreeSet::new();
    let mut open = false;
    for (at, line) in text.lines().enumerate() {
        let declares = line.trim_start();
        let is_start = declares.starts_with("pub") && declares.contains(" use ");
        if is_start || open {
            lines.insert(at + 1);
            open = !line.contains(';');
        }
    }
    lines
}

/// The modules that a file holds in itself, with their lines: also those that its macros make. rustfmt ends one as
/// far from the margin as it begins.
fn inline_modules(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize, String)> = None;
    for (at, line) in text.lines().enumerate() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let margin = line.len() - line.trim_start().len();
        match words.as_slice() {
            [.., "mod", name, "{"] if open.is_none() => {
                open = Some((at + 1, margin, (*name).to_owned()));
            }
            ["}"] if open.as_ref().is_some_and(|(_, begun, _)| *begun == margin) => {
                found.extend(open.take().map(|(from, _, name)| (from..at + 2, name)));
            }
            _ => {}
        }
    }
    found
}

/// A path from the crate's root; `None` when it leads to another crate or to a name of the file itself.
fn absolute(
    module: &[String],
    path: &NamedPath,
    is_module: &dyn Fn(&[String]) -> bool,
) -> Option<Vec<String>> {
    let mut segments: Vec<String> = path.segments.clone();
    if segments.last().is_some_and(|last| last == "self") && segments.len() > 1 {
        segments.pop();
    }
    let first = segments.first()?.as_str();
    if first == "crate" {
        return Some(segments[1..].to_vec());
    }
    if first == "self" {
        return Some([module, &segments[1..]].concat());
    }
    let ups = segments.iter().take_while(|part| *part == "super").count();
    if ups > 0 {
        let base = module.len().checked_sub(ups)?;
        return Some([&module[..base], &segments[ups..]].concat());
    }
    let child = [module, &segments[..1]].concat();
    let may_be_child = path.mention == Mention::Declaration || segments.len() > 1;
    (may_be_child && is_module(&child)).then(|| [module, &segments[..]].concat())
}

/// The source up to its own tests, which rustfmt and habit put at the end, without the paths of `pub(in path)`:
/// they limit visibility and import nothing.
fn without_tests(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let mut rest = &text[..tests];
    let mut kept = String::with_capacity(rest.len());
    while let Some(at) = rest.find("pub(") {
        let end = rest[at..].find(')').map_or(rest.len(), |end| at + end + 1);
        kept.push_str(&rest[..at]);
        kept.push_str("pub");
        rest = &rest[end..];
    }
    kept.push_str(rest);
    kept
}

fn read_below(folder: &Path, module: &mut Module, texts: &mut BTreeMap<Module, String>) {
    for entry in fs::read_dir(folder).expect("src/ is readable") {
        let path = entry.expect("src/ is readable").path();
        let stem = path
            .file_stem()
            .and_then(|stem| stem.to_str())
            .expect("a name");
        let is_test = matches!(stem, "tests" | "testing") || stem.ends_with("_tests");
        if is_test || stem == "main" {
            continue;
        }
        let mut of = module.clone();
        if stem != "lib" {
            of.push(stem.to_owned());
        }
        if path.is_dir() {
            read_below(&path, &mut of, texts);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = fs::read_to_string(&path).expect("a source is UTF-8");
            texts.insert(of, text);
        }
    }
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
}
