//! One term of a filter in the parts that a form has fields for.

use crate::app::narrowing::at_no_place;
use crate::app::resource_explorer::filter::{Expr, Field, Op, Pattern, Spanned, Term};

/// What a row asks about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Everything that a bare word is looked for in.
    #[default]
    Anywhere,
    /// A field, tags aside.
    Field(Field),
    /// The tag of a key.
    Tag,
    /// The property at a path.
    Property,
}

impl Subject {
    /// All of them, in the order in which they are offered.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let fields = Field::ALL.into_iter().filter(|field| *field != Field::Tag);
        std::iter::once(Self::Anywhere)
            .chain(fields.map(Self::Field))
            .chain([Self::Tag, Self::Property])
    }

    /// As the form says it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::Field(field) => field.name(),
            Self::Tag => "tag",
            Self::Property => "property",
        }
    }

    /// What its name is called, where it has one.
    pub(crate) fn name_hint(self) -> Option<&'static str> {
        match self {
            Self::Anywhere | Self::Field(_) => None,
            Self::Tag => Some("Key"),
            Self::Property => Some("Path, such as State.Name"),
        }
    }

    /// How it can be asked about.
    pub(crate) fn comparisons(self) -> &'static [Comparison] {
        use Comparison::{Contains, ContainsNot, Exists, Missing, Order};
        match self {
            Self::Anywhere | Self::Field(Field::Managed | Field::Properties) => {
                &[Contains, ContainsNot]
            }
            Self::Field(_) => &[Contains, ContainsNot, Order(Op::Equal), Order(Op::NotEqual)],
            Self::Tag => &[Contains, ContainsNot, Exists, Missing],
            Self::Property => &[
                Order(Op::Equal),
                Order(Op::NotEqual),
                Order(Op::Less),
                Order(Op::AtMost),
                Order(Op::Greater),
                Order(Op::AtLeast),
                Exists,
                Missing,
            ],
        }
    }
}

/// How a row asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// The value is in it.
    #[default]
    Contains,
    /// The value is not in it.
    ContainsNot,
    /// It is compared with the value.
    Order(Op),
    /// It is there.
    Exists,
    /// It is not there.
    Missing,
}

impl Comparison {
    /// As the form says it of a subject.
    pub(crate) fn label(self, subject: Subject) -> &'static str {
        match (self, subject) {
            (Self::Contains, Subject::Tag | Subject::Field(Field::Managed))
            | (Self::Order(Op::Equal), _) => "is",
            (Self::ContainsNot, Subject::Tag | Subject::Field(Field::Managed))
            | (Self::Order(Op::NotEqual), _) => "is not",
            (Self::Contains, _) => "contains",
            (Self::ContainsNot, _) => "contains not",
            (Self::Order(op), _) => op.sign(),
            (Self::Exists, _) => "is there",
            (Self::Missing, _) => "is missing",
        }
    }

    /// Whether it needs a value.
    pub(crate) fn has_value(self) -> bool {
        !matches!(self, Self::Exists | Self::Missing)
    }
}

/// A term in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TermRow {
    /// What it asks about.
    pub subject: Subject,
    /// The key of the tag, or the path of the property.
    pub name: String,
    /// How it asks.
    pub comparison: Comparison,
    /// For what; several with `|` between them.
    pub value: String,
}

impl TermRow {
    /// The row of a term; `None` where it would say something else.
    pub(super) fn of(expr: &Expr) -> Option<Self> {
        let row = match expr {
            Expr::Term(term) => Self::of_term(term)?,
            Expr::Not(inner) => match &inner.node {
                Expr::Term(term) => Self::of_term(term)?.opposite()?,
                _ => return None,
            },
            Expr::All(_) | Expr::Any(_) => return None,
        };
        (row.expr().as_ref() == Some(expr)).then_some(row)
    }

