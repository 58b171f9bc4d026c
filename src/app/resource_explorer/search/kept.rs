//! What one search leaves to the next over the same rows.

use super::identifier_index::IdentifierIndex;
use crate::app::resource_explorer::filter::{BatchIdentifiers, Filter, KeptVerdicts};
use crate::app::resource_explorer::tree::{RowIndex, Rows};

/// Verdicts of this many terms are kept that no filter has any more.
const MOST_LEFT: usize = 16;

/// Identifiers of rows, and what terms said of them.
#[derive(Debug, Default)]
pub struct Kept {
    identifiers: IdentifierIndex,
    /// Whether the present filter asks for identifiers.
    wants_identifiers: bool,
    /// Whether it does, and there is memory to keep them.
    uses_identifiers: bool,
    /// Of the present filter, by the place of the term.
    verdicts: Vec<(usize, KeptVerdicts)>,
    /// Of filters before, the last one last.
    left: Vec<KeptVerdicts>,
}

impl Kept {
    /// Takes out what a filter can use.
    pub(super) fn choose(&mut self, filter: &Filter) {
        self.left
            .extend(self.verdicts.drain(..).map(|(_, kept)| kept));
        for (at, term) in filter.deep_terms() {
            let known = self.left.iter().position(|kept| *kept.term() == term);
            let kept = match known {
                Some(known) => self.left.remove(known),
                None => KeptVerdicts::new(term),
            };
            self.verdicts.push((at, kept));
        }
        let most = self.left.len().saturating_sub(MOST_LEFT);
        self.left.drain(..most);
        self.wants_identifiers = filter.looks_for_identifiers();
    }

    /// Makes room for rows; `spare` tells whether there is memory for more identifiers.
    pub(super) fn cover(&mut self, rows: &Rows, spare: bool) {
        let RowIndex(end) = rows.next_index();
        self.verdicts
            .iter_mut()
            .for_each(|(_, kept)| kept.cover(end));
        self.uses_identifiers = self.wants_identifiers && spare;
        if self.uses_identifiers {
            self.identifiers.cover(rows);
        }
    }

    /// The identifiers of the batch that has a row, and where in it the row stands.
    pub(super) fn identifiers_at(
        &self,
        rows: &Rows,
        row: u32,
    ) -> Option<(&BatchIdentifiers, usize)> {
        self.uses_identifiers
            .then(|| self.identifiers.at(rows, row))?
    }

    /// What the terms of the present filter said, by their places.
    pub(super) fn verdicts(&self) -> &[(usize, KeptVerdicts)] {
        &self.verdicts
    }

    /// Bytes on the heap.
    pub fn heap_bytes(&self) -> usize {
        let verdicts = self.verdicts.iter().map(|(_, kept)| kept).chain(&self.left);
        self.identifiers.heap_bytes() + verdicts.map(KeptVerdicts::heap_bytes).sum::<usize>()
    }
}
