//! What a path names.

use super::rust_paths::{Mention, NamedPath};

pub(super) fn names_crate_by(path: &NamedPath, is_it: impl Fn(&str) -> bool) -> bool {
    // A lone word in code may be a variable; in a declaration it is the crate.
    (path.segments.len() > 1 || path.mention == Mention::Declaration) && is_it(&path.segments[0])
}

pub(super) fn names_crate(path: &NamedPath, crates: &[&str]) -> bool {
    names_crate_by(path, |name| crates.contains(&name))
}

pub(super) fn names_window_crate(path: &NamedPath) -> bool {
    names_crate_by(path, |name| {
        name == "egui" || name == "eframe" || name.starts_with("egui_") || name == "winit"
    })
}

pub(super) fn names_aws_crate(path: &NamedPath) -> bool {
    names_crate_by(path, |name| name.starts_with("aws_"))
}

/// The path below the crate's root, if it is said to start there.
pub(super) fn below_root(path: &NamedPath) -> Option<&[String]> {
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

pub(super) fn names_room(path: &NamedPath, rooms: &[&str]) -> bool {
    // `super::` may mean a neighbour of the same name; only the crate's own root is sure.
    path.segments[0] == "crate"
        && below_root(path)
            .and_then(<[String]>::first)
            .is_some_and(|room| rooms.contains(&room.as_str()) || room == "*")
}

/// Whether the path enters the engine other than by `doors`, or names the engine as a whole.
pub(super) fn enters_engine(path: &NamedPath, doors: &[&str]) -> bool {
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

pub(super) fn builds_client(path: &NamedPath) -> bool {
    matches!(
        path.segments.as_slice(),
        [.., of, how] if of == "Client" && matches!(how.as_str(), "from_conf" | "new")
    )
}

/// Whether a colour is made of numbers or picked from those of egui. What is not there, and what the text decides
/// itself, is none.
pub(super) fn makes_colour(path: &NamedPath) -> bool {
    match path.segments.as_slice() {
        [.., of, name] if of == "Color32" => {
            !matches!(name.as_str(), "TRANSPARENT" | "PLACEHOLDER")
        }
        [.., of] => matches!(of.as_str(), "Rgba" | "Hsva" | "HsvaGamma" | "hex_color"),
        [] => false,
    }
}
