//! What several selected rows have in common, and in what they differ.

use std::collections::{HashMap, HashSet};

use super::Pane;
use crate::app::resource_explorer::tree::RowsEpoch;
use crate::catalog::types::label_of;
use crate::model::ResourceEntry;

/// More rows than this are not compared.
const MOST_ROWS: usize = 500;

/// Selected rows, compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// How many rows are selected.
    pub selected: usize,
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
    selected: usize,
    cursor: Option<u32>,
    revision: u64,
}

impl Pane {
    /// Which rows are selected, as far as it matters to a comparison.
    pub fn compared_of(&self) -> ComparedOf {
        ComparedOf {
            rows: self.rows_epoch,
            lines: self.visible_revision,
            selected: self.selected_count(),
            cursor: self.cursor.map(|row| row.0),
            revision: self.told.revision(),
        }
    }

    /// Compares the selected rows.
    pub fn compare_selected(&self) -> Compared {
        let selected = self.some_selected(MOST_ROWS).into_iter();
        let entries = selected.filter_map(|row| self.rows.get(row));
        let rows: Vec<Vec<(String, String)>> = entries
            .map(|entry| facts_of(&self.complete(entry)))
            .collect();
        let mut compared = compare(&rows);
        compared.selected = self.selected_count();
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

/// The values of one name.
struct Values<'a> {
    name: &'a str,
    rows: usize,
    distinct: HashSet<&'a str>,
}

/// Compares the facts of rows in one pass over them. A row that lacks a name counts as one more value of it.
fn compare(rows: &[Vec<(String, String)>]) -> Compared {
    let mut of_name: HashMap<&str, usize> = HashMap::new();
    let mut all: Vec<Values<'_>> = Vec::new();
    for (name, value) in rows.iter().flatten() {
        let at = *of_name.entry(name).or_insert_with(|| {
            all.push(Values {
                name,
                rows: 0,
                distinct: HashSet::new(),
            });
            all.len() - 1
        });
        all[at].rows += 1;
        all[at].distinct.insert(value);
    }
    let mut compared = Compared {
        compared: rows.len(),
        ..Compared::default()
    };
    for values in all {
        let lacks = usize::from(values.rows < rows.len());
        let name = values.name.to_owned();
        match (values.distinct.len() + lacks, values.distinct.iter().next()) {
            (1, Some(only)) if !only.is_empty() => compared.same.push((name, (*only).to_owned())),
            (1, _) => {}
            (count, _) => compared.different.push((name, count)),
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
