//! EC2's XML answers as the JSON that `aws ec2` prints: names and types of the API model.
//!
//! One pass over the events of the XML, no tree of its own. What the model does not know is kept
//! under its wire name with a capital first letter: a newer answer loses nothing.

mod frame;

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use serde_json::Value;
use thiserror::Error;

use super::shapes::shape_of_output;
use frame::{Expects, Frame};

/// EC2 nests some ten levels deep; an answer far beyond that is not one of EC2's.
const MAX_DEPTH: usize = 64;

/// Why a body is not the answer of an operation.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum XmlError {
    /// Nothing at all.
    #[error("the answer is empty")]
    Empty,
    /// A page for people: a proxy, a login portal, a wrong endpoint.
    #[error("the answer is an HTML page, not EC2's XML")]
    Html,
    /// It ends before it is complete.
    #[error("the answer is cut short inside <{inside}>")]
    CutShort {
        /// The innermost element that was not closed.
        inside: String,
    },
    /// XML, but of something else.
    #[error("the answer is <{found}> where <{expected}> belongs")]
    OtherAnswer {
        /// Its outermost element.
        found: String,
        /// `DescribeVpcsResponse`.
        expected: String,
    },
    /// Not XML that can be read.
    #[error("the answer cannot be read as XML: {0}")]
    NotXml(String),
    /// Nested beyond reason.
    #[error("the answer is nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
}

/// The body of an answer of `operation` as JSON. Numbers and booleans are typed, strings stay as
/// they are, an empty list is `[]`, an absent member stays absent. `RequestId` and `NextToken` are
/// members like others.
///
/// # Errors
/// When the body is not the whole answer of this operation: not XML, cut short, another element.
pub fn to_json(body: &[u8], operation: &str) -> Result<Value, XmlError> {
    let text = std::str::from_utf8(body).map_err(|error| not_xml(&error))?;
    let text = text.trim_start_matches('\u{feff}').trim_ascii();
    if text.is_empty() {
        return Err(XmlError::Empty);
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Frame> = Vec::new();
    let mut answer = None;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| broken(&error, text, &open))?;
        match event {
            Event::Start(_) if answer.is_some() => return Err(not_xml(&"text after the end")),
            Event::Start(_) if open.len() == MAX_DEPTH => return Err(XmlError::TooDeep),
            Event::Start(start) => {
                let name = start.local_name();
                let frame = match open.last_mut() {
                    Some(parent) => parent.child(name.as_ref()),
                    None => root(name.as_ref(), operation)?,
                };
                open.push(frame);
            }
            Event::End(_) => {
                let Some(closed) = open.pop() else {
                    return Err(not_xml(&"an element ends that did not start"));
                };
                match open.last_mut() {
                    Some(parent) => parent.take(closed),
                    None => answer = Some(closed.into_value()),
                }
            }
            Event::Text(part) => put_text(&mut open, &part.xml10_content())?,
            Event::CData(part) => put_text(&mut open, &part.xml10_content())?,
            Event::GeneralRef(reference) => put_text(&mut open, &resolve(&reference)?)?,
            Event::DocType(_) if is_html(text) => return Err(XmlError::Html),
            Event::DocType(_) => return Err(not_xml(&"it declares a document type")),
            Event::Eof => break,
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    match (open.last(), answer) {
        (Some(innermost), _) => Err(cut_short(innermost)),
        (None, Some(answer)) => Ok(answer),
        (None, None) => Err(not_xml(&"there is no element in it")),
    }
}

fn root(name: &str, operation: &str) -> Result<Frame, XmlError> {
    let fits = name.strip_suffix("Response") == Some(operation);
    match shape_of_output(operation) {
        _ if name.eq_ignore_ascii_case("html") => Err(XmlError::Html),
        _ if !fits => Err(XmlError::OtherAnswer {
            found: shortened(name),
            expected: format!("{operation}Response"),
        }),
        Some(shape) => Ok(Frame::new(name, Expects::Structure(shape))),
        None => Ok(Frame::new(name, Expects::Anything)),
    }
}

fn put_text(open: &mut [Frame], text: &str) -> Result<(), XmlError> {
    match open.last_mut() {
        Some(frame) => frame.text(text),
        None if text.trim_ascii().is_empty() => {}
        None => return Err(not_xml(&"text outside of any element")),
    }
    Ok(())
}

/// `&amp;`, `&#10;` and their like. Entities of a document's own do not exist: it may declare none.
fn resolve(reference: &BytesRef<'_>) -> Result<String, XmlError> {
    if let Some(letter) = reference
        .resolve_char_ref()
        .map_err(|error| not_xml(&error))?
    {
        return Ok(letter.into());
    }
    let name = reference.xml10_content();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(text) => Ok(text.into()),
        None => Err(not_xml(&format!("unknown entity &{};", shortened(&name)))),
    }
}

/// What the reader's error means: a tag that the end of the text cuts in half is a cut answer.
fn broken(error: &quick_xml::Error, text: &str, open: &[Frame]) -> XmlError {
    match (error, open.last()) {
        (quick_xml::Error::Syntax(_), Some(innermost)) => cut_short(innermost),
        _ if is_html(text) => XmlError::Html,
        _ => not_xml(error),
    }
}

fn cut_short(innermost: &Frame) -> XmlError {
    XmlError::CutShort {
        inside: shortened(innermost.key()),
    }
}

fn not_xml(reason: &dyn std::fmt::Display) -> XmlError {
    XmlError::NotXml(shortened(&reason.to_string()))
}

fn is_html(text: &str) -> bool {
    let start: String = text
        .chars()
        .take(256)
        .collect::<String>()
        .to_ascii_lowercase();
    start.contains("<!doctype html") || start.contains("<html")
}

fn shortened(text: &str) -> String {
    text.chars().take(120).collect()
}

#[cfg(test)]
mod tests;
