//! Whether a body is the document that a request asked for.

use aws_smithy_runtime_api::client::orchestrator::HttpRequest;

use super::MayPass;
use crate::aws::transport::errors::{html_title, is_html};
use crate::catalog::xml::{self, Visitor, XmlError};

/// What the answer to a request has to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// One JSON object: the request names its operation in `X-Amz-Target`.
    Json,
    /// One XML document with this root: the request names its operation in a form.
    Xml {
        /// `DescribeVpcsResponse`.
        root: String,
    },
    /// The request alone does not determine it. The code that reads the body checks it.
    Anything,
}

/// Why a body is not what was expected.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DocumentError {
    pub reason: String,
    pub may_pass: MayPass,
}

impl Expected {
    pub(super) fn of(request: &HttpRequest) -> Self {
        if request.headers().get("x-amz-target").is_some() {
            return Self::Json;
        }
        let form = request.body().bytes().unwrap_or_default();
        let mut fields = form.split(|byte| *byte == b'&');
        let action = fields.find_map(|field| field.strip_prefix(b"Action="));
        match action.and_then(|action| std::str::from_utf8(action).ok()) {
            Some(action) => Self::Xml {
                root: format!("{action}Response"),
            },
            None => Self::Anything,
        }
    }

    pub(super) fn check(&self, body: &[u8]) -> Result<(), DocumentError> {
        let text = body.trim_ascii();
        let checked = match self {
            Self::Anything => Ok(()),
            Self::Json => check_json(text),
            Self::Xml { root } => xml::read(text, &mut Root::named(root)).map_err(unfit),
        };
        // No call that is sent is answered with a page for people.
        if is_html(text) {
            return Err(foreign(&web_page(text)));
        }
        checked
    }
}

/// Whether it begins and ends as an object does; the parser checks the rest.
fn check_json(text: &[u8]) -> Result<(), DocumentError> {
    match text {
        [] => Err(foreign("it is empty")),
        [b'{', .., b'}'] => Ok(()),
        [b'{', ..] => Err(DocumentError {
            reason: "it is cut short".into(),
            may_pass: MayPass::Yes,
        }),
        _ => Err(foreign("it is not a JSON object")),
    }
}

fn unfit(error: XmlError) -> DocumentError {
    let may_pass = match error {
        XmlError::CutShort { .. } => MayPass::Yes,
        _ => MayPass::No,
    };
    DocumentError {
        reason: error.to_string(),
        may_pass,
    }
}

fn foreign(reason: &str) -> DocumentError {
    DocumentError {
        reason: reason.to_owned(),
        may_pass: MayPass::No,
    }
}

fn web_page(body: &[u8]) -> String {
    match html_title(body) {
        Some(title) => format!("a web page instead of an answer (\"{title}\")"),
        None => "a web page instead of an answer".to_owned(),
    }
}

/// Looks at the root only.
struct Root<'a> {
    expected: &'a str,
    is_seen: bool,
}

impl<'a> Root<'a> {
    fn named(expected: &'a str) -> Self {
        Self {
            expected,
            is_seen: false,
        }
    }
}

impl Visitor for Root<'_> {
    fn start(&mut self, name: &str) -> Result<(), XmlError> {
        if !self.is_seen && name != self.expected {
            return Err(XmlError::OtherAnswer {
                found: name.chars().take(60).collect(),
                expected: self.expected.to_owned(),
            });
        }
        self.is_seen = true;
        Ok(())
    }

    fn text(&mut self, _text: &str) -> Result<(), XmlError> {
        Ok(())
    }

    fn end(&mut self) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_pass(expected: &Expected, body: &str) -> Option<MayPass> {
        expected
            .check(body.as_bytes())
            .err()
            .map(|unfit| unfit.may_pass)
    }

    #[test]
    fn a_form_is_answered_by_an_element_of_its_actions_name() {
        let expected = Expected::Xml {
            root: "ListTopicsResponse".into(),
        };
        let whole = "<ListTopicsResponse><ListTopicsResult/></ListTopicsResponse>";
        assert_eq!(may_pass(&expected, whole), None);
        for at in 1..whole.len() {
            assert!(may_pass(&expected, &whole[..at]).is_some(), "cut at {at}");
        }
        assert_eq!(may_pass(&expected, &whole[..30]), Some(MayPass::Yes));
        for foreign in [
            "",
            "OK",
            "<html><body/></html>",
            "<ListQueuesResponse/>",
            "{}",
            &whole.repeat(2),
        ] {
            assert_eq!(may_pass(&expected, foreign), Some(MayPass::No), "{foreign}");
        }
    }

    #[test]
    fn a_web_page_answers_nothing() {
        let page = "\n<!DOCTYPE html><title>Sign in</title>";
        for expected in [Expected::Json, Expected::Anything] {
            let unfit = expected.check(page.as_bytes()).unwrap_err();
            assert_eq!(unfit.may_pass, MayPass::No);
            assert!(unfit.reason.contains("Sign in"), "{}", unfit.reason);
        }
        assert_eq!(may_pass(&Expected::Anything, "ami-id"), None);
    }

    #[test]
    fn a_target_is_answered_by_one_object() {
        assert_eq!(may_pass(&Expected::Json, " {\"a\":[]}\n"), None);
        assert_eq!(may_pass(&Expected::Json, "{\"a\":["), Some(MayPass::Yes));
        for foreign in ["", "[]", "null", "OK", "<a/>", "\u{1f}\u{8b}"] {
            let found = may_pass(&Expected::Json, foreign);
            assert_eq!(found, Some(MayPass::No), "{foreign}");
        }
    }
}
