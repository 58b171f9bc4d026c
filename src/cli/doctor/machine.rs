//! Version, folders, log and memory.

use std::fs;
use std::path::Path;

use super::check::Check;
use crate::app::memory_profiling::{is_counting, rss_bytes};
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::cli::startup::Startup;
use crate::paths::{AppPaths, private_dir};
use crate::text::bytes::{KIB, megabytes};
use crate::text::numbers::grouped;

/// Below this a limit leaves no room for rows.
const LEAST_USEFUL_MB: u64 = 256;

/// Everything that needs no network.
pub(super) fn checks(startup: &Startup) -> Vec<Check> {
    let mut checks = vec![version()];
    match &startup.paths {
        Some(paths) => checks.extend(folders(paths)),
        None => checks.push(Check::warn(
            "folders",
            "there is no place for logs and settings",
            "set AWSDASH_HOME to a folder that you can write to",
        )),
    }
    checks.push(log(startup));
    checks.push(keys(startup));
    checks.extend(memory(startup.budget));
    checks
}

fn version() -> Check {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    Check::ok(
        "version",
        format!("awsdash {} on {os} {arch}", crate::version::version()),
    )
}

fn folders(paths: &AppPaths) -> Vec<Check> {
    let logs = paths.logs_dir();
    [("logs", logs.as_path()), ("settings", paths.config_dir())]
        .map(|(name, path)| folder(name, path))
        .to_vec()
}

/// A folder has to exist, or be creatable, and take a file.
fn folder(name: &'static str, path: &Path) -> Check {
    let advice = "make the folder writable, or set AWSDASH_HOME to another";
    if let Err(error) = private_dir(path) {
        return Check::warn(name, error.to_string(), advice);
    }
    match tempfile::NamedTempFile::new_in(path) {
        Ok(_) => {
            let size = grouped(files_bytes(path).div_ceil(KIB));
            Check::ok(
                name,
                format!("{} is writable, {size} KB in use", path.display()),
            )
        }
        Err(error) => Check::warn(
            name,
            format!("{} takes no file: {error}", path.display()),
            advice,
        ),
    }
}

fn files_bytes(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter_map(|file| file.metadata().ok())
        .filter(fs::Metadata::is_file)
        .map(|file| file.len())
        .sum()
}

/// Keys that a person chose for the window.
fn keys(startup: &Startup) -> Check {
    let (_, problems) = startup.settings.keymap();
    let chosen = startup.settings.keys.len();
    match (chosen, problems.is_empty()) {
        (0, true) => Check::ok("keys", "the defaults"),
        (chosen, true) => Check::ok("keys", format!("{chosen} actions have keys of their own")),
        (_, false) => Check::warn(
            "keys",
            problems.join("; "),
            "change them in File › Settings, or under \"keys\" in settings.json",
        ),
    }
}

fn log(startup: &Startup) -> Check {
    match &startup.logging {
        Some(log) => Check::ok("log", format!("written to {}", log.path().display())),
        None => Check::warn(
            "log",
            "nothing is logged",
            "see the notices above; awsdash works without a log",
        ),
    }
}

fn memory(budget: &MemoryBudget) -> Vec<Check> {
    let (total, limit) = (budget.total_memory_mb(), budget.limit_mb());
    let sizes = format!(
        "total {} MB, limit {} MB ({}%)",
        grouped(total),
        grouped(limit),
        budget.limit_percent()
    );
    let limit = if limit < LEAST_USEFUL_MB {
        Check::warn(
            "memory",
            sizes,
            "raise --memory-limit or the setting: this leaves little room for rows",
        )
    } else {
        Check::ok("memory", sizes)
    };
    let resident = rss_bytes().map(|bytes| format!("resident memory {}", megabytes(bytes)));
    let counted = is_counting().then(|| "allocations are counted".to_owned());
    let readings: Vec<String> = resident.into_iter().chain(counted).collect();
    let readings = match budget.check_usage() {
        Ok(()) => Check::ok("memory use", readings.join(", ")),
        Err(reason) if readings.is_empty() => Check::fail(
            "memory use",
            reason,
            "neither /proc nor the allocator can be read; check how the program is confined",
        ),
        Err(reason) => Check::fail("memory use", reason, "raise --memory-limit or the setting"),
    };
    vec![limit, readings]
}

#[cfg(test)]
mod tests {
    use super::super::check::Finding;
    use super::*;

    #[test]
    fn a_folder_is_made_and_measured() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("logs");
        assert_eq!(folder("logs", &path).finding, Finding::Ok);
        fs::write(path.join("awsdash.log"), vec![0; 5000]).unwrap();
        let check = folder("logs", &path);
        assert!(check.found.contains("5 KB"), "{}", check.found);
    }

    #[test]
    fn a_folder_that_cannot_be_made_says_what_to_do() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        let check = folder("logs", &file.join("below"));
        assert_eq!(check.finding, Finding::Warn);
        assert!(check.advice.unwrap().contains("AWSDASH_HOME"));
    }
}
