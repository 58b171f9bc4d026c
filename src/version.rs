//! Which version of the program this is.

/// Version and commit, as the window, `--version`, `doctor` and the log say it: `0.1.0 (1a2b3c4)`.
pub fn version() -> &'static str {
    env!("AWSDASH_VERSION")
}
