//! The lines of the accounts panel: credential sources that failed, then accounts that wait, then the others.

use std::borrow::Cow;

use crate::app::commands::{AccessCommand, Command};
use crate::app::list_cursor::ListLines;
use crate::app::resource_explorer::source::{AccessFacts, AccountInfo, BrokenAccess, SourceError};
use crate::app::view::Directory;
use crate::model::AccountId;

/// A line by what it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum AccessKey {
    /// A credential source that failed, by its place among them.
    Broken(usize),
    /// An account.
    Account(AccountId),
}

/// What a line shows.
#[derive(Clone, Copy)]
pub(super) enum Access<'a> {
    /// A profile or role that could not be turned into an account.
    Broken(&'a BrokenAccess),
    /// An account that the credentials reach, or reached.
    Account {
        info: &'a AccountInfo,
        facts: Option<&'a AccessFacts>,
        /// Why it waits for a sign-in.
        paused: Option<&'a SourceError>,
    },
}

impl<'a> Access<'a> {
    /// The profile or role.
    pub(super) fn via(self) -> &'a str {
        match self {
            Self::Broken(broken) => &broken.via,
            Self::Account { info, .. } => &info.via,
        }
    }

    /// What went wrong.
    pub(super) fn error(self) -> Option<&'a SourceError> {
        match self {
            Self::Broken(broken) => Some(&broken.error),
            Self::Account { paused, .. } => paused,
        }
    }

    /// What tries it again, where something went wrong.
    pub(super) fn retry(self) -> Option<Command> {
        let command = match self {
            Self::Broken(_) => AccessCommand::Reload,
            Self::Account { paused, .. } => {
                paused?;
                AccessCommand::Retry
            }
        };
        Some(Command::Access(command))
    }
}

/// All lines. Accounts that need a person come first.
pub(super) struct AccessLines<'a> {
    directory: &'a Directory,
    /// Accounts that wait, then the others, by their places in the directory.
    order: Vec<usize>,
}

impl<'a> AccessLines<'a> {
    pub(super) fn new(directory: &'a Directory) -> Self {
        let waits = |at: &usize| {
            let info = &directory.accounts[*at];
            !directory.paused.contains_key(&info.id)
        };
        let mut order: Vec<usize> = (0..directory.accounts.len()).collect();
        if !directory.paused.is_empty() {
            order.sort_by_key(waits);
        }
        Self { directory, order }
    }

    /// What line `at` shows.
    pub(super) fn get(&self, at: usize) -> Option<Access<'a>> {
        let directory = self.directory;
        if let Some(broken) = directory.broken.get(at) {
            return Some(Access::Broken(broken));
        }
        let place = *self.order.get(at - directory.broken.len())?;
        let info = directory.accounts.get(place)?;
        Some(Access::Account {
            info,
            facts: directory.facts.get(&info.id),
            paused: directory.paused.get(&info.id),
        })
    }
}

impl ListLines for AccessLines<'_> {
    type Key = AccessKey;

    fn len(&self) -> usize {
        self.directory.broken.len() + self.order.len()
    }

    fn key_at(&self, at: usize) -> Option<AccessKey> {
        Some(match self.get(at)? {
            Access::Broken(_) => AccessKey::Broken(at),
            Access::Account { info, .. } => AccessKey::Account(info.id),
        })
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        match self.get(at) {
            Some(Access::Broken(broken)) => broken.via.as_str().into(),
            Some(Access::Account { info, .. }) if info.name.is_empty() => info.id.grouped().into(),
            Some(Access::Account { info, .. }) => {
                format!("{} {}", info.name, info.id.grouped()).into()
            }
            None => Cow::default(),
        }
    }

    fn description(&self, at: usize) -> String {
        let error = self.get(at).and_then(Access::error);
        error.map(ToString::to_string).unwrap_or_default()
    }
}
