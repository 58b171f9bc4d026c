//! The order that a person asks for: by one column, or by several one after the other.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ColumnId;

/// By how many columns rows are sorted at most; more decide nothing that a person could see.
const MOST_COLUMNS: usize = 4;

/// One column that rows are sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SortColumn {
    /// Which one.
    pub by: ColumnId,
    /// Whether the last comes first. Rows without a value come last in either case.
    #[serde(default)]
    pub descending: bool,
}

impl SortColumn {
    /// By the name, from the first to the last.
    const BY_NAME: Self = Self {
        by: ColumnId::NAME,
        descending: false,
    };
}

/// How rows are sorted: by the first column, where that is equal by the second, and so on; at last by name, then by
/// id. The default is by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sorting(Vec<SortColumn>);

impl Sorting {
    /// By these columns; each counts where it is named first.
    pub fn new(columns: impl IntoIterator<Item = SortColumn>) -> Self {
        let mut once: Vec<SortColumn> = Vec::new();
        for column in columns {
            if once.len() < MOST_COLUMNS && once.iter().all(|before| before.by != column.by) {
                once.push(column);
            }
        }
        if once == [SortColumn::BY_NAME] {
            once.clear();
        }
        Self(once)
    }

    /// By one column, from its first value to its last.
    pub fn by(column: impl Into<ColumnId>) -> Self {
        Self::new([SortColumn {
            by: column.into(),
            descending: false,
        }])
    }

    /// By one column, from its last value to its first.
    pub fn by_last(column: impl Into<ColumnId>) -> Self {
        Self::new([SortColumn {
            by: column.into(),
            descending: true,
        }])
    }

    /// The columns, the one that counts most first; never none.
    pub fn columns(&self) -> &[SortColumn] {
        const DEFAULT: &[SortColumn] = &[SortColumn::BY_NAME];
        if self.0.is_empty() { DEFAULT } else { &self.0 }
    }

    /// The column that counts most.
    pub fn first(&self) -> &SortColumn {
        &self.columns()[0]
    }

    /// Where a column stands among those that rows are sorted by.
    pub fn place_of(&self, column: &ColumnId) -> Option<(usize, &SortColumn)> {
        let mut columns = self.columns().iter().enumerate();
        columns.find(|(_, sorted)| sorted.by == *column)
    }

    /// What a click on the heading of a column asks for: by it alone, or the other way round.
    #[must_use]
    pub fn clicked(&self, column: &ColumnId) -> Self {
        let is_alone = self.columns().len() == 1;
        let now = self.place_of(column).filter(|_| is_alone);
        Self::new([SortColumn {
            by: column.clone(),
            descending: now.is_some_and(|(_, sorted)| !sorted.descending),
        }])
    }

    /// What a click with Shift asks for: by it after the others, then the other way round, then not by it.
    #[must_use]
    pub fn clicked_as_next(&self, column: &ColumnId) -> Self {
        let mut columns = self.columns().to_vec();
        match columns.iter_mut().position(|sorted| sorted.by == *column) {
            None => columns.push(SortColumn {
                by: column.clone(),
                descending: false,
            }),
            Some(at) if !columns[at].descending => columns[at].descending = true,
            Some(at) => _ = columns.remove(at),
        }
        Self::new(columns)
    }

    /// Whether the properties of rows decide.
    pub fn reads_properties(&self) -> bool {
        self.0.iter().any(|sorted| sorted.by.reads_properties())
    }

    /// Whether details can change the order.
    pub fn is_told_by_details(&self) -> bool {
        self.0.iter().any(|sorted| sorted.by.is_told_by_details())
    }
}

/// One column is written alone, as it was before there could be several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    One(SortColumn),
    Several(Vec<SortColumn>),
}

impl Serialize for Sorting {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.columns() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Sorting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Written::deserialize(deserializer)? {
            Written::One(column) => Self::new([column]),
            Written::Several(columns) => Self::new(columns),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::BuiltinColumn;
    use super::*;

    fn column(name: &str) -> ColumnId {
        name.parse().unwrap()
    }

    fn read(value: serde_json::Value) -> Sorting {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn an_order_is_read_as_it_is_written_and_as_it_was_written_before() {
        let before = read(json!({"by": "status", "descending": true}));
        assert_eq!(before, Sorting::by_last(BuiltinColumn::Status));
        let several = Sorting::by(column("property:Size")).clicked_as_next(&column("tag:Team"));
        for sorting in [before, several, Sorting::default()] {
            let written = serde_json::to_value(&sorting).unwrap();
            assert_eq!(read(written.clone()), sorting, "{written}");
        }
        assert_eq!(read(json!([])), Sorting::default());
        let foreign = json!({"by": "cost:month", "descending": false});
        assert_eq!(
            serde_json::to_value(read(foreign.clone())).unwrap(),
            foreign
        );
    }

    #[test]
    fn a_click_turns_the_order_round_and_shift_adds_a_column() {
        let (status, region) = (column("status"), column("region"));
        let by_status = Sorting::default().clicked(&status);
        assert_eq!(by_status, Sorting::by(BuiltinColumn::Status));
        let turned = by_status.clicked(&status);
        assert_eq!(turned, Sorting::by_last(BuiltinColumn::Status));
        assert_eq!(turned.clicked(&status), by_status);
        let both = turned.clicked_as_next(&region);
        assert_eq!(both.place_of(&region).unwrap().0, 1);
        assert_eq!(both.first().by, status);
        let both = both.clicked_as_next(&region);
        assert!(both.place_of(&region).unwrap().1.descending);
        assert_eq!(
            both.clicked_as_next(&region),
            turned,
            "the third takes it out"
        );
        assert_eq!(both.clicked(&region), Sorting::by(BuiltinColumn::Region));
    }

    #[test]
    fn no_column_counts_twice_and_few_are_enough() {
        let names = ["a", "a", "b", "c", "d", "e"].map(|key| format!("tag:{key}"));
        let columns = names.map(|name| SortColumn {
            by: column(&name),
            descending: false,
        });
        assert_eq!(Sorting::new(columns).columns().len(), MOST_COLUMNS);
    }
}
