//! One open element of an answer, and the JSON it becomes when it is closed.

use serde_json::{Map, Number, Value};

use super::super::shapes::{Holds, Scalar, ShapeId, member};
use crate::catalog::xml::{XmlError, shortened};

/// What the model says about an element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Expects {
    /// Members of a structure.
    Structure(ShapeId),
    /// Elements of a list: structures.
    Structures(ShapeId),
    /// Elements of a list: values.
    Scalars(Scalar),
    /// One value.
    Scalar(Scalar),
    /// Nothing: the model does not know it.
    Anything,
}

impl From<Holds> for Expects {
    fn from(holds: Holds) -> Self {
        match holds {
            Holds::Scalar(scalar) => Self::Scalar(scalar),
            Holds::Structure(shape) => Self::Structure(shape),
            Holds::Scalars(scalar) => Self::Scalars(scalar),
            Holds::Structures(shape) => Self::Structures(shape),
        }
    }
}

/// An open element.
#[derive(Debug)]
pub(super) struct Frame {
    /// Its name in the JSON.
    key: String,
    expects: Expects,
    text: String,
    members: Map<String, Value>,
    items: Vec<Value>,
}

impl Frame {
    pub(super) fn new(key: &str, expects: Expects) -> Self {
        Self {
            key: key.to_owned(),
            expects,
            text: String::new(),
            members: Map::new(),
            items: Vec::new(),
        }
    }

    /// Its name in the JSON.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// Whether the model says that it is a list.
    pub(super) fn is_list(&self) -> bool {
        matches!(self.expects, Expects::Structures(_) | Expects::Scalars(_))
    }

    /// The frame of an element inside this one.
    pub(super) fn child(&self, wire: &str) -> Self {
        match self.expects {
            Expects::Structure(shape) => match member(shape, wire) {
                Some(member) => Self::new(member.model, member.holds.into()),
                None => Self::unknown(wire),
            },
            Expects::Structures(shape) => Self::new(ITEM, Expects::Structure(shape)),
            Expects::Scalars(scalar) => Self::new(ITEM, Expects::Scalar(scalar)),
            Expects::Scalar(_) | Expects::Anything if wire == ITEM => {
                Self::new(ITEM, Expects::Anything)
            }
            Expects::Scalar(_) | Expects::Anything => Self::unknown(wire),
        }
    }

    fn unknown(wire: &str) -> Self {
        let mut key = wire.to_owned();
        if let Some(first) = key.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Self::new(&key, Expects::Anything)
    }

    /// Adds text. Text where a list belongs is an error; text between the members of a structure is ignored.
    pub(super) fn text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.expects {
            Expects::Scalar(_) | Expects::Anything => self.text.push_str(text),
            Expects::Structures(_) | Expects::Scalars(_) if !text.trim_ascii().is_empty() => {
                return Err(XmlError::StrayText {
                    inside: shortened(&self.key),
                });
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds an element that was closed inside this one.
    pub(super) fn take(&mut self, closed: Self) {
        let is_item = closed.key == ITEM;
        let is_known = !matches!(closed.expects, Expects::Anything);
        let key = closed.key.clone();
        let value = closed.into_value();
        match (self.expects, value) {
            // An empty number: the value is not known.
            (_, Value::Null) => {}
            (Expects::Structures(_) | Expects::Scalars(_), value) => self.items.push(value),
            (_, value) if is_item => self.items.push(value),
            (_, value) if is_known => {
                self.members.insert(key, value);
            }
            (_, value) => self.add_unknown(key, value),
        }
    }

    /// A member that the model does not know may come several times: then it is a list.
    fn add_unknown(&mut self, key: String, value: Value) {
        match self.members.get_mut(&key) {
            None => {
                self.members.insert(key, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }

    /// What the element is in JSON; `Null` if it says nothing.
    pub(super) fn into_value(mut self) -> Value {
        match self.expects {
            Expects::Structures(_) | Expects::Scalars(_) => Value::Array(self.items),
            Expects::Structure(_) => {
                self.keep_stray_items();
                Value::Object(self.members)
            }
            Expects::Scalar(scalar) if self.members.is_empty() && self.items.is_empty() => {
                typed(self.text, scalar)
            }
            Expects::Scalar(_) | Expects::Anything => self.into_whatever_it_is(),
        }
    }

    fn into_whatever_it_is(mut self) -> Value {
        match (self.members.is_empty(), self.items.is_empty()) {
            (true, true) if self.text.is_empty() && self.key.ends_with("Set") => {
                Value::Array(Vec::new())
            }
            (true, true) => Value::String(self.text),
            (true, false) => Value::Array(self.items),
            (false, _) => {
                self.keep_stray_items();
                Value::Object(self.members)
            }
        }
    }

    fn keep_stray_items(&mut self) {
        if !self.items.is_empty() {
            let items = Value::Array(std::mem::take(&mut self.items));
            self.members.insert("Item".to_owned(), items);
        }
    }
}

/// The name of list elements on EC2's wire.
const ITEM: &str = "item";

/// The text as its type; text that does not fit its type stays text.
fn typed(text: String, scalar: Scalar) -> Value {
    match scalar {
        Scalar::Text => Value::String(text),
        Scalar::Boolean => match text.trim_ascii() {
            "true" | "1" => Value::Bool(true),
            "false" | "0" => Value::Bool(false),
            "" => Value::Null,
            _ => Value::String(text),
        },
        Scalar::Number => number(text.trim_ascii()).unwrap_or(Value::String(text)),
    }
}

fn number(text: &str) -> Option<Value> {
    if text.is_empty() {
        return Some(Value::Null);
    }
    let whole = text.parse::<i64>().map(Number::from);
    let whole = whole.or_else(|_| text.parse::<u64>().map(Number::from));
    let number = whole.ok().or_else(|| Number::from_f64(text.parse().ok()?));
    number.map(Value::Number)
}
