//! The walls themselves.

use std::path::Path;

use super::names::{
    below_root, builds_client, enters_engine, makes_colour, names_aws_crate, names_crate,
    names_crate_by, names_room, names_window_crate,
};
use super::rust_paths::NamedPath;

/// One wall: files in `rooms` (except `doors`) may not name what `forbids` recognises.
pub(super) struct Wall {
    pub(super) sentence: &'static str,
    /// Prefixes of paths below `src/`; empty means everywhere.
    rooms: &'static [&'static str],
    /// Files or folders that the wall does not cover.
    doors: &'static [&'static str],
    pub(super) forbids: fn(&NamedPath) -> bool,
}

pub(super) const WALLS: &[Wall] = &[
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
        sentence: "colours are tokens: they are made in ui/tokens.rs only",
        rooms: &[""],
        doors: &["ui/tokens.rs", "ui/tokens"],
        forbids: makes_colour,
    },
    Wall {
        sentence: "unsafe is for app/memory_profiling.rs only",
        rooms: &[""],
        doors: &["app/memory_profiling.rs"],
        forbids: |path| path.segments == ["unsafe"],
    },
];

impl Wall {
    /// Whether the wall is for this file, a path below `src/`.
    pub(super) fn binds(&self, file: &Path) -> bool {
        let among = |places: &[&str]| places.iter().any(|place| is_in_room(file, place));
        among(self.rooms) && !among(self.doors)
    }
}

/// Whether `file` is `room`, `room.rs` or below `room/`.
fn is_in_room(file: &Path, room: &str) -> bool {
    room.is_empty() || file.starts_with(room) || file == Path::new(room).with_extension("rs")
}
