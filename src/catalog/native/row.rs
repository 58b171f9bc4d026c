//! One row of the table as a call: its methods, paths, actions and tags.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex};

use super::{Detail, ItemKind, NativeOp, Protocol, Trust, is_revealing};
use crate::catalog::permissions;
use crate::catalog::table::count_bytes;

impl NativeOp {
    pub(super) fn parse(fields: &[&'static str; 40]) -> Self {
        let &[
            ty,
            alias_of,
            confidence,
            service,
            protocol,
            api_version,
            target,
            operation,
            method,
            uri,
            host,
            signing_name,
            home_region,
            fixed,
            needs_parent,
            bind,
            token_in,
            token_out,
            more_results,
            page_size_param,
            page_size_max,
            result_path,
            item_kind,
            id_path,
            name_path,
            arn_path,
            tags_path,
            _status_path,
            detail_op,
            detail_http,
            detail_input,
            detail_bind,
            detail_batch,
            detail_result_path,
            tags_op,
            tags_http,
            tags_bind,
            composed_id,
            notes,
            checked,
        ] = fields;
        Self {
            ty: ty.parse().expect("the build checked types"),
            alias_of,
            trust: match (confidence, checked) {
                ("hand", _) | (_, "both") => Trust::Proven,
                _ => Trust::Derived,
            },
            service,
            protocol: Protocol::named(protocol),
            api_version,
            target,
            operation,
            method,
            uri,
            host,
            signing_name,
            home_region,
            fixed,
            needs_parent,
            bind,
            token_in,
            token_out,
            more_results,
            page_size_param,
            page_size_max,
            result_path,
            item_kind: ItemKind::named(item_kind),
            id_path,
            name_path,
            arn_path,
            tags_path,
            composed_id,
            recurses: notes.starts_with("recurse:"),
            empty_is_left_out: notes.contains("an empty list is left out"),
            page_size_is_text: notes.contains("page size is a string"),
            action: action(signing_name, operation),
            permission: permission(signing_name, operation),
            detail: boxed(detail_call(
                signing_name,
                detail_http,
                Detail {
                    operation: detail_op,
                    method: "",
                    uri: "",
                    input: detail_input,
                    bind: detail_bind,
                    batch: detail_batch.parse().unwrap_or(1),
                    result_path: detail_result_path,
                    action: "",
                    permission: "",
                    tells_tags: false,
                },
            )),
            tags: boxed(tags_call(signing_name, tags_op, tags_http, tags_bind)),
        }
    }
}

/// A detail call with its method and path; none that hands out secrets.
fn detail_call(signing_name: &str, http: &'static str, call: Detail) -> Option<Detail> {
    let (method, uri) = http.split_once(' ')?;
    // The answer to a `HEAD` has no content.
    let is_read = ["GET", "POST"].contains(&method);
    (is_read && !is_revealing(signing_name, call.operation)).then(|| Detail {
        method,
        uri,
        action: action(signing_name, call.operation),
        permission: permission(signing_name, call.operation),
        ..call
    })
}

/// `ListTags(Resource=${arn})->Tags`: operation, its input, and where the tags are. `X[]` takes a list.
fn tags_call(
    signing_name: &str,
    text: &'static str,
    http: &'static str,
    bind: &'static str,
) -> Option<Detail> {
    let (operation, rest) = text.split_once('(')?;
    let (parameters, result) = rest.split_once(')')?;
    let (method, uri) = http.split_once(' ')?;
    // Paths with a bucket's name lead to its objects: no such call is sent. The sweep has the bucket's tags.
    if signing_name == "s3" && !uri.starts_with("/v20180820/") {
        return None;
    }
    let mut input = serde_json::Map::new();
    for pair in parameters.split(',') {
        let (name, value) = pair.split_once('=')?;
        match name.split_once('[') {
            Some((name, _)) => input.insert(name.to_owned(), serde_json::json!([value])),
            None => input.insert(name.to_owned(), value.into()),
        };
    }
    let input = serde_json::Value::Object(input).to_string();
    count_bytes(input.len());
    Some(Detail {
        operation,
        method,
        uri,
        input: Box::leak(input.into_boxed_str()),
        bind,
        batch: 1,
        result_path: result.trim_start_matches("->"),
        action: action(signing_name, operation),
        permission: permission(signing_name, operation),
        tells_tags: true,
    })
}

/// Most rows have no such call: a box keeps them small.
fn boxed(call: Option<Detail>) -> Option<Box<Detail>> {
    if call.is_some() {
        count_bytes(size_of::<Detail>());
    }
    call.map(Box::new)
}

fn action(signing_name: &str, operation: &str) -> &'static str {
    kept(format!("{signing_name}:{operation}"))
}

fn permission(signing_name: &str, operation: &str) -> &'static str {
    kept(permissions::action_of(signing_name, operation))
}

/// One text per action for the life of the process: many rows share their calls, and most permissions have the
/// name of their operation.
fn kept(action: String) -> &'static str {
    static KEPT: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if let Some(known) = kept.get(action.as_str()) {
        return known;
    }
    count_bytes(action.len() + size_of::<&str>() + 1);
    let action: &'static str = Box::leak(action.into_boxed_str());
    kept.insert(action);
    action
}
