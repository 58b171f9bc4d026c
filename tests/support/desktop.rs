//! The real window on a virtual screen, driven by synthetic mouse and keyboard.
//!
//! A [`Desktop`] is an X server without a monitor; an [`App`] is the program on it. Both end their
//! processes when dropped. There is no window manager: one window at a time, at the top left,
//! focused by us. Set `AWSDASH_SCREENSHOTS` to a folder to keep what [`App::screenshot`] takes.

#![allow(
    dead_code,
    reason = "a set of primitives: not every journey needs each"
)]

use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Size of the virtual screen, in pixels: a first window of [`WINDOW`] and the margin that it leaves on a desktop.
pub(crate) const SCREEN: (usize, usize) = (WINDOW.0 + 48, WINDOW.1 + 48);

/// Size of the first window, in pixels. Without a window manager it lies in the upper left corner.
const WINDOW: (usize, usize) = (1280, 800);

/// Between moving the pointer and clicking: egui takes a frame or two to notice what is under it.
const AFTER_MOVE: Duration = Duration::from_millis(300);
const POLL: Duration = Duration::from_millis(100);

/// One screen at a time: windows of one process would only slow each other down.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// A virtual screen.
pub(crate) struct Desktop {
    server: Child,
    display: String,
    _turn: MutexGuard<'static, ()>,
}

impl Desktop {
    /// Starts Xvfb on a free display.
    pub(crate) fn start() -> Self {
        let turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let (width, height) = SCREEN;
        let mut server = Command::new("Xvfb")
            // The server itself looks for a free display and writes its number.
            .args(["-displayfd", "1", "-screen", "0"])
            .arg(format!("{width}x{height}x24"))
            .args(["+extension", "GLX", "-nolisten", "tcp"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts; tests/run installs it");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("it is piped");
        BufReader::new(stdout)
            .read_line(&mut number)
            .expect("Xvfb writes its display number");
        assert!(!number.trim().is_empty(), "Xvfb found no free display");
        Self {
            server,
            display: format!(":{}", number.trim()),
            _turn: turn,
        }
    }

    fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command
            .env("DISPLAY", &self.display)
            // With these set the window would open on the real desktop of the person who runs the tests.
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .stdin(Stdio::null());
        command
    }

    fn output_of(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let output = self
            .command(program)
            .args(arguments)
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}; tests/run installs it"));
        output.stdout
    }

    fn xdotool(&self, arguments: &[&str]) -> String {
        String::from_utf8_lossy(&self.output_of("xdotool", arguments)).into_owned()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The running program. Declared before its desktop is dropped: windows end first.
pub(crate) struct App<'a> {
    desktop: &'a Desktop,
    process: Child,
    home: TempDir,
    window: String,
}

impl<'a> App<'a> {
    /// Starts `awsdash ARGUMENTS` with a home of its own and waits for its window, focused.
    pub(crate) fn start(desktop: &'a Desktop, arguments: &[&str], limit: Duration) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder");
        let process = desktop
            .command(env!("CARGO_BIN_EXE_awsdash"))
            .args(arguments)
            .env("AWSDASH_HOME", home.path())
            .spawn()
            .expect("awsdash starts");
        let mut app = Self {
            desktop,
            process,
            home,
            window: String::new(),
        };
        app.window = app.wait_for_window("^awsdash", limit);
        app.focus(&app.window.clone());
        app
    }

    /// The folder given as `AWSDASH_HOME`.
    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    /// The title of the main window.
    pub(crate) fn title(&self) -> String {
        let title = self.desktop.xdotool(&["getwindowname", &self.window]);
        title.trim_end().into()
    }

    /// Waits for a visible window whose title matches; returns its X id.
    pub(crate) fn wait_for_window(&mut self, title: &str, limit: Duration) -> String {
        let started = Instant::now();
        while started.elapsed() < limit {
            let found = self
                .desktop
                .xdotool(&["search", "--onlyvisible", "--name", title]);
            if let Some(window) = found.lines().next() {
                return window.into();
            }
            let ended = self.process.try_wait().expect("a child of ours");
            assert!(ended.is_none(), "awsdash ended without a window: {ended:?}");
            sleep(POLL);
        }
        panic!("no window '{title}' within {limit:?}");
    }

    /// Waits until no visible window has such a title.
    pub(crate) fn wait_until_no_window(&self, title: &str, limit: Duration) {
        let started = Instant::now();
        let search = ["search", "--onlyvisible", "--name", title];
        while !self.desktop.xdotool(&search).trim().is_empty() {
            assert!(started.elapsed() < limit, "window '{title}' stays open");
            sleep(POLL);
        }
    }

    /// Destroys a window without asking the program.
    pub(crate) fn destroy(&self, window: &str) {
        self.desktop.xdotool(&["windowclose", window]);
    }

    /// What the program has logged so far.
    pub(crate) fn log(&self) -> String {
        let file = self.home.path().join("data/logs/awsdash.log");
        std::fs::read_to_string(file).unwrap_or_default()
    }

    /// Gives the main window the keyboard.
    pub(crate) fn focus_main(&self) {
        self.focus(&self.window);
    }

    /// Gives a window the keyboard; there is no window manager to do so.
    pub(crate) fn focus(&self, window: &str) {
        self.desktop.xdotool(&["windowfocus", "--sync", window]);
    }

