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
use crate::app::session::{SessionFile, SessionOf};
use crate::aws::AccessOptions;
use crate::paths::AppPaths;
use crate::sandbox::SandboxSpec;
use crate::shell::frame_probe::FrameProbe;
use crate::shell::{FirstPanes, StartOptions, run_window};

/// Whether the window starts with what was open last, and keeps what is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionUse {
    /// It does both.
    Kept,
    /// It starts with new panes, and what was kept before stays as it is.
    Ignored,
}

/// Opens the window and stays until it is closed. What each frame costs goes to `profile_frames`.
///
/// # Errors
/// One sentence when there is no display, no OpenGL, no thread to run requests on, or no place for frame
/// times.
pub(super) fn open_window(
    global: &GlobalArgs,
    startup: Startup,
    profile_frames: Option<&Path>,
    kept: SessionUse,
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
    let session = session_of(paths.as_ref(), kept, &backend, &mut troubles);
    let first_panes = match &frame_probe {
        None => first_panes_of(&backend),
        Some(_) => FirstPanes::TwoWaiting,
    };
    let options = StartOptions {
        first_panes,
        session,
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

/// Where the session is kept, if it is.
fn session_of(
    paths: Option<&AppPaths>,
    kept: SessionUse,
    backend: &Backend,
    troubles: &mut Vec<String>,
) -> Option<SessionFile> {
    if kept == SessionUse::Ignored {
        return None;
    }
    let of = match backend {
        Backend::Aws(_) => SessionOf::Aws,
        Backend::Sandbox(..) => SessionOf::Sandbox,
    };
    let (file, said) = SessionFile::open(paths?.data_dir(), of);
    troubles.extend(said);
    file
}

/// The sandbox as it is costs nothing to ask. Who chose a stage by a SPEC has something in mind.
fn first_panes_of(backend: &Backend) -> FirstPanes {
    match backend {
        Backend::Sandbox(spec, _) if *spec == SandboxSpec::default() => FirstPanes::OneRunning,
        _ => FirstPanes::TwoWaiting,
    }
}
