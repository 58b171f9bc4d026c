//! One row of the table as a call: its methods, paths, actions and tags.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex};

use super::{Detail, ItemKind, NativeOp, Protocol, Trust, is_revealing};
use crate::catalog::permissions;
use crate::catalog::table::count_bytes;

/// The columns of the table by name, in their order.
macro_rules! columns {
    ($($name:ident),+ $(,)?) => {
        struct Columns {
            $($name: &'static str),+
        }

        impl Columns {
            fn of(&[$($name),+]: &[&'static str; 40]) -> Self {
                Self { $($name),+ }
            }
        }
    };
}

columns!(
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
);

impl NativeOp {
    pub(super) fn parse(fields: &[&'static str; 40]) -> Self {
        let row = Columns::of(fields);
        Self {
            ty: row.ty.parse().expect("the build checked types"),
            alias_of: row.alias_of,
            trust: match (row.confidence, row.checked) {
                ("hand", _) | (_, "both") => Trust::Proven,
                _ => Trust::Derived,
            },
            service: row.service,
            protocol: Protocol::named(row.protocol),
            api_version: row.api_version,
            target: row.target,
            operation: row.operation,
            method: row.method,
            uri: row.uri,
            host: row.host,
            signing_name: row.signing_name,
            home_region: row.home_region,
            fixed: row.fixed,
            needs_parent: row.needs_parent,
            bind: row.bind,
            token_in: row.token_in,
            token_out: row.token_out,
            more_results: row.more_results,
            page_size_param: row.page_size_param,
            page_size_max: row.page_size_max,
            result_path: row.result_path,
            item_kind: ItemKind::named(row.item_kind),
            id_path: row.id_path,
            name_path: row.name_path,
            arn_path: row.arn_path,
            tags_path: row.tags_path,
            composed_id: row.composed_id,
            recurses: row.notes.starts_with("recurse:"),
            empty_is_left_out: row.notes.contains("an empty list is left out"),
            page_size_is_text: row.notes.contains("page size is a string"),
            action: action(row.signing_name, row.operation),
            permission: permission(row.signing_name, row.operation),
            detail: boxed(row.detail_call()),
            tags: boxed(row.tags_call()),
        }
    }
}

impl Columns {
    /// The detail call with its method and path; none that hands out secrets.
    fn detail_call(&self) -> Option<Detail> {
        let (method, uri) = self.detail_http.split_once(' ')?;
        // The answer to a `HEAD` has no content.
        let is_read = ["GET", "POST"].contains(&method);
        let operation = self.detail_op;
        (is_read && !is_revealing(self.signing_name, operation)).then(|| Detail {
            operation,
            method,
            uri,
            input: self.detail_input,
            bind: self.detail_bind,
            batch: self.detail_batch.parse().unwrap_or(1),
            result_path: self.detail_result_path,
            action: action(self.signing_name, operation),
            permission: permission(self.signing_name, operation),
            tells_tags: false,
        })
    }

    /// `ListTags(Resource=${arn})->Tags`: operation, its input, and where the tags are. `X[]` takes a list.
    fn tags_call(&self) -> Option<Detail> {
        let (operation, rest) = self.tags_op.split_once('(')?;
        let (parameters, result) = rest.split_once(')')?;
        let (method, uri) = self.tags_http.split_once(' ')?;
        // Paths with a bucket's name lead to its objects: no such call is sent. The sweep has the bucket's tags.
        if self.signing_name == "s3" && !uri.starts_with("/v20180820/") {
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
            bind: self.tags_bind,
            batch: 1,
            result_path: result.trim_start_matches("->"),
            action: action(self.signing_name, operation),
            permission: permission(self.signing_name, operation),
            tells_tags: true,
        })
    }
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
