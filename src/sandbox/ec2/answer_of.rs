//! What all answers of EC2 have in common: root element, request id, tags.

use crate::sandbox::estate::{Kind, Place};
use crate::sandbox::reply::{Reply, request_id};
use crate::sandbox::xml::Xml;

const NAMESPACE: &str = "http://ec2.amazonaws.com/doc/2016-11-15/";

/// An answer of an operation: root element, request id, and what `inner` writes.
pub(super) fn answer_of(
    operation: &str,
    call: u64,
    expected_bytes: usize,
    inner: impl FnOnce(&mut Xml),
) -> Reply {
    let mut x = Xml::document(expected_bytes);
    x.root(&format!("{operation}Response"), NAMESPACE, |x| {
        x.el("requestId", request_id(call));
        inner(x);
    });
    Reply::xml(x)
}

/// `tagSet`; absent if there are no tags, as in AWS's answers.
pub(super) fn tag_set(x: &mut Xml, place: Place<'_>, kind: Kind, ordinal: u32) {
    if place.is_tagged(kind, ordinal) {
        x.within("tagSet", |x| {
            place.each_tag(kind, ordinal, |key, value| x.tag(key, value));
        });
    }
}
