//! The reader of every XML document that AWS answers with.
//!
//! It calls a [`Visitor`] for starts, texts and ends in order and keeps only the names of open elements. It
//! accepts one whole document: a single root that is closed, nothing but white space beside it, and no deeper
//! than [`MAX_DEPTH`], so that what is built from it may be walked and dropped by recursion.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};
use thiserror::Error;

use crate::text::truncate;

/// AWS nests some ten levels deep; an answer far beyond that is not one of AWS's.
pub const MAX_DEPTH: usize = 64;

/// Why a body is not the document it should be.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum XmlError {
    /// Nothing at all.
    #[error("the answer is empty")]
    Empty,
    /// A page for people: a proxy, a login portal, a wrong endpoint.
    #[error("the answer is an HTML page, not XML")]
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
    /// Text where only elements belong.
    #[error("the answer has text in <{inside}>, where a list belongs")]
    StrayText {
        /// The element with the text.
        inside: String,
    },
    /// Not XML that can be read.
    #[error("the answer cannot be read as XML: {0}")]
    NotXml(String),
    /// Nested beyond reason.
    #[error("the answer is nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
}

/// Called with the parts of a document as it is read.
pub trait Visitor {
    /// An element begins. Prefixes of namespaces are not part of its name.
    ///
    /// # Errors
    /// That the element does not belong there; reading stops.
    fn start(&mut self, name: &str) -> Result<(), XmlError>;

    /// A piece of the text of the innermost open element.
    ///
    /// # Errors
    /// That no text belongs there; reading stops.
    fn text(&mut self, text: &str) -> Result<(), XmlError>;

    /// The innermost open element ends.
    fn end(&mut self);
}

/// Keeps nothing: checks only that the body is an XML document.
impl Visitor for () {
    fn start(&mut self, _name: &str) -> Result<(), XmlError> {
        Ok(())
    }

    fn text(&mut self, _text: &str) -> Result<(), XmlError> {
        Ok(())
    }

    fn end(&mut self) {}
}

/// Reads a whole document.
///
/// # Errors
/// Why the body is not one, or what the visitor objected to.
pub fn read(body: &[u8], visitor: &mut impl Visitor) -> Result<(), XmlError> {
    let text = std::str::from_utf8(body).map_err(|error| not_xml(&error))?;
    let text = text.trim_start_matches('\u{feff}').trim_ascii();
    if text.is_empty() {
        return Err(XmlError::Empty);
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open = OpenNames::default();
    let mut is_begun = false;
    loop {
        let event = reader
            .read_event()
            .map_err(|error| broken(&error, text, &open))?;
        match event {
            Event::Start(_) if is_begun && open.is_empty() => {
                return Err(not_xml(&"another document after the end"));
            }
            Event::Start(_) if open.depth() == MAX_DEPTH => return Err(XmlError::TooDeep),
            Event::Start(start) => {
                let name = start.local_name();
                if !is_begun && name.as_ref().eq_ignore_ascii_case("html") {
                    return Err(XmlError::Html);
                }
                is_begun = true;
                visitor.start(name.as_ref())?;
                open.push(name.as_ref());
            }
            Event::End(_) => {
                if open.is_empty() {
                    return Err(not_xml(&"an element ends that did not start"));
                }
                open.pop();
                visitor.end();
            }
            Event::Text(part) => put_text(visitor, &open, &part.xml10_content())?,
            Event::CData(part) => put_text(visitor, &open, &part.xml10_content())?,
            Event::GeneralRef(reference) => put_text(visitor, &open, &resolve(&reference)?)?,
            Event::DocType(_) if is_html(text) => return Err(XmlError::Html),
            Event::DocType(_) => return Err(not_xml(&"it declares a document type")),
            Event::Eof if !open.is_empty() => return Err(cut_short(&open)),
            Event::Eof if is_begun => return Ok(()),
            Event::Eof => return Err(not_xml(&"there is no element in it")),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// Calls back with the name and the own text of every element when it ends, inner ones first.
///
/// # Errors
/// Why the body is not a document with this root.
pub fn each_element(
    body: &[u8],
    root: &str,
    mut on_element: impl FnMut(&str, &str),
) -> Result<(), XmlError> {
    let mut elements = Elements {
        root,
        open: Vec::new(),
        on_element: &mut on_element,
    };
    read(body, &mut elements)
}

/// Names and texts of the open elements.
struct Elements<'a> {
    root: &'a str,
    open: Vec<(String, String)>,
    on_element: &'a mut dyn FnMut(&str, &str),
}

impl Visitor for Elements<'_> {
    fn start(&mut self, name: &str) -> Result<(), XmlError> {
        if self.open.is_empty() && name != self.root {
            return Err(XmlError::OtherAnswer {
                found: shortened(name),
                expected: self.root.to_owned(),
            });
        }
        self.open.push((name.to_owned(), String::new()));
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        if let Some((_, own)) = self.open.last_mut() {
            own.push_str(text);
        }
        Ok(())
    }

    fn end(&mut self) {
        if let Some((name, text)) = self.open.pop() {
            (self.on_element)(&name, text.trim_ascii());
        }
    }
}

/// The texts of all elements of these names, in order, as far as the body can be read. For error answers, which
/// may be cut short.
pub fn texts_of(body: &[u8], names: &[&str]) -> Vec<(String, String)> {
    let mut texts = Texts {
        names,
        open: Vec::new(),
        found: Vec::new(),
    };
    // Elements that were closed before the body broke off were read.
    let _ = read(body, &mut texts);
    texts.found
}

/// Keeps texts of some elements. Of each open element it knows whether it is one of them.
struct Texts<'a> {
    names: &'a [&'a str],
    open: Vec<Option<(&'a str, String)>>,
    found: Vec<(String, String)>,
}

impl Visitor for Texts<'_> {
    fn start(&mut self, name: &str) -> Result<(), XmlError> {
        let wanted = self.names.iter().find(|wanted| **wanted == name);
        self.open
            .push(wanted.map(|wanted| (*wanted, String::new())));
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        if let Some(Some((_, kept))) = self.open.last_mut() {
            kept.push_str(text);
        }
        Ok(())
    }

    fn end(&mut self) {
        if let Some((name, text)) = self.open.pop().flatten() {
            self.found
                .push((name.to_owned(), text.trim_ascii().to_owned()));
        }
    }
}

