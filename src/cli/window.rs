//! `awsdash` without a command: the window.

use std::path::Path;

use anyhow::Context as _;

use super::args::GlobalArgs;
use super::connect::{backend_of, runtime};
use super::exit::Exit;
use super::startup::Startup;
use crate::app::backend::{Backend, access_of};
use crate::app::bookmarks::Bookmarks;
use crate::app::crash_note;
use crate::aws::AccessOptions;
use crate::shell::frame_probe::FrameProbe;
use crate::shell::{StartOptions, run_window};

/// Opens the window and stays until it is closed. What each frame costs goes to `profile_frames`.
///
/// # Errors
/// One sentence when there is no display, no OpenGL, no thread to run requests on, or no place for frame
/// times.
pub(super) fn open_window(
    global: &GlobalArgs,
    startup: Startup,
    profile_frames: Option<&Path>,
) -> anyhow::Result<Exit> {
    let frame_probe = profile_frames
        .map(|path| {
            let created = FrameProbe::create(path);
            created.with_context(|| format!("Frame times cannot be written to {}", path.display()))
        })
        .transpose()?;
    let runtime = runtime()?;
    let Startup {
        paths,
        settings,
        logging,
        notices: mut troubles,
        budget: _,
        time_limits,
    } = startup;
    troubles.extend(
        paths
            .as_ref()
            .and_then(|paths| crash_note::take(&paths.crash_note())),
    );
    let bookmarks = match &paths {
        Some(paths) => {
            let (bookmarks, said) = Bookmarks::load(&paths.bookmarks_file());
            troubles.extend(said);
            bookmarks
        }
        None => Bookmarks::without_file(),
    };
    // Options go before settings.
    let backend = match backend_of(global) {
        Backend::Aws(typed) if !typed.names_a_way() => Backend::Aws(AccessOptions {
            accounts: typed.accounts,
            account_names: typed.account_names,
            endpoint_url: typed.endpoint_url,
            ..access_of(&settings)
        }),
        backend => backend,
    };
    let options = StartOptions {
        backend,
        paths,
        settings,
        time_limits,
        bookmarks,
        troubles,
        runtime: runtime.handle().clone(),
        system_fonts: std::env::var_os("AWSDASH_NO_SYSTEM_FONTS").is_none(),
        frame_probe,
    };
    let opened = run_window(options);
    // The window that queries under way report to is closed.
    runtime.shutdown_background();
    drop(logging);
    opened.map_err(anyhow::Error::msg)?;
    Ok(Exit::Complete)
}
