//! Exit codes: the result of a command for scripts.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything that was asked for.
    Complete,
    /// Nothing could be listed, or the command line makes no sense.
    Nothing,
    /// Done, but something is missing; the ledger says what.
    Incomplete,
    /// Stopped by the memory limit.
    MemoryLimit,
    /// Stopped by Ctrl-C.
    Interrupted,
    /// Stopped because its terminal was closed.
    HungUp,
}

impl Exit {
    /// The number the shell sees.
    pub fn code(self) -> u8 {
        match self {
            Self::Complete => 0,
            Self::Nothing => 1,
            Self::Incomplete => 2,
            Self::MemoryLimit => 3,
            Self::Interrupted => 130,
            Self::HungUp => 129,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}
