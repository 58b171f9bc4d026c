//! What of a source file matters to its imports.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::Path;
use std::slice;

use super::rust_paths::{Mention, NamedPath, named_paths};

/// A module by its path below the crate, `app::settings`. The crate's root is the empty path.
pub(super) type Module = Vec<String>;

/// What of a source file matters here.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Paths that it names, resolved as far as its own module.
    pub(super) named: Vec<Vec<String>>,
    /// Names that it re-exports, and the paths of their items.
    pub(super) reexported: BTreeMap<String, Vec<String>>,
    /// Modules of which it re-exports everything.
    pub(super) globs: Vec<Vec<String>>,
}

impl Source {
    pub(super) fn read(
        module: &[String],
        text: &str,
        is_module: &dyn Fn(&[String]) -> bool,
    ) -> Self {
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

/// The source without its own tests, and without the paths of `pub(in path)`: they limit visibility and import
/// nothing.
pub(super) fn without_tests(text: &str) -> String {
    let text = without_items_of_tests(text);
    let mut rest = text.as_str();
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

/// The source without the items that are marked for tests alone. An item at the left edge ends with its line, or
/// with the bracket at the left edge that closes it, as rustfmt sets them.
fn without_items_of_tests(text: &str) -> String {
    const MARK: &str = "#[cfg(test)]\n";
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        let is_at_left_edge = at == 0 || rest[..at].ends_with('\n');
        let item = at + MARK.len();
        if !is_at_left_edge {
            kept.push_str(&rest[..item]);
            rest = &rest[item..];
            continue;
        }
        kept.push_str(&rest[..at]);
        rest = &rest[item..];
        let mut length = 0;
        for line in rest.split_inclusive('\n') {
            length += line.len();
            let end = line.trim_end();
            let is_inside = end.is_empty() || end.starts_with([' ', '\t']);
            if !is_inside && (end.ends_with(';') || end.ends_with('}')) {
                break;
            }
        }
        rest = &rest[length..];
    }
    kept.push_str(rest);
    kept
}

pub(super) fn read_below(folder: &Path, module: &mut Module, texts: &mut BTreeMap<Module, String>) {
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
