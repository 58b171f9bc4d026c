//! EC2's XML answers as the JSON that `aws ec2` prints: names and types of the API model.
//!
//! One pass over the events of the XML, without a tree of its own. Elements that the model does not have are
//! kept under their wire name with a capital first letter: a newer answer loses nothing.

mod frame;

use serde_json::Value;

use super::shapes::shape_of_output;
use crate::catalog::xml::{self, Visitor, XmlError, shortened};
use frame::{Expects, Frame};

/// The body of an answer of `operation` as JSON. Numbers and booleans are typed, strings stay as
/// they are, an empty list is `[]`, an absent member stays absent. `RequestId` and `NextToken` are
/// members like others.
///
/// # Errors
/// When the body is not the whole answer of this operation: not XML, cut short, another element.
pub fn to_json(body: &[u8], operation: &str) -> Result<Value, XmlError> {
    read(body, operation, None, &mut |_| {})
}

/// As [`to_json`], but each element of the list in `member` goes to `each` when it is closed, and the list of the
/// answer is left empty: a page takes many times its size as JSON.
///
/// # Errors
/// As [`to_json`]; what `each` had until then is not the whole page.
pub fn read_elements(
    body: &[u8],
    operation: &str,
    member: &str,
    each: &mut dyn FnMut(Value),
) -> Result<Value, XmlError> {
    read(body, operation, Some(member), each)
}

fn read(
    body: &[u8],
    operation: &str,
    member: Option<&str>,
    each: &mut dyn FnMut(Value),
) -> Result<Value, XmlError> {
    let mut frames = OpenElements {
        operation,
        member,
        each,
        open: Vec::new(),
        answer: Value::Null,
    };
    xml::read(body, &mut frames)?;
    Ok(frames.answer)
}

/// The open elements of an answer, outermost first.
struct OpenElements<'a> {
    operation: &'a str,
    /// The member of the answer whose elements go to `each`.
    member: Option<&'a str>,
    each: &'a mut dyn FnMut(Value),
    open: Vec<Frame>,
    answer: Value,
}

impl OpenElements<'_> {
    /// Whether the innermost open element is the list whose elements go to `each`.
    fn is_in_list(&self) -> bool {
        match &*self.open {
            [_, list] => list.is_list() && self.member == Some(list.key()),
            _ => false,
        }
    }
}

impl Visitor for OpenElements<'_> {
    fn start(&mut self, name: &str) -> Result<(), XmlError> {
        let frame = match self.open.last_mut() {
            Some(parent) => parent.child(name),
            None => root(name, self.operation)?,
        };
        self.open.push(frame);
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(frame) => frame.text(text),
            None => Ok(()),
        }
    }

    fn end(&mut self) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        if self.is_in_list() {
            return (self.each)(closed.into_value());
        }
        match self.open.last_mut() {
            Some(parent) => parent.take(closed),
            None => self.answer = closed.into_value(),
        }
    }
}

fn root(name: &str, operation: &str) -> Result<Frame, XmlError> {
    if name.strip_suffix("Response") != Some(operation) {
        return Err(XmlError::OtherAnswer {
            found: shortened(name),
            expected: format!("{operation}Response"),
        });
    }
    Ok(match shape_of_output(operation) {
        Some(shape) => Frame::new(name, Expects::Structure(shape)),
        None => Frame::new(name, Expects::Anything),
    })
}

#[cfg(test)]
mod tests;
