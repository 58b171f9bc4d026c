//! `Size>=500`, `InstanceType=t3.*`, `created<30d`: a property or a moment beside what it is compared with.

use std::cmp::Ordering;

use super::amount::{Amount, When, number};
use super::ast::{Op, Pattern};
use super::field::Field;
use super::json_text::{PropertyPath, Scalar, fold_key};
use super::moments::{Moment, moment_of};
use super::names::{Names, ShownValue, SizeUnit, TypeWords};
use super::needle::Needle;
use super::span::Spanned;
use super::verdict::Verdict;
use crate::model::{ResourceEntry, TypeId};

/// A comparison, ready.
#[derive(Clone)]
pub(super) struct Comparison {
    left: Left,
    /// The left side as it was written.
    written: Box<str>,
    op: Op,
    values: Vec<Wanted>,
    types: &'static dyn TypeWords,
}

/// Types are called the same all the time: what was written decides.
impl PartialEq for Comparison {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written && self.op == other.op && self.values == other.values
    }
}

impl Eq for Comparison {}

impl std::fmt::Debug for Comparison {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}{:?}", self.written, self.op.sign(), self.values)
    }
}

/// What is compared.
#[derive(Clone, Debug)]
enum Left {
    /// What is at a path, or shown under a label.
    Path(PropertyPath),
    /// A size: that of the resource, where no property is called so.
    Size(PropertyPath),
    /// A moment of its life.
    Moment(Moment),
}

/// A value to compare with.
#[derive(Clone, Debug)]
struct Wanted {
    text: Needle,
    amount: Option<Amount>,
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// What the properties of a row say.
enum Seen {
    /// Nothing that is compared is there.
    Absent,
    /// Something is, and none of it is what is wanted.
    Other,
    /// It is what is wanted.
    Wanted,
}

impl Comparison {
    /// Makes a comparison ready.
    pub(super) fn new(left: &str, op: Op, values: &[Spanned<Pattern>], names: &Names) -> Self {
        let wanted = |value: &Spanned<Pattern>| Wanted {
            amount: match &value.node {
                Pattern::Text(text) => Amount::parse(text),
                Pattern::Regex(_) | Pattern::Fuzzy(_) | Pattern::Tag { .. } => None,
            },
            text: Needle::of(&value.node),
        };
        Self {
            left: Left::of(left),
            written: match left {
                "" => "size".into(),
                left => fold_key(left).into(),
            },
            op,
            values: values.iter().map(wanted).collect(),
            types: names.types,
        }
    }

    /// The field that has the name that is compared.
    pub(super) fn field(&self) -> Option<Field> {
        let field = Field::of_name(&self.written)?;
        let can_be = !self.op.is_order() && !matches!(field, Field::Tag | Field::Properties);
        can_be.then_some(field)
    }

    /// Whether it says something else of a row as time goes by.
    pub(super) fn depends_on_time(&self) -> bool {
        let by_time = |amount: &Amount| match amount {
            Amount::Age(_) | Amount::Date(When::Now | When::DaysAgo(_)) => true,
            Amount::Number(_) | Amount::Bytes(_) | Amount::Date(When::Between(..)) => false,
        };
        let mut amounts = self.values.iter().filter_map(|value| value.amount.as_ref());
        amounts.any(by_time)
    }

    /// Whether a field's text is one of the values.
    pub(super) fn is_one_of(&self, text: &str) -> bool {
        self.values
            .iter()
            .any(|wanted| wanted.text.matches_whole(text))
    }

    /// Whether it asks for something else than the values.
    pub(super) fn is_unequal(&self) -> bool {
        self.op == Op::NotEqual
    }

    /// What the properties of a row decide, at a moment in seconds since 1970.
    pub(super) fn verdict(&self, entry: &ResourceEntry, now: i64) -> Verdict {
        if entry.properties.is_evicted() || entry.properties.is_empty() {
            return Verdict::Unknown;
        }
        let seen = entry
            .properties
            .with_text(|text| self.look(entry.resource_type, text, now));
        match (seen, &self.left) {
            (Seen::Wanted, _) => Verdict::of(!self.is_unequal()),
            (Seen::Other, _) => Verdict::of(self.is_unequal()),
            (Seen::Absent, Left::Moment(moment)) if moment.is_of_every_resource() => {
                Verdict::Unknown
            }
            (Seen::Absent, _) => Verdict::Fails,
        }
    }

