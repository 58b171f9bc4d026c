//! Which rooms of `src/` may name which, checked by reading the source.
//!
//! A breach fails with file, line, path and the wall. Comments and strings do not count.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "walls/one_sender.rs"]
mod one_sender;
#[path = "support/rust_paths.rs"]
mod rust_paths;

use rust_paths::{Mention, NamedPath, named_paths};

/// One wall: files in `rooms` (except `doors`) may not name what `forbids` recognises.
struct Wall {
    sentence: &'static str,
    /// Prefixes of paths below `src/`; empty means everywhere.
    rooms: &'static [&'static str],
    /// Files or folders that the wall does not cover.
    doors: &'static [&'static str],
    forbids: fn(&NamedPath) -> bool,
}

const WALLS: &[Wall] = &[
    Wall {
        sentence: "the engine names neither egui nor eframe nor an aws crate",
        rooms: &["app/resource_explorer"],
        doors: &[],
        forbids: |path| names_window_crate(path) || names_aws_crate(path),
    },
    Wall {
        sentence: "the engine does not know the rooms around it",
        rooms: &["app/resource_explorer"],
        doors: &[],
        forbids: |path| names_room(path, &["aws", "sandbox", "shell", "ui", "cli"]),
    },
    Wall {
        sentence: "drawing names neither tokio nor an aws crate",
        rooms: &["ui"],
        doors: &[],
        forbids: |path| names_crate(path, &["tokio", "tokio_util"]) || names_aws_crate(path),
    },
    Wall {
        sentence: "the program behind the window names neither drawing nor what owns the window",
        rooms: &["app"],
        doors: &[],
        forbids: |path| names_window_crate(path) || names_room(path, &["shell", "ui", "cli"]),
    },
    Wall {
        sentence: "drawing does not know what owns the window",
        rooms: &["ui"],
        doors: &[],
        forbids: |path| names_room(path, &["shell", "cli"]),
    },
    Wall {
        sentence: "text names no other room",
        rooms: &["text"],
        doors: &[],
        forbids: |path| {
            names_window_crate(path)
                || names_aws_crate(path)
                || names_crate(path, &["tokio", "tokio_util"])
                || (path.segments[0] == "crate"
                    && below_root(path)
                        .and_then(<[String]>::first)
                        .is_some_and(|room| room != "text"))
        },
    },
    Wall {
        sentence: "the model knows no room above it",
        rooms: &["model"],
        doors: &[],
        forbids: |path| {
            names_window_crate(path)
                || names_aws_crate(path)
                || names_crate(path, &["tokio", "tokio_util"])
                || names_room(
                    path,
                    &["app", "aws", "catalog", "cli", "sandbox", "shell", "ui"],
                )
        },
    },
    Wall {
        sentence: "aws and sandbox know the engine only through source",
        rooms: &["aws", "sandbox"],
        doors: &[],
        forbids: |path| enters_engine(path, &["source"]),
    },
    Wall {
        sentence: "aws and sandbox draw nothing",
        rooms: &["aws", "sandbox"],
        doors: &[],
        forbids: |path| names_window_crate(path) || names_room(path, &["shell", "ui", "cli"]),
    },
    Wall {
        sentence: "the catalog is tables: no window, no runtime, no aws crate",
        rooms: &["catalog"],
        doors: &[],
        forbids: |path| {
            names_window_crate(path)
                || names_crate(path, &["tokio", "tokio_util"])
                || names_aws_crate(path)
        },
    },
    Wall {
        sentence: "the catalog knows no room but the model and text",
        rooms: &["catalog"],
        doors: &[],
        forbids: |path| names_room(path, &["app", "aws", "cli", "sandbox", "shell", "ui"]),
    },
    Wall {
        sentence: "eframe is named in main.rs and in shell/{event_loop,frames,first_window,icon}.rs only",
        rooms: &[""],
        doors: &[
            "main.rs",
            "shell/frames.rs",
            "shell/event_loop.rs",
            "shell/first_window.rs",
            "shell/icon.rs",
        ],
        forbids: |path| names_crate(path, &["eframe"]),
    },
    Wall {
        sentence: "the service crates of the SDK are named in aws only",
        rooms: &[""],
        doors: &["aws"],
        forbids: |path| names_crate_by(path, |name| name.starts_with("aws_sdk_")),
    },
    Wall {
        sentence: "clients are built in aws/transport/clients.rs only, where the read-only guard is put on",
        rooms: &[""],
        doors: &["aws/transport/clients.rs"],
        forbids: builds_client,
    },
    Wall {
        sentence: "unsafe is for app/memory_profiling.rs only",
        rooms: &[""],
        doors: &["app/memory_profiling.rs"],
        forbids: |path| path.segments == ["unsafe"],
    },
];

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

