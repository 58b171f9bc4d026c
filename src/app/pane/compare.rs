//! What several chosen rows have in common, and in what they differ.

use std::collections::BTreeSet;

use super::Pane;
use crate::app::resource_explorer::tree::RowsEpoch;
use crate::catalog::types::label_of;
use crate::model::ResourceEntry;

/// More rows than this are not compared.
const MOST_ROWS: usize = 500;

/// No further than this is looked for them.
const MOST_LOOKED_AT: usize = 1_000_000;

/// Chosen rows, compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many rows are chosen.
    pub chosen: usize,
    /// How many of them were compared.
    pub compared: usize,
    /// What is the same in all: name and value.
    pub same: Vec<(String, String)>,
    /// What differs: name, and how many values there are.
    pub different: Vec<(String, usize)>,
}

/// What a comparison was made of; it holds until this changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedOf {
    rows: RowsEpoch,
    lines: u64,
    chosen: usize,
    selected: Option<u32>,
    revision: u64,
}

impl Pane {
    /// Which rows are chosen, as far as it matters to a comparison.
    pub fn compared_of(&self) -> ComparedOf {
        ComparedOf {
            rows: self.rows_epoch,
            lines: self.visible_revision,
            chosen: self.chosen_count(),
            selected: self.selected.map(|row| row.0),
            revision: self.told.revision(),
        }
    }

    /// Compares the chosen rows.
    pub fn compare_chosen(&self) -> Compared {
        let shown = self.tree.order.iter().take(MOST_LOOKED_AT);
        let chosen = shown.copied().filter(|row| self.is_chosen(*row));
        let entries = chosen.filter_map(|row| self.rows.get(row)).take(MOST_ROWS);
        let rows: Vec<Vec<(String, String)>> = entries
            .map(|entry| facts_of(&self.complete(entry)))
            .collect();
        let mut compared = compare(&rows);
        compared.chosen = self.chosen_count();
        compared
    }

    /// Why the rows shown do not have an entry; `None` if they may.
    pub fn hidden_by(&self, entry: &ResourceEntry) -> Option<&'static str> {
        let filter = self.filter.as_ref();
        if filter.is_some_and(|filter| !filter.matches(&self.complete(entry))) {
            return Some("The filter hides this row.");
        }
        let is_shown =
            self.spec.show_managed || filter.is_some_and(|filter| filter.asks_for_managed());
        (entry.managed && !is_shown).then_some("This row is AWS-managed, and those are hidden.")
    }
}

/// What can be said of every row: name and value, each name once.
fn facts_of(entry: &ResourceEntry) -> Vec<(String, String)> {
    let mut facts = vec![
        ("Type".to_owned(), label_of(entry.resource_type).into()),
        ("Account".to_owned(), entry.account.grouped()),
        ("Region".to_owned(), entry.region.as_str().to_owned()),
        ("Status".to_owned(), entry.status.to_string()),
    ];
    for tag in entry.tags.iter() {
        facts.push((format!("Tag {}", tag.key), tag.value.to_owned()));
    }
    facts
}

fn compare(rows: &[Vec<(String, String)>]) -> Compared {
    let mut compared = Compared {
        compared: rows.len(),
        ..Compared::default()
    };
    let mut names: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    for (name, _) in rows.iter().flatten() {
        if seen.insert(name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let value = |row: &&Vec<(String, String)>| {
            let mut facts = row.iter();
            facts
                .find(|(one, _)| one == name)
                .map(|(_, value)| value.clone())
        };
        let values: BTreeSet<Option<String>> = rows.iter().map(|row| value(&row)).collect();
        match values.first() {
            Some(Some(only)) if values.len() == 1 => {
                if !only.is_empty() {
                    compared.same.push((name.to_owned(), only.clone()));
                }
            }
            _ => compared.different.push((name.to_owned(), values.len())),
        }
    }
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_rows_have_is_the_same_and_what_one_lacks_differs() {
        let row = |facts: &[(&str, &str)]| -> Vec<(String, String)> {
            let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            facts.iter().map(owned).collect()
        };
        let rows = [
            row(&[
                ("Type", "EC2 Instance"),
                ("Status", "running"),
                ("Tag Team", "web"),
            ]),
            row(&[("Type", "EC2 Instance"), ("Status", "stopped")]),
            row(&[
                ("Type", "EC2 Instance"),
                ("Status", "stopped"),
                ("Tag Team", "web"),
            ]),
        ];
        let compared = compare(&rows);
        assert_eq!(compared.compared, 3);
        assert_eq!(compared.same, row(&[("Type", "EC2 Instance")]));
        let different = [("Status".to_owned(), 2), ("Tag Team".to_owned(), 2)];
        assert_eq!(compared.different, different);
    }
}