/// The names of the open elements, one after the other in one text.
#[derive(Default)]
struct OpenNames {
    names: String,
    starts: Vec<usize>,
}

impl OpenNames {
    fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    fn depth(&self) -> usize {
        self.starts.len()
    }

    fn push(&mut self, name: &str) {
        self.starts.push(self.names.len());
        self.names.push_str(name);
    }

    fn pop(&mut self) {
        if let Some(start) = self.starts.pop() {
            self.names.truncate(start);
        }
    }

    fn innermost(&self) -> &str {
        &self.names[self.starts.last().copied().unwrap_or(0)..]
    }
}

fn put_text(visitor: &mut impl Visitor, open: &OpenNames, text: &str) -> Result<(), XmlError> {
    match open.is_empty() {
        false => visitor.text(text),
        true if text.trim_ascii().is_empty() => Ok(()),
        true => Err(not_xml(&"text outside of any element")),
    }
}

/// `&amp;`, `&#10;` and their like. Entities of a document's own do not exist: it may declare none.
fn resolve(reference: &BytesRef<'_>) -> Result<String, XmlError> {
    match reference.resolve_char_ref() {
        Ok(Some(letter)) => return Ok(letter.into()),
        Ok(None) => {}
        // Half a pair of UTF-16, or a number that no character has.
        Err(_) => return Ok("\u{fffd}".to_owned()),
    }
    let name = reference.xml10_content();
    match quick_xml::escape::resolve_predefined_entity(&name) {
        Some(text) => Ok(text.into()),
        None => Err(not_xml(&"an entity that XML does not define")),
    }
}

/// What the reader's error means: a tag that the end of the text cuts in half is a cut answer.
fn broken(error: &quick_xml::Error, text: &str, open: &OpenNames) -> XmlError {
    match error {
        quick_xml::Error::Syntax(_) if !open.is_empty() => cut_short(open),
        _ if is_html(text) => XmlError::Html,
        _ => not_xml(error),
    }
}

fn cut_short(open: &OpenNames) -> XmlError {
    XmlError::CutShort {
        inside: shortened(open.innermost()),
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

/// A name of a foreign document, short enough for a message.
pub(super) fn shortened(text: &str) -> String {
    truncate::to_chars(text, 120).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_whole(body: &str) -> bool {
        read(body.as_bytes(), &mut ()).is_ok()
    }

    #[test]
    fn one_whole_document_and_nothing_else_is_read() {
        assert!(is_whole("\u{feff}<?xml version=\"1.0\"?> <a><b/>x</a>\n"));
        for (body, error) in [
            ("", XmlError::Empty),
            (
                "<a><b>",
                XmlError::CutShort {
                    inside: "b".to_owned(),
                },
            ),
            ("<a/><a/>", not_xml(&"another document after the end")),
            ("<a/>x", not_xml(&"text outside of any element")),
            ("x", not_xml(&"text outside of any element")),
            ("<HTML></HTML>", XmlError::Html),
        ] {
            assert_eq!(read(body.as_bytes(), &mut ()), Err(error), "{body}");
        }
    }

    #[test]
    fn depth_is_bounded_whatever_closes_again() {
        let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(is_whole(&nested(MAX_DEPTH)));
        let deeper = nested(MAX_DEPTH + 1);
        assert_eq!(read(deeper.as_bytes(), &mut ()), Err(XmlError::TooDeep));
    }

    #[test]
    fn texts_are_found_by_name_at_any_depth() {
        let body =
            b"<R><E><Code> Slow&amp;Down </Code><Message><b>x</b></Message></E><Id>1</Id></R>";
        let found = texts_of(body, &["Code", "Id"]);
        let found: Vec<_> = found
            .iter()
            .map(|(name, text)| (&**name, &**text))
            .collect();
        assert_eq!(found, [("Code", "Slow&Down"), ("Id", "1")]);
        let cut = texts_of(b"<R><Code>cut</Code><Message>whe", &["Code", "Message"]);
        assert_eq!(cut, [("Code".to_owned(), "cut".to_owned())]);
    }
}
