//! From a value on the screen to a filter that asks for it, or for all but it.

use crate::app::columns;
use crate::app::resource_explorer::filter::{Ast, Expr, Field, Op, Pattern, Spanned, Term};
use crate::app::resource_explorer::tree::{BuiltinColumn, ColumnId, TagValue};
use crate::catalog::columns::ColumnKind;
use crate::model::ResourceEntry;

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Narrowing {
    /// Those with the value.
    OnlyThis,
    /// Those without it.
    WithoutThis,
}

/// The filter `filter` with a term about what a row has in a column, which says `shown`; `None` where the language has
/// no words for it.
pub(crate) fn narrowed(
    filter: &str,
    column: &ColumnId,
    entry: &ResourceEntry,
    shown: &str,
    narrowing: Narrowing,
) -> Option<String> {
    let term = Expr::Term(term_of(column, entry, shown)?);
    narrowed_by(filter, vec![term], narrowing)
}

/// The filter `filter` with terms that must all hold, or not all; terms that it has already are not said twice.
pub(crate) fn narrowed_by(filter: &str, terms: Vec<Expr>, narrowing: Narrowing) -> Option<String> {
    let mut terms: Vec<Spanned<Expr>> = terms.into_iter().map(at_no_place).collect();
    if narrowing == Narrowing::WithoutThis {
        let all = match terms.len() {
            1 => terms.swap_remove(0),
            _ => at_no_place(Expr::All(terms)),
        };
        terms = vec![at_no_place(Expr::Not(Box::new(all)))];
    }
    let mut all = match Ast::parse(filter).ok()?.root {
        None => Vec::new(),
        Some(Spanned {
            node: Expr::All(all),
            ..
        }) => all,
        Some(before) => vec![before],
    };
    for term in terms {
        if !all.contains(&term) {
            all.push(term);
        }
    }
    let root = match all.len() {
        1 => all.swap_remove(0),
        _ => at_no_place(Expr::All(all)),
    };
    let narrowed = Ast { root: Some(root) };
    let text = narrowed.to_string();
    (Ast::parse(&text).ok()? == narrowed).then_some(text)
}

pub(crate) fn at_no_place<T>(node: T) -> Spanned<T> {
    Spanned::new(node, 0..0)
}

fn term_of(column: &ColumnId, entry: &ResourceEntry, shown: &str) -> Option<Term> {
    let in_field = |field, pattern| Term::Text {
        field: Some(at_no_place(field)),
        alternatives: vec![at_no_place(pattern)],
    };
    let plain = |field, value: &str| in_field(field, Pattern::Text(value.to_owned()));
    Some(match column {
        ColumnId::Builtin(BuiltinColumn::Name) if !entry.is_named() => plain(Field::Id, &entry.id),
        ColumnId::Builtin(BuiltinColumn::Name) => plain(Field::Name, entry.display_name()),
        ColumnId::Builtin(BuiltinColumn::Id) => plain(Field::Id, &entry.id),
        ColumnId::Builtin(BuiltinColumn::Status) => plain(Field::Status, &entry.status),
        ColumnId::Builtin(BuiltinColumn::Type) => plain(Field::Type, entry.resource_type.as_str()),
        ColumnId::Builtin(BuiltinColumn::Region) => plain(Field::Region, entry.region.as_str()),
        ColumnId::Builtin(BuiltinColumn::Account) => plain(Field::Account, &entry.account.digits()),
        ColumnId::Tag(key) => {
            let TagValue::Value(value) = TagValue::of(entry, key) else {
                return None;
            };
            let (key, value) = (key.as_str().to_owned(), Some(at_no_place(value)));
            let key = at_no_place(key);
            in_field(Field::Tag, Pattern::Tag { key, value })
        }
        ColumnId::Property(path) => is(path.to_string(), shown)?,
        ColumnId::Catalog(label) => {
            let column = columns::of_type(entry.resource_type, label)?;
            is_plain(column.kind)
                .then(|| is(column.path.to_string().replace("[]", ""), shown))??
        }
        ColumnId::Other(_) => return None,
    })
}

/// Whether a column says what the properties say.
fn is_plain(kind: ColumnKind) -> bool {
    matches!(
        kind,
        ColumnKind::Text
            | ColumnKind::Ip
            | ColumnKind::Cidr
            | ColumnKind::Id(_)
            | ColumnKind::Arn
            | ColumnKind::Number
    )
}

/// The term for a property that is one value; none for several.
fn is(path: String, shown: &str) -> Option<Term> {
    let value = Pattern::Text(shown.to_owned());
    (!shown.contains(", ")).then(|| Term::Compare {
        left: at_no_place(path),
        op: Op::Equal,
        values: vec![at_no_place(value)],
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::app::resource_explorer::filter::Filter;
    use crate::app::resource_explorer::testing::entry;
    use crate::model::{Properties, Tags};

    #[test]
    fn a_value_becomes_a_filter_that_finds_its_row_or_all_others() {
        let mut row = entry(
            "eu-west-1",
            "AWS::EC2::Volume",
            "vol-1",
            "a name: with | signs",
        );
        row.tags = Tags::from_pairs([("Cost center", "R & D")]).or_called(row.name());
        row.status = "in-use".into();
        let zone = json!({"AvailabilityZone": "eu-west-1a", "VolumeType": "gp3"});
        row.properties = Properties::from_json(&zone);
        let shown = [
            ("name", ""),
            ("id", ""),
            ("status", ""),
            ("type", ""),
            ("region", ""),
            ("account", ""),
            ("tag:Cost center", ""),
            ("property:AvailabilityZone", "eu-west-1a"),
            ("column:Volume type", "gp3"),
        ];
        for (column, shown) in shown {
            let column: ColumnId = column.parse().unwrap();
            for before in ["", "vol", "vol or nothing", "!nothing vol"] {
                let of = |narrowing| {
                    let filter = narrowed(before, &column, &row, shown, narrowing).unwrap();
                    Filter::parse(&filter).unwrap().matches(&row)
                };
                assert!(of(Narrowing::OnlyThis), "{column} after {before}");
                assert!(!of(Narrowing::WithoutThis), "{column} after {before}");
            }
        }
        let no_words = |column: &str, before: &str| {
            let column = column.parse().unwrap();
            narrowed(before, &column, &row, "a, b", Narrowing::OnlyThis)
        };
        assert_eq!(no_words("property:Zones", ""), None, "several values");
        assert_eq!(no_words("tag:Team", ""), None);
        assert_eq!(
            no_words("name", "(("),
            None,
            "what cannot be read is left alone"
        );
    }
}