    fn of_term(term: &Term) -> Option<Self> {
        let row = |subject, name: &str, comparison, value: String| Self {
            subject,
            name: name.to_owned(),
            comparison,
            value,
        };
        Some(match term {
            Term::Text {
                field: Some(field),
                alternatives,
            } if field.node == Field::Tag => {
                let Pattern::Tag { key, value } = &alternatives.first()?.node else {
                    return None;
                };
                let comparison = match value {
                    None => Comparison::Exists,
                    Some(_) => Comparison::Contains,
                };
                let values = alternatives.iter().map(|one| match &one.node {
                    Pattern::Tag { value, .. } => value.as_ref().map(|value| &*value.node),
                    _ => None,
                });
                let values: Option<Vec<&str>> = values.collect();
                row(
                    Subject::Tag,
                    &key.node,
                    comparison,
                    joined(&values.unwrap_or_default()),
                )
            }
            Term::Text {
                field,
                alternatives,
            } => {
                let subject = field
                    .as_ref()
                    .map_or(Subject::Anywhere, |field| Subject::Field(field.node));
                row(subject, "", Comparison::Contains, values_of(alternatives)?)
            }
            Term::Compare { left, op, values } => {
                let field = Field::of_name(&left.node);
                let field = field.map(Subject::Field);
                let order = Comparison::Order(*op);
                let field = field.filter(|field| field.comparisons().contains(&order));
                let subject = field.unwrap_or(Subject::Property);
                let name = if subject == Subject::Property {
                    &*left.node
                } else {
                    ""
                };
                row(subject, name, order, values_of(values)?)
            }
            Term::Has(what) => row(
                Subject::Property,
                &what.node,
                Comparison::Exists,
                String::new(),
            ),
            Term::Untagged => return None,
        })
    }

    fn opposite(self) -> Option<Self> {
        let comparison = match self.comparison {
            Comparison::Contains => Comparison::ContainsNot,
            Comparison::Exists => Comparison::Missing,
            Comparison::ContainsNot | Comparison::Missing | Comparison::Order(_) => return None,
        };
        Some(Self { comparison, ..self })
    }

    /// What it asks for; `None` while a part is missing.
    pub(super) fn expr(&self) -> Option<Expr> {
        let name = self.name.trim();
        let is_named = self.subject.name_hint().is_some();
        let values: Vec<&str> = self.value.split('|').map(str::trim).collect();
        let lacks_value = values.iter().any(|value| value.is_empty());
        if is_named && name.is_empty() || self.comparison.has_value() && lacks_value {
            return None;
        }
        let term = match (self.comparison, self.subject) {
            (Comparison::Exists | Comparison::Missing, Subject::Tag) => tags(name, &[]),
            (Comparison::Exists | Comparison::Missing, _) => {
                Term::Has(at_no_place(name.to_owned()))
            }
            (Comparison::Order(op), subject) => Term::Compare {
                left: at_no_place(match subject {
                    Subject::Field(field) => field.name().to_owned(),
                    _ => name.to_owned(),
                }),
                op,
                values: patterns(&values),
            },
            (_, Subject::Tag) => tags(name, &values),
            (_, Subject::Property) => return None,
            (_, Subject::Anywhere) => Term::Text {
                field: None,
                alternatives: patterns(&values),
            },
            (_, Subject::Field(field)) => Term::Text {
                field: Some(at_no_place(field)),
                alternatives: patterns(&values),
            },
        };
        let term = Expr::Term(term);
        let is_opposite = matches!(
            self.comparison,
            Comparison::ContainsNot | Comparison::Missing
        );
        Some(if is_opposite {
            Expr::Not(Box::new(at_no_place(term)))
        } else {
            term
        })
    }

    /// Asks about something else, in a way that it can be asked about.
    pub(crate) fn ask_about(&mut self, subject: Subject) {
        self.subject = subject;
        let offered = subject.comparisons();
        if !offered.contains(&self.comparison) {
            self.comparison = offered[0];
        }
    }
}

/// A tag of this key, with one of these values if there are any.
fn tags(key: &str, values: &[&str]) -> Term {
    let tag = |value: Option<&str>| {
        at_no_place(Pattern::Tag {
            key: at_no_place(key.to_owned()),
            value: value.map(|value| at_no_place(value.to_owned())),
        })
    };
    let mut alternatives: Vec<_> = values.iter().map(|value| tag(Some(value))).collect();
    if alternatives.is_empty() {
        alternatives.push(tag(None));
    }
    Term::Text {
        field: Some(at_no_place(Field::Tag)),
        alternatives,
    }
}

fn patterns(values: &[&str]) -> Vec<Spanned<Pattern>> {
    let texts = values.iter();
    texts
        .map(|value| at_no_place(Pattern::Text((*value).to_owned())))
        .collect()
}

/// Texts in one field of the form; `None` where one of them is none.
fn values_of(patterns: &[Spanned<Pattern>]) -> Option<String> {
    let texts = patterns.iter().map(|pattern| match &pattern.node {
        Pattern::Text(text) => Some(&**text),
        _ => None,
    });
    let texts: Option<Vec<&str>> = texts.collect();
    texts.map(|texts| joined(&texts))
}

fn joined(values: &[&str]) -> String {
    values.join(" | ")
}