impl Wall {
    fn binds(&self, file: &Path) -> bool {
        let among = |places: &[&str]| places.iter().any(|place| is_in_room(file, place));
        among(self.rooms) && !among(self.doors)
    }
}

/// Whether `file` is `room`, `room.rs` or below `room/`.
fn is_in_room(file: &Path, room: &str) -> bool {
    room.is_empty() || file.starts_with(room) || file == Path::new(room).with_extension("rs")
}

fn names_crate_by(path: &NamedPath, is_it: impl Fn(&str) -> bool) -> bool {
    // A lone word in code may be a variable; in a declaration it is the crate.
    (path.segments.len() > 1 || path.mention == Mention::Declaration) && is_it(&path.segments[0])
}

fn names_crate(path: &NamedPath, crates: &[&str]) -> bool {
    names_crate_by(path, |name| crates.contains(&name))
}

fn names_window_crate(path: &NamedPath) -> bool {
    names_crate_by(path, |name| {
        name == "egui" || name == "eframe" || name.starts_with("egui_") || name == "winit"
    })
}

fn names_aws_crate(path: &NamedPath) -> bool {
    names_crate_by(path, |name| name.starts_with("aws_"))
}

/// The path below the crate's root, if it is said to start there.
fn below_root(path: &NamedPath) -> Option<&[String]> {
    let ups = path
        .segments
        .iter()
        .take_while(|part| *part == "super")
        .count();
    match path.segments.split_first() {
        Some((first, rest)) if first == "crate" || first == "awsdash" => Some(rest),
        _ if ups > 0 => Some(&path.segments[ups..]),
        _ => None,
    }
}

fn names_room(path: &NamedPath, rooms: &[&str]) -> bool {
    // `super::` may mean a neighbour of the same name; only the crate's own root is sure.
    path.segments[0] == "crate"
        && below_root(path)
            .and_then(<[String]>::first)
            .is_some_and(|room| rooms.contains(&room.as_str()) || room == "*")
}

/// Whether the path enters the engine other than by `doors`, or names the engine as a whole.
fn enters_engine(path: &NamedPath, doors: &[&str]) -> bool {
    let Some(below) = below_root(path) else {
        return false;
    };
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    match below.as_slice() {
        ["app"] | ["app", "*" | "self" | "resource_explorer"] => {
            path.mention == Mention::Declaration
        }
        ["app", "resource_explorer", door, ..] => !doors.contains(door),
        _ => false,
    }
}