    fn look(&self, ty: TypeId, text: &str, now: i64) -> Seen {
        let mut seen = Seen::Absent;
        let mut take = |value: Scalar<'_>, unit: Option<SizeUnit>| {
            let is = self
                .values
                .iter()
                .any(|wanted| self.is(&value, wanted, unit, now));
            if is {
                seen = Seen::Wanted;
            } else if matches!(seen, Seen::Absent) {
                seen = Seen::Other;
            }
        };
        match &self.left {
            Left::Moment(moment) => {
                if let Some(when) = moment.of(text) {
                    take(Scalar::Number(&when.to_string()), None);
                }
            }
            Left::Path(path) | Left::Size(path) => {
                let asks_bytes = self
                    .values
                    .iter()
                    .any(|one| matches!(one.amount, Some(Amount::Bytes(_))));
                let unit = if asks_bytes {
                    self.types.unit_of(ty, &self.written)
                } else {
                    None
                };
                path.visit(text, &mut |value| take(value, unit));
            }
        }
        if matches!(seen, Seen::Absent) {
            for ShownValue { path, unit } in self.shown(ty) {
                PropertyPath::parse(&path).visit(text, &mut |value| {
                    let is = self
                        .values
                        .iter()
                        .any(|wanted| self.is(&value, wanted, unit, now));
                    match (is, &seen) {
                        (true, _) => seen = Seen::Wanted,
                        (false, Seen::Absent) => seen = Seen::Other,
                        (false, _) => {}
                    }
                });
            }
        }
        seen
    }

    /// Where what is compared stands in the properties of a type, beside the path that was written.
    fn shown(&self, ty: TypeId) -> Vec<ShownValue> {
        match self.left {
            Left::Path(_) => self.types.shown_as(ty, &self.written),
            Left::Size(_) => self.types.size_of(ty).into_iter().collect(),
            Left::Moment(_) => Vec::new(),
        }
    }

    /// Whether a value is what is wanted. "Not equal" is asked as "equal", and turned round at the end.
    fn is(&self, value: &Scalar<'_>, wanted: &Wanted, unit: Option<SizeUnit>, now: i64) -> bool {
        let order = wanted
            .amount
            .and_then(|amount| order_of(value, amount, unit, now));
        if self.op.is_order() {
            return order.is_some_and(|order| self.op.holds(order));
        }
        order == Some(Ordering::Equal)
            || match value {
                Scalar::Text(text) => wanted.text.matches_whole(text),
                Scalar::Number(text) => wanted.text.matches_whole(text),
                Scalar::Bool(true) => {
                    wanted.text.matches_whole("true") || wanted.text.matches_whole("yes")
                }
                Scalar::Bool(false) => {
                    wanted.text.matches_whole("false") || wanted.text.matches_whole("no")
                }
                Scalar::Object => wanted.text.matches_whole(""),
            }
    }
}

impl Left {
    fn of(text: &str) -> Self {
        if let Some(moment) = Moment::of_name(text) {
            return Self::Moment(moment);
        }
        if text.is_empty() || text.eq_ignore_ascii_case("size") {
            return Self::Size(PropertyPath::parse("size"));
        }
        Self::Path(PropertyPath::parse(text))
    }
}

/// How a value stands to an amount; `None` where the two cannot be compared.
fn order_of(
    value: &Scalar<'_>,
    amount: Amount,
    unit: Option<SizeUnit>,
    now: i64,
) -> Option<Ordering> {
    let as_number = || match value {
        Scalar::Number(text) => text.parse::<f64>().ok(),
        Scalar::Text(text) => number(text),
        Scalar::Bool(_) | Scalar::Object => None,
    };
    match amount {
        Amount::Number(wanted) => as_number()?.partial_cmp(&wanted),
        Amount::Bytes(wanted) => {
            let factor = unit.map_or(1.0, SizeUnit::bytes);
            (as_number()? * factor).partial_cmp(&wanted)
        }
        Amount::Age(wanted) => ((now - moment_of(value)?) as f64).partial_cmp(&wanted),
        Amount::Date(when) => {
            let (from, to) = when.range(now);
            let moment = moment_of(value)?;
            Some(match () {
                () if moment < from => Ordering::Less,
                () if moment > to => Ordering::Greater,
                () => Ordering::Equal,
            })
        }
    }
}

/// Whether a property is there: `has:KmsKeyId`.
#[derive(Clone)]
pub(super) struct Presence {
    path: PropertyPath,
    written: Box<str>,
    types: &'static dyn TypeWords,
}

impl PartialEq for Presence {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Presence {}

impl std::fmt::Debug for Presence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "has:{}", self.written)
    }
}

impl Presence {
    /// Of the property with this path or label.
    pub(super) fn new(written: &str, names: &Names) -> Self {
        Self {
            path: PropertyPath::parse(written),
            written: fold_key(written).into(),
            types: names.types,
        }
    }

    /// Whether a row has it.
    pub(super) fn verdict(&self, entry: &ResourceEntry) -> Verdict {
        if entry.properties.is_evicted() || entry.properties.is_empty() {
            return Verdict::Unknown;
        }
        let mut is_there = false;
        let mut note =
            |value: Scalar<'_>| is_there |= !matches!(value, Scalar::Text(text) if text.is_empty());
        entry.properties.with_text(|text| {
            self.path.visit(text, &mut note);
            for shown in self.types.shown_as(entry.resource_type, &self.written) {
                PropertyPath::parse(&shown.path).visit(text, &mut note);
            }
        });
        Verdict::of(is_there)
    }
}
