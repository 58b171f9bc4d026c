//! Whether a window can be opened: a display, and the libraries that are loaded at run time.

use super::check::Check;

const NAME: &str = "graphics";

/// What a window needs and is loaded at run time.
#[cfg(target_os = "linux")]
pub(super) fn checks() -> Vec<Check> {
    vec![linux::display(), linux::libraries()]
}

/// Window system and OpenGL are part of the system.
#[cfg(not(target_os = "linux"))]
pub fn checks() -> Vec<Check> {
    vec![Check::ok(
        NAME,
        "window system and OpenGL come with the system",
    )]
}

#[cfg(target_os = "linux")]
mod linux {
    use std::env;
    use std::fs;
    use std::path::Path;

    use super::{Check, NAME};

    /// Without a display.
    const NO_WINDOW: &str = "the command line works without one; for the window start a desktop session, \
                             or Xvfb and set DISPLAY";

    /// For an X display: any of each group. Packages as Debian calls them.
    const X11: &[(&[&str], &str)] = &[
        (&["libGL.so.1", "libEGL.so.1"], "libgl1"),
        (&["libX11.so.6"], "libx11-6"),
        (&["libX11-xcb.so.1"], "libx11-xcb1"),
        (&["libXcursor.so.1"], "libxcursor1"),
        (&["libXi.so.6"], "libxi6"),
        (&["libxkbcommon-x11.so.0"], "libxkbcommon-x11-0"),
    ];

    /// For a Wayland display.
    const WAYLAND: &[(&[&str], &str)] = &[
        (&["libEGL.so.1"], "libegl1"),
        (&["libwayland-client.so.0"], "libwayland-client0"),
        (&["libwayland-egl.so.1"], "libwayland-egl1"),
        (&["libxkbcommon.so.0"], "libxkbcommon0"),
    ];

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Display {
        Wayland,
        X11,
        None,
    }

    fn kind() -> (Display, String) {
        let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(value) = set("WAYLAND_DISPLAY").or_else(|| set("WAYLAND_SOCKET")) {
            return (Display::Wayland, value);
        }
        match set("DISPLAY") {
            Some(value) => (Display::X11, value),
            None => (Display::None, String::new()),
        }
    }

    pub(super) fn display() -> Check {
        match kind() {
            (Display::Wayland, value) => Check::ok(NAME, format!("Wayland display {value}")),
            (Display::X11, value) => Check::ok(NAME, format!("X display {value}")),
            (Display::None, _) => Check::warn(
                NAME,
                "no display: neither WAYLAND_DISPLAY nor DISPLAY is set",
                NO_WINDOW,
            ),
        }
    }

    pub(super) fn libraries() -> Check {
        let needed = match kind().0 {
            Display::Wayland => WAYLAND,
            Display::X11 | Display::None => X11,
        };
        missing_libraries(needed, is_installed)
    }

    fn missing_libraries(needed: &[(&[&str], &str)], is_there: impl Fn(&str) -> bool) -> Check {
        let missing: Vec<_> = needed
            .iter()
            .filter(|(names, _)| !names.iter().any(|name| is_there(name)))
            .collect();
        if missing.is_empty() {
            return Check::ok(NAME, "every library that the window needs is installed");
        }
        let names: Vec<&str> = missing.iter().map(|(names, _)| names[0]).collect();
        let packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
        Check::warn(
            NAME,
            format!(
                "libraries that the window needs are missing: {}",
                names.join(", ")
            ),
            format!("on Debian and Ubuntu: apt install {}", packages.join(" ")),
        )
    }

    /// Looks where the dynamic linker does: its own folders, its cache, the usual places.
    fn is_installed(name: &str) -> bool {
        let own = env::var_os("LD_LIBRARY_PATH").unwrap_or_default();
        let usual = ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"];
        let in_folder = env::split_paths(&own)
            .chain(usual.map(Into::into))
            .any(|folder| folder.join(name).exists());
        in_folder || is_in_cache(Path::new("/etc/ld.so.cache"), name)
    }

    /// The cache holds names as zero-terminated texts.
    fn is_in_cache(cache: &Path, name: &str) -> bool {
        let wanted = [b"\0", name.as_bytes(), b"\0"].concat();
        fs::read(cache)
            .is_ok_and(|bytes| bytes.windows(wanted.len()).any(|window| window == wanted))
    }

    #[cfg(test)]
    mod tests {
        use super::super::super::check::Finding;
        use super::*;

        #[test]
        fn missing_libraries_are_named_with_their_packages() {
            let check = missing_libraries(X11, |name| !name.contains("Xi") && name != "libGL.so.1");
            assert_eq!(check.finding, Finding::Warn);
            assert!(check.found.ends_with("libXi.so.6"), "{}", check.found);
            assert!(check.advice.unwrap().ends_with("apt install libxi6"));
            assert_eq!(missing_libraries(WAYLAND, |_| true).finding, Finding::Ok);
        }

        #[test]
        fn the_cache_of_the_linker_is_searched_for_whole_names() {
            let folder = tempfile::tempdir().unwrap();
            let cache = folder.path().join("ld.so.cache");
            fs::write(&cache, b"junk\0libGL.so.1\0/usr/lib/libGL.so.1\0").unwrap();
            assert!(is_in_cache(&cache, "libGL.so.1"));
            assert!(!is_in_cache(&cache, "libGL.so"));
            assert!(!is_in_cache(&folder.path().join("none"), "libGL.so.1"));
        }
    }
}
