//! The engine without a window: `list`, `types`, `regions`, `accounts`, `policy`,
//! `doctor`.
//!
//! [`Cli`] has all commands and options, [`Startup`] what is set up before a command runs, [`run`] the commands.
//! Rows and answers go to standard output, everything said about them to standard error. Exit codes are those of
//! [`Exit`].

mod accounts;
mod args;
mod connect;
mod doctor;
mod exit;
mod list;
mod notes;
mod output;
mod policy;
mod regions;
mod startup;
mod types;
mod values;
mod window;

use std::path::Path;
use std::process::ExitCode;

pub use args::{Cli, Command, GlobalArgs, ListArgs};
pub use connect::backend_of;
pub use exit::Exit;
pub use startup::Startup;
pub use window::SessionUse;

/// Runs a command to its end.
pub fn run(command: Command, global: &GlobalArgs, startup: &Startup) -> ExitCode {
    for notice in &startup.notices {
        notes::say(notice);
    }
    let done = match command {
        Command::List(list) => list::run(*list, global, startup),
        Command::Types(types) => types::run(&types),
        Command::Regions(output) => regions::run(output, global, startup),
        Command::Accounts(output) => accounts::run(output, global, startup),
        Command::Policy(policy) => policy::run(&policy, global),
        Command::Doctor(output) => doctor::run(output, global, startup),
    };
    ended(done)
}

/// Opens the window and stays until it is closed. What each frame costs goes to `profile_frames`.
pub fn open_window(
    global: &GlobalArgs,
    startup: Startup,
    profile_frames: Option<&Path>,
    session: SessionUse,
) -> ExitCode {
    ended(window::open_window(
        global,
        startup,
        profile_frames,
        session,
    ))
}

fn ended(done: anyhow::Result<Exit>) -> ExitCode {
    done.unwrap_or_else(|error| {
        notes::say(&format!("{error:#}"));
        Exit::Nothing
    })
    .into()
}