    /// Moves the pointer to a place on the screen.
    pub(crate) fn point_at(&self, x: usize, y: usize) {
        self.desktop
            .xdotool(&["mousemove", &x.to_string(), &y.to_string()]);
        sleep(AFTER_MOVE);
    }

    /// Left click at a place on the screen.
    pub(crate) fn click_at(&self, x: usize, y: usize) {
        self.point_at(x, y);
        self.desktop.xdotool(&["click", "1"]);
        sleep(POLL);
    }

    /// Right click at a place on the screen.
    pub(crate) fn context_click_at(&self, x: usize, y: usize) {
        self.point_at(x, y);
        self.desktop.xdotool(&["click", "3"]);
        sleep(POLL);
    }

    /// Turns the wheel downwards by so many notches, where the pointer is.
    pub(crate) fn scroll_down(&self, notches: usize) {
        let notches = notches.to_string();
        self.desktop
            .xdotool(&["click", "--repeat", &notches, "--delay", "20", "5"]);
        sleep(POLL);
    }

    /// Presses a key or a chord, as xdotool spells them: `Return`, `ctrl+p`.
    pub(crate) fn key(&self, chord: &str) {
        self.desktop.xdotool(&["key", "--clearmodifiers", chord]);
        sleep(POLL);
    }

    /// Types text into what has the keyboard.
    pub(crate) fn type_text(&self, text: &str) {
        self.desktop.xdotool(&["type", "--delay", "20", "--", text]);
        sleep(POLL);
    }

    /// What the screen shows now.
    pub(crate) fn screen(&self) -> Screen {
        let rgb = self
            .desktop
            .output_of("import", &["-window", "root", "-depth", "8", "rgb:-"]);
        assert_eq!(rgb.len(), SCREEN.0 * SCREEN.1 * 3, "import took no picture");
        Screen { rgb }
    }

    /// Waits until the screen differs from `before` by more than a blinking cursor.
    pub(crate) fn wait_until_changed(&self, before: &Screen, limit: Duration) -> Screen {
        const CURSOR_PIXELS: usize = 64;
        self.wait_until(limit, "the screen changes", |now| {
            now.pixels_unlike(before) > CURSOR_PIXELS
        })
    }

    /// Waits until two pictures in a row are the same: nothing moves any more.
    pub(crate) fn wait_until_still(&self, limit: Duration) -> Screen {
        let mut last = self.screen();
        self.wait_until(limit, "the screen is still", |now| {
            let still = now.pixels_unlike(&last) == 0;
            last = now.clone();
            still
        })
    }

    /// Waits until a picture satisfies `done`.
    pub(crate) fn wait_until(
        &self,
        limit: Duration,
        what: &str,
        mut done: impl FnMut(&Screen) -> bool,
    ) -> Screen {
        let started = Instant::now();
        loop {
            sleep(POLL);
            let now = self.screen();
            if done(&now) {
                return now;
            }
            if started.elapsed() >= limit {
                let kept = self.screenshot("failed");
                panic!("waited {limit:?} until {what}; last picture: {kept:?}");
            }
        }
    }

    /// Keeps a picture as `NAME.png` in the folder of `AWSDASH_SCREENSHOTS`, if that is set.
    pub(crate) fn screenshot(&self, name: &str) -> Option<PathBuf> {
        let folder = PathBuf::from(std::env::var_os("AWSDASH_SCREENSHOTS")?);
        std::fs::create_dir_all(&folder).expect("the folder for screenshots can be made");
        let file = folder.join(name).with_extension("png");
        let target = file.to_str().expect("the folder's name is UTF-8");
        // Without dates and text chunks the same picture is the same file.
        let arguments = [
            "-window",
            "root",
            "-crop",
            &format!("{}x{}+0+0", WINDOW.0, WINDOW.1),
            "-strip",
            "-define",
            "png:exclude-chunks=date,time",
        ];
        let mut import = self.desktop.command("import");
        let status = import.args(arguments).arg(target).status();
        assert!(status.is_ok_and(|status| status.success()), "no {target}");
        Some(file)
    }

    /// Waits until the program has ended by itself.
    pub(crate) fn wait_for_exit(mut self, limit: Duration) -> ExitStatus {
        let started = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("a child of ours") {
                return status;
            }
            assert!(started.elapsed() < limit, "still running after {limit:?}");
            sleep(POLL);
        }
    }
}

impl Drop for App<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A picture of the whole screen.
#[derive(Clone)]
pub(crate) struct Screen {
    rgb: Vec<u8>,
}

impl Screen {
    /// The colour at a place.
    pub(crate) fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * SCREEN.0 + x) * 3;
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// How many different colours a region has; one means blank.
    pub(crate) fn colours_in(&self, columns: Range<usize>, rows: Range<usize>) -> usize {
        let mut colours: Vec<[u8; 3]> = rows
            .flat_map(|y| columns.clone().map(move |x| (x, y)))
            .map(|(x, y)| self.pixel(x, y))
            .collect();
        colours.sort_unstable();
        colours.dedup();
        colours.len()
    }

    /// How many different colours the screen has.
    pub(crate) fn colours(&self) -> usize {
        self.colours_in(0..SCREEN.0, 0..SCREEN.1)
    }

    /// How many pixels differ.
    pub(crate) fn pixels_unlike(&self, other: &Self) -> usize {
        let pixels = self.rgb.chunks_exact(3).zip(other.rgb.chunks_exact(3));
        pixels.filter(|(a, b)| a != b).count()
    }
}
