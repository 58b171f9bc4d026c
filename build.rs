//! Checks and packs the catalog, and sets the commit that the program reports.

#[path = "build/packing.rs"]
mod packing;
#[path = "build/rows.rs"]
mod rows;
#[path = "build/tables.rs"]
mod tables;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    pack_catalog();
    name_the_build();
    embed_icon();
}

/// Writes every table of `assets/catalog`, checked, to `OUT_DIR` as `NAME.lz4`. The size of the text
/// comes first, as four bytes. A bad row is an error with file, line and reason.
fn pack_catalog() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let folder = Path::new("assets/catalog");
    for table in tables::TABLES {
        println!(
            "cargo::rerun-if-changed={}",
            folder.join(table.file).display()
        );
    }
    let (kept, problems) = tables::check_all(|file| fs::read_to_string(folder.join(file)));
    for (file, columns) in kept {
        let packed = lz4_flex::block::compress_prepend_size(columns.as_bytes());
        let target = out.join(file).with_extension("lz4");
        fs::write(target, packed).expect("OUT_DIR can be written");
    }
    for problem in problems.iter().take(20) {
        println!("cargo::error={problem}");
    }
}

/// `AWSDASH_COMMIT` (short hash, or `unknown` outside of a git checkout), `AWSDASH_VERSION`
/// (`0.1.0 (1a2b3c4)`) and `AWSDASH_TARGET` (the platform it was built for).
fn name_the_build() {
    let version = env::var("CARGO_PKG_VERSION").expect("cargo sets CARGO_PKG_VERSION");
    let target = env::var("TARGET").expect("cargo sets TARGET");
    let commit = commit().unwrap_or_else(|| "unknown".into());
    println!("cargo::rustc-env=AWSDASH_COMMIT={commit}");
    println!("cargo::rustc-env=AWSDASH_VERSION={version} ({commit})");
    println!("cargo::rustc-env=AWSDASH_TARGET={target}");
}

/// The commit that is checked out, if this folder is the top of a git checkout and not merely
/// somewhere inside another one.
fn commit() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let here = env::var_os("CARGO_MANIFEST_DIR")?;
    if fs::canonicalize(top).ok()? != fs::canonicalize(here).ok()? {
        return None;
    }
    // Git says where the files are, so that this holds in a worktree too. The log of HEAD changes
    // with every commit and checkout; a checkout may be without one, then the branch's own file has
    // to do. Watching a file that does not exist would run this script on every build.
    let branch = git(&["symbolic-ref", "-q", "HEAD"]);
    let watched = ["HEAD", "logs/HEAD", "packed-refs"];
    for name in watched.into_iter().chain(branch.as_deref()) {
        if let Some(path) = git(&["rev-parse", "--git-path", name])
            && Path::new(&path).exists()
        {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=7", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// Gives the Windows program its icon.
#[cfg(windows)]
fn embed_icon() {
    let icon = "assets/icon.ico";
    let for_windows = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "windows");
    if !for_windows || !Path::new(icon).exists() {
        return;
    }
    println!("cargo::rerun-if-changed={icon}");
    if let Err(error) = winresource::WindowsResource::new().set_icon(icon).compile() {
        println!("cargo::warning=the program gets no icon: {error}");
    }
}

/// Other systems take the icon from their packages.
#[cfg(not(windows))]
fn embed_icon() {}
