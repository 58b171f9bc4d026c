//! Answers in the protocols of AWS.

use serde_json::{Value, json};

use super::{Answer, Body};

impl Answer {
    /// A body with its length.
    pub(crate) fn of(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: vec![("Content-Type".into(), content_type.into())],
            body: Body::Whole(body.into()),
        }
    }

    /// With one more header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The first half of the body, by its length the whole.
    pub(crate) fn cut(mut self) -> Self {
        if let Body::Whole(body) = &mut self.body {
            body.truncate(body.len() / 2);
        }
        self
    }

    /// The first half of the body, then the end of the connection.
    pub(crate) fn broken_off(self) -> Self {
        match self.cut() {
            Self {
                status,
                headers,
                body: Body::Whole(body),
            } => Self {
                status,
                headers,
                body: Body::UntilClosed(body),
            },
            other => other,
        }
    }
}

const JSON: &str = "application/x-amz-json-1.1";

pub(crate) fn json_answer(value: &Value) -> Answer {
    Answer::of(200, JSON, value.to_string())
}

/// JSON as it is written here, good or bad.
pub(crate) fn json_text(text: impl Into<Vec<u8>>) -> Answer {
    Answer::of(200, JSON, text)
}

pub(crate) fn xml(text: &str) -> Answer {
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}");
    Answer::of(200, "text/xml", text)
}

/// The query protocol.
pub(crate) fn query(op: &str, inner: &str) -> Answer {
    xml(&format!(
        "<{op}Response><{op}Result>{inner}</{op}Result>\
         <ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{op}Response>"
    ))
}

pub(crate) fn ec2(op: &str, inner: &str) -> Answer {
    xml(&format!(
        "<{op}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
         <requestId>r</requestId>{inner}</{op}Response>"
    ))
}

pub(crate) fn json_error(code: &str, message: &str) -> Answer {
    json_error_with(400, code, message)
}

pub(crate) fn json_error_with(status: u16, code: &str, message: &str) -> Answer {
    let body = json!({"__type": code, "message": message}).to_string();
    Answer::of(status, JSON, body).header("x-amzn-errortype", code)
}

/// An error of the query protocol and of REST with XML.
pub(crate) fn query_error(status: u16, code: &str) -> Answer {
    let text = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>\
         <Message>refused</Message></Error><RequestId>r</RequestId></ErrorResponse>"
    );
    Answer::of(status, "text/xml", text)
}

pub(crate) fn ec2_error(status: u16, code: &str) -> Answer {
    let text = format!(
        "<Response><Errors><Error><Code>{code}</Code><Message>refused</Message></Error></Errors>\
         <RequestID>r</RequestID></Response>"
    );
    Answer::of(status, "text/xml", text)
}

pub(crate) fn s3_error(status: u16, code: &str) -> Answer {
    let text = format!(
        "<Error><Code>{code}</Code><Message>refused</Message><RequestId>r</RequestId></Error>"
    );
    Answer::of(status, "text/xml", text)
}

/// A page of HTML, as captive portals and proxies send it.
pub(crate) fn html(status: u16) -> Answer {
    let page = "<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>";
    Answer::of(status, "text/html", page)
}
