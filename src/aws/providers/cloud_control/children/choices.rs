//! Values that the calls of a list under several parents are asked with: every combination of rows that do not
//! contradict each other.

use std::collections::HashSet;

use compact_str::CompactString;

use crate::app::resource_explorer::source::{CallInput, ListParameter};
use crate::aws::providers::cloud_control::listing::ParentInput;
use crate::model::ResourceEntry;

/// A row with an input's value, and its values for the other inputs.
pub(super) struct ParentValue<'a> {
    pub(super) row: &'a ResourceEntry,
    pub(super) value: CompactString,
    /// By the position of the input.
    pub(super) links: Vec<Option<CompactString>>,
}

/// Drops links to parents that are not known: a row whose parent is unknown may belong to any.
pub(super) fn linked(mut candidates: Vec<Vec<ParentValue<'_>>>) -> Vec<Vec<ParentValue<'_>>> {
    let values: Vec<HashSet<CompactString>> = candidates
        .iter()
        .map(|one| {
            one.iter()
                .map(|candidate| candidate.value.clone())
                .collect()
        })
        .collect();
    for candidate in candidates.iter_mut().flatten() {
        for (link, known) in candidate.links.iter_mut().zip(&values) {
            *link = link.take().filter(|link| known.contains(link));
        }
    }
    candidates
}

/// Values for the first inputs, and the rows that they come from.
#[derive(Clone, Default)]
pub(super) struct Choice<'a> {
    values: Vec<ListParameter>,
    rows: Vec<Option<Chosen<'a>>>,
}

#[derive(Clone)]
pub(super) struct Chosen<'a> {
    row: &'a ResourceEntry,
    links: Vec<Option<CompactString>>,
}

impl<'a> Choice<'a> {
    pub(super) fn with(
        &self,
        input: &ParentInput,
        value: &CompactString,
        chosen: Option<Chosen<'a>>,
    ) -> Self {
        let mut wider = self.clone();
        wider.values.push(ListParameter {
            name: input.property,
            value: value.clone(),
        });
        wider.rows.push(chosen);
        wider
    }

    pub(super) fn with_rows(
        &self,
        input: &ParentInput,
        candidates: &[ParentValue<'a>],
    ) -> Vec<Self> {
        let fitting = candidates
            .iter()
            .filter(|candidate| self.goes_with(candidate));
        let with = fitting.map(|candidate| {
            let chosen = Chosen {
                row: candidate.row,
                links: candidate.links.clone(),
            };
            self.with(input, &candidate.value, Some(chosen))
        });
        with.collect()
    }

    /// Whether the row does not contradict those that were chosen.
    fn goes_with(&self, candidate: &ParentValue<'_>) -> bool {
        let at = self.values.len();
        let chosen = self.rows.iter().enumerate();
        let mut chosen = chosen.filter_map(|(place, chosen)| Some((place, chosen.as_ref()?)));
        chosen.all(|(place, chosen)| {
            if chosen.row.resource_type == candidate.row.resource_type {
                return std::ptr::eq(chosen.row, candidate.row);
            }
            let says = |link: &Option<CompactString>, value: &str| {
                link.as_ref().is_none_or(|link| link == value)
            };
            let its_value = self.values[place].value.as_str();
            says(&candidate.links[place], its_value) && says(&chosen.links[at], &candidate.value)
        })
    }

    pub(super) fn ends_with(&self, value: &CompactString) -> bool {
        self.values.last().is_some_and(|last| last.value == *value)
    }

    pub(super) fn into_input(self) -> CallInput {
        self.values.into()
    }
}
