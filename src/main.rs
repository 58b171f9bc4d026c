//! The program: memory accounting, arguments, logging, then the window or the command line.

use std::process::ExitCode;

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::cli::{self, Cli, SessionUse, Startup};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn main() -> ExitCode {
    let Cli {
        global,
        profile_frames,
        no_session,
        command,
    } = match Cli::read(std::env::args_os()) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    let kept = if no_session {
        SessionUse::Ignored
    } else {
        SessionUse::Kept
    };
    let startup = Startup::new(&global);
    match command {
        Some(command) => cli::run(command, &global, &startup),
        None => cli::open_window(&global, startup, profile_frames.as_deref(), kept),
    }
}
