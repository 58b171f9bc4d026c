//! The filter of `list`, whose words may be names of accounts: these come while rows are already there.

use std::sync::Arc;

use crate::app::filter_names::{account_words, names};
use crate::app::resource_explorer::batch_store::Batch;
use crate::app::resource_explorer::filter::{AccountWords, Ast, Filter, Names};
use crate::app::resource_explorer::query_engine::QueryEngine;
use crate::model::AccountId;

/// A filter, with what its words mean by now, and the pages that wait until that is known.
pub(super) struct RowFilter {
    read: Ast,
    ready: Filter,
    names: Names,
    engine: Option<QueryEngine>,
    held: Vec<Batch>,
}

impl RowFilter {
    /// A filter for which accounts have no names.
    pub(super) fn new(read: Ast) -> Self {
        let names = names(Arc::default());
        Self {
            ready: Filter::of(&read, &names),
            read,
            names,
            engine: None,
            held: Vec::new(),
        }
    }

    /// Accounts have the names that `engine` knows of them.
    pub(super) fn with_names_of(mut self, engine: QueryEngine) -> Self {
        self.engine = Some(engine);
        self
    }

    /// The filter, ready.
    pub(super) fn ready(&self) -> &Filter {
        &self.ready
    }

    /// Takes a page, and gives those that can be decided on. While accounts are still asked for, a page waits
    /// whose account has no name yet, where the filter may mean one.
    pub(super) fn release(&mut self, batch: Batch) -> Vec<Batch> {
        let loading = self.update_names();
        self.held.push(batch);
        if !loading || !self.ready.looks_at_account_names() {
            return self.release_all();
        }
        let (words, of_account) = (&self.names.accounts, self.ready.names_an_account());
        let waits = |account: AccountId| {
            of_account || words.get(&account).is_none_or(|words| words.is_empty())
        };
        let held = std::mem::take(&mut self.held).into_iter();
        let (held, free) = held.partition(|batch| batch.iter().any(|row| waits(row.account)));
        self.held = held;
        free
    }

    /// All pages that still wait.
    pub(super) fn release_all(&mut self) -> Vec<Batch> {
        self.update_names();
        std::mem::take(&mut self.held)
    }

    /// Takes over the names that are known by now; says whether more may come.
    fn update_names(&mut self) -> bool {
        let Some(engine) = self
            .engine
            .as_ref()
            .filter(|_| self.ready.looks_at_account_names())
        else {
            return false;
        };
        let directory = engine.directory();
        let words: AccountWords = account_words(&directory.accounts);
        if *self.names.accounts != words {
            self.names = names(Arc::new(words));
            self.ready = Filter::of(&self.read, &self.names);
        }
        directory.loading
    }
}