fn builds_client(path: &NamedPath) -> bool {
    matches!(
        path.segments.as_slice(),
        [.., of, how] if of == "Client" && matches!(how.as_str(), "from_conf" | "new")
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    fn is_breach(file: &str, source: &str) -> bool {
        !breaches_in(Path::new(file), source).is_empty()
    }

    #[test]
    fn every_wall_sees_its_breach() {
        for (file, source) in [
            ("app/resource_explorer/tree.rs", "use egui::Ui;"),
            ("app/resource_explorer/tree.rs", "use egui;"),
            ("app/resource_explorer.rs", "fn f(ui: &mut egui::Ui) {}"),
            (
                "app/resource_explorer/cache.rs",
                "use {std::fmt, aws_types::region::Region};",
            ),
            (
                "app/resource_explorer/cache.rs",
                "use crate::{aws::AwsSource, app};",
            ),
            ("ui/tree_view.rs", "fn f() { tokio::spawn(g()); }"),
            ("ui.rs", "use aws_sdk_ec2 as ec2;"),
            (
                "aws/errors.rs",
                "use crate::app::resource_explorer::{source::Page, ledger};",
            ),
            (
                "aws/errors.rs",
                "use super::super::app::resource_explorer::cache::Cache;",
            ),
            (
                "aws/errors.rs",
                "use crate::app::resource_explorer as engine;",
            ),
            (
                "sandbox/mod.rs",
                "use crate::app::{resource_explorer::{self, source}};",
            ),
            (
                "sandbox/mod.rs",
                "let x = crate::app::resource_explorer::cache::Cache::new();",
            ),
            ("sandbox/mod.rs", "use crate::app::*;"),
            ("sandbox/estate.rs", "use aws_sdk_ec2::types::Tag;"),
            ("aws/mod.rs", "use egui_extras::Column;"),
            ("catalog/mod.rs", "use tokio::fs;"),
            (
                "catalog/mod.rs",
                "use crate::app::resource_explorer::source::Page;",
            ),
            ("app/settings.rs", "use eframe::Storage;"),
            (
                "aws/ec2/list.rs",
                "let c = aws_sdk_ec2::Client::from_conf(conf);",
            ),
            ("aws/ec2/list.rs", "let c = Client::new(&config);"),
            ("ui/tokens.rs", "unsafe { f() }"),
            ("text/numbers.rs", "use crate::model::AccountId;"),
            ("text.rs", "fn f(ctx: &egui::Context) {}"),
            ("app/pane.rs", "use crate::ui::theme;"),
            ("app.rs", "fn f(ctx: &egui::Context) {}"),
            ("app/pane/spec.rs", "use crate::shell::AwsDash;"),
            ("ui/window.rs", "use crate::shell::AwsDash;"),
        ] {
            assert!(is_breach(file, source), "not seen in {file}: {source}");
        }
    }

    #[test]
    fn what_is_allowed_is_no_breach() {
        for (file, source) in [
            ("shell/frames.rs", "use eframe::App; use crate::ui::theme;"),
            ("main.rs", "eframe::run_native();"),
            ("ui/tree_view.rs", "use egui::{Ui, Id}; // tokio::spawn"),
            (
                "ui/tree_view.rs",
                "let text = \"aws_sdk_ec2::Client::new(\";",
            ),
            (
                "aws/ec2/list.rs",
                "use crate::app::resource_explorer::{source::{Page, Lane}};",
            ),
            (
                "aws/transport/clients.rs",
                "let c = aws_sdk_ec2::Client::from_conf(conf);",
            ),
            (
                "aws/transport/clients.rs",
                "let h = SharedHttpClient::new(inner);",
            ),
            (
                "sandbox/http.rs",
                "use aws_smithy_runtime_api::client::http::HttpClient;",
            ),
            ("catalog/arn.rs", "use crate::model::TypeId;"),
            (
                "text/bytes.rs",
                "use super::numbers::grouped; use crate::text::truncate;",
            ),
            ("model/scope.rs", "use crate::text::numbers::grouped;"),
            (
                "app/memory_profiling.rs",
                "unsafe impl GlobalAlloc for Counting {}",
            ),
            ("model.rs", "/// Like egui::Id.\npub mod tags;"),
            ("awsish/mod.rs", "#![deny(unsafe_code)]"),
        ] {
            let found = breaches_in(Path::new(file), source);
            let list: Vec<String> = found.iter().map(Breach::to_string).collect();
            assert!(list.is_empty(), "{}", list.join("\n"));
        }
    }

    #[test]
    fn a_breach_says_where_it_is_and_which_wall() {
        let found = breaches_in(Path::new("ui/log.rs"), "\n\nuse tokio::fs;");
        assert_eq!(
            found[0].to_string(),
            "src/ui/log.rs:3: `tokio::fs`: drawing names neither tokio nor an aws crate"
        );
    }
}
