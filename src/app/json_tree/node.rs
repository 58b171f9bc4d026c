//! One line of a JSON tree: its name, what it says, and the resource that its value names.

use std::borrow::Cow;

use compact_str::CompactString;

use crate::model::TypeId;

/// What a line says after its name.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// Opens; so many members.
    Object(usize),
    /// Opens; so many elements.
    Array(usize),
    /// Opens; not part of the document but above it, such as an operation's name.
    Heading,
    /// A string.
    Text(CompactString),
    /// A string that holds a document itself, such as a policy; opens.
    EmbeddedJson(CompactString),
    /// A number.
    Number(CompactString),
    /// True or false.
    Bool(bool),
    /// Null.
    Null,
    /// A line of a longer text, as it was written.
    Line(CompactString),
    /// Said in place of a document.
    Note(CompactString),
    /// Why there is no document.
    Error(CompactString),
}

impl Body {
    /// Whether something is below it.
    pub fn opens(&self) -> bool {
        matches!(
            self,
            Self::Object(1..) | Self::Array(1..) | Self::Heading | Self::EmbeddedJson(_)
        )
    }

    /// What it says, as it is copied and searched.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Object(count) => format!("{{{count}}}").into(),
            Self::Array(count) => format!("[{count}]").into(),
            Self::Heading => "".into(),
            Self::Text(text)
            | Self::EmbeddedJson(text)
            | Self::Number(text)
            | Self::Line(text)
            | Self::Note(text)
            | Self::Error(text) => text.as_str().into(),
            Self::Bool(value) => if *value { "true" } else { "false" }.into(),
            Self::Null => "null".into(),
        }
    }
}

/// The resource that a value names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its type.
    pub ty: TypeId,
    /// The value: its id, or its ARN.
    pub id: CompactString,
    /// Its ARN, where the value is one.
    pub arn: Option<CompactString>,
}

impl Link {
    /// A link to what `value` names.
    pub fn new(ty: TypeId, value: &str) -> Self {
        Self {
            ty,
            id: value.into(),
            arn: value.starts_with("arn:").then(|| value.into()),
        }
    }
}

/// One line.
#[derive(Clone, Debug)]
pub struct Node {
    /// Levels above it.
    pub depth: u16,
    /// Member name or `[index]`; empty for lines of text.
    pub name: CompactString,
    /// What it says.
    pub body: Body,
    /// The resource that its value names. In a box: few lines have one.
    pub link: Option<Box<Link>>,
    /// The same for the same place in every document, so that what was opened in one resource is
    /// open in the next.
    pub path: u64,
    pub(super) parent: Option<u32>,
    /// Index one past the last line below it.
    pub(super) end: u32,
}
