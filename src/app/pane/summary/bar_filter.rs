//! From a bar to the filter that lets its rows through.

use crate::app::narrowing::{Narrowing, at_no_place, narrowed_by};
use crate::app::resource_explorer::figures::{AgeBand, Bar, BarKey, Dimension};
use crate::app::resource_explorer::filter::{Expr, Field, Op, Pattern, Term};

/// A bar among those beside it.
#[derive(Clone, Copy)]
pub(crate) struct PlacedBar<'a> {
    /// By what it is told from the others.
    pub dimension: &'a Dimension,
    /// What its rows have in common.
    pub key: &'a BarKey,
    /// It and the others.
    pub beside: &'a [Bar],
}

/// The filter `filter` with what rows of these bars, each within the one before, have in common; `None` where the
/// language has no words for it, as for what is not known.
pub(crate) fn bar_filter(
    filter: &str,
    bars: &[PlacedBar<'_>],
    narrowing: Narrowing,
) -> Option<String> {
    let terms: Option<Vec<Vec<Expr>>> = bars.iter().map(terms_of).collect();
    narrowed_by(filter, terms?.into_iter().flatten().collect(), narrowing)
}

fn terms_of(bar: &PlacedBar<'_>) -> Option<Vec<Expr>> {
    let in_field = |field, text: String| text_term(field, Pattern::Text(text));
    let term = match bar.key {
        // The beginning is left open, so that the rest has to be the whole type.
        BarKey::Type(ty) => {
            let (_, rest) = ty.as_str().split_once("::")?;
            in_field(Field::Type, format!("*::{rest}"))
        }
        BarKey::Service(service) => in_field(Field::Type, format!("*::{service}::*")),
        BarKey::Account(account) => in_field(Field::Account, account.digits().to_string()),
        BarKey::Region(region) => in_field(Field::Region, region.as_str().to_owned()),
        BarKey::Status(status) if is_within_another(status, bar.beside) => {
            compare("status", Op::Equal, status.to_string())
        }
        BarKey::Status(status) => in_field(Field::Status, status.to_string()),
        BarKey::Tag(value) => tag_term(bar.dimension, Some(value.to_string()))?,
        BarKey::Age(band) => return Some(age_terms(*band)),
        BarKey::Missing => {
            let there = match bar.dimension {
                Dimension::Tag(_) => tag_term(bar.dimension, None)?,
                _ => Expr::Term(Term::Has(at_no_place("status".to_owned()))),
            };
            Expr::Not(Box::new(at_no_place(there)))
        }
        BarKey::Unknown => return None,
    };
    Some(vec![term])
}

fn text_term(field: Field, pattern: Pattern) -> Expr {
    Expr::Term(Term::Text {
        field: Some(at_no_place(field)),
        alternatives: vec![at_no_place(pattern)],
    })
}

fn tag_term(dimension: &Dimension, value: Option<String>) -> Option<Expr> {
    let Dimension::Tag(key) = dimension else {
        return None;
    };
    let pattern = Pattern::Tag {
        key: at_no_place(key.as_str().to_owned()),
        value: value.map(at_no_place),
    };
    Some(text_term(Field::Tag, pattern))
}

fn compare(left: &str, op: Op, value: String) -> Expr {
    Expr::Term(Term::Compare {
        left: at_no_place(left.to_owned()),
        op,
        values: vec![at_no_place(Pattern::Text(value))],
    })
}

fn age_terms(band: AgeBand) -> Vec<Expr> {
    let (from, to) = band.days();
    let bound = |op, days: u32| compare("created", op, format!("{days}d"));
    let from = from.map(|days| bound(Op::AtLeast, days));
    let to = to.map(|days| bound(Op::Less, days));
    from.into_iter().chain(to).collect()
}

/// Whether a part of another status says the same: `active` is in `inactive`.
fn is_within_another(status: &str, beside: &[Bar]) -> bool {
    let sought = status.to_lowercase();
    let within = |bar: &Bar| match &bar.key {
        BarKey::Status(other) => other != status && other.to_lowercase().contains(&sought),
        _ => false,
    };
    beside.iter().any(within)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use jiff::Timestamp;
    use serde_json::json;

    use super::*;
    use crate::app::fixtures::{PROD, PaneFixture, account};
    use crate::app::resource_explorer::figures::{Summary, Weight, summarize};
    use crate::app::resource_explorer::filter::Filter;
    use crate::app::resource_explorer::testing::entry;
    use crate::model::{Properties, ResourceEntry, Tags};

    const TEAMS: [&str; 8] = [
        "search",
        "a b",
        "R & D | (x)",
        "/x/",
        "~x",
        "\"quoted\"",
        "a=b:c",
        "!not",
    ];

    fn row(n: usize) -> ResourceEntry {
        let types = ["AWS::EC2::VPC", "AWS::EC2::VPCEndpoint", "AWS::S3::Bucket"];
        let region = ["eu-west-1", "us-east-1"][n % 2];
        let mut row = entry(
            region,
            types[n % 3],
            &format!("r-{n}"),
            &format!("name-{n}"),
        );
        row.status = ["active", "inactive", "", "in use"][n / 3 % 4].into();
        row.tags = match n % 5 {
            0 => Tags::unknown(),
            1 => Tags::NONE,
            _ => Tags::from_pairs([("Cost center", TEAMS[n / 5 % 8])]),
        };
        if n.is_multiple_of(4) {
            row.account = account(PROD);
        }
        let days = [0, 3, 20, 60, 200, 900][n / 2 % 6];
        let created = Timestamp::now().as_second() - days * 86_400 - 3_600;
        let created = Timestamp::from_second(created).unwrap();
        if !n.is_multiple_of(7) {
            row.properties = Properties::from_json(&json!({"CreateTime": created.to_string()}));
        }
        row
    }

    fn summary(fixture: &mut PaneFixture, by: &[Dimension]) -> Summary {
        let (input, stop) = (fixture.pane().figures_input(), AtomicBool::new(false));
        let now = Timestamp::now().as_second();
        summarize(&input, by, Weight::Rows, now, &stop).unwrap()
    }

    #[test]
    fn the_filter_of_each_bar_lets_its_rows_through_and_no_others() {
        let rows: Vec<ResourceEntry> = (0..400).map(row).collect();
        let mut fixture = PaneFixture::new();
        fixture.add_rows(rows.clone());
        let mut dimensions = Dimension::BUILTIN.to_vec();
        dimensions.push("tag:Cost center".parse().unwrap());
        for first in &dimensions {
            for second in &dimensions {
                let by = [first.clone(), second.clone()];
                let all = summary(&mut fixture, &by);
                for bar in &all.bars {
                    let placed = PlacedBar {
                        dimension: first,
                        key: &bar.key,
                        beside: &all.bars,
                    };
                    check(&rows, &[placed], bar.rows);
                    for within in bar.below.iter().filter(|_| first != second) {
                        let inner = PlacedBar {
                            dimension: second,
                            key: &within.key,
                            beside: &bar.below,
                        };
                        check(&rows, &[placed, inner], within.rows);
                    }
                }
            }
        }
    }

    fn check(rows: &[ResourceEntry], bars: &[PlacedBar<'_>], wanted: u32) {
        // The language has no way to write a quotation mark.
        let is_unsaid = |bar: &PlacedBar<'_>| match bar.key {
            BarKey::Unknown => true,
            BarKey::Tag(value) => value.contains('"'),
            _ => false,
        };
        let is_unsaid = bars.iter().any(is_unsaid);
        for before in ["", "r-", "r- or nothing"] {
            let text = bar_filter(before, bars, Narrowing::OnlyThis);
            assert_eq!(text.is_none(), is_unsaid, "{:?}", bars[0].key);
            let Some(text) = text else { continue };
            let filter = Filter::parse(&text).unwrap();
            let found = rows.iter().filter(|row| filter.matches(row)).count();
            assert_eq!(found, wanted as usize, "{text}");
            let again = bar_filter(&text, bars, Narrowing::OnlyThis);
            assert_eq!(again.as_ref(), Some(&text), "nothing is said twice");
        }
        if let Some(text) = bar_filter("", bars, Narrowing::WithoutThis) {
            let filter = Filter::parse(&text).unwrap();
            let found = rows.iter().filter(|row| filter.matches(row)).count();
            assert!(found <= rows.len() - wanted as usize, "{text}");
        }
    }
}
