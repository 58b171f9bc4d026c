//! Which rooms of `src/` may name which, checked by reading the source.
//!
//! A breach fails with file, line, path and the wall. Comments and strings do not count.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

#[cfg(test)]
#[path = "walls/examples.rs"]
mod examples;
#[path = "walls/names.rs"]
mod names;
#[path = "walls/newcomer.rs"]
mod newcomer;
#[path = "walls/one_sender.rs"]
mod one_sender;
#[path = "support/rust_paths.rs"]
mod rust_paths;
#[path = "walls/sizes.rs"]
mod sizes;
#[path = "walls/table.rs"]
mod table;

use rust_paths::named_paths;
use table::{WALLS, Wall};

struct Breach {
    file: PathBuf,
    line: usize,
    path: String,
    wall: &'static str,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            path,
            wall,
        } = self;
        write!(f, "src/{}:{line}: `{path}`: {wall}", file.display())
    }
}

/// Every breach in one file; `file` is its path below `src/`.
fn breaches_in(file: &Path, source: &str) -> Vec<Breach> {
    let walls: Vec<&Wall> = WALLS.iter().filter(|wall| wall.binds(file)).collect();
    named_paths(source)
        .iter()
        .flat_map(|path| {
            let broken = walls.iter().filter(|wall| (wall.forbids)(path));
            broken.map(|wall| Breach {
                file: file.into(),
                line: path.line,
                path: path.segments.join("::"),
                wall: wall.sentence,
            })
        })
        .collect()
}

fn sources_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("src/ is readable") {
        let path = entry.expect("src/ is readable").path();
        if path.is_dir() {
            sources_below(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_room_reaches_through_a_wall() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources_below(&src, &mut files);
    assert!(
        files.len() > 10,
        "only {} sources below {}",
        files.len(),
        src.display()
    );
    let mut breaches = Vec::new();
    for file in files {
        let source = fs::read_to_string(&file).expect("a source is UTF-8");
        let below_src = file.strip_prefix(&src).expect("it was found below src/");
        breaches.extend(breaches_in(below_src, &source));
    }
    let list: Vec<String> = breaches.iter().map(Breach::to_string).collect();
    assert!(list.is_empty(), "walls breached:\n{}", list.join("\n"));
}
