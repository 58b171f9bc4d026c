//! List calls of services that have no client crate here, from `native_ops.tsv`: one row says how the
//! request is written, how it pages, and where in the answer everything is.
//!
//! Paths are of the wire: below the JSON object, or below the root element of XML, where the last part
//! is the repeated element. `$` is the answer or the item itself.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex};

use super::permissions;
use super::table::{count_bytes, packed, rows, unpack};
use crate::app::resource_explorer::state::TypeId;

/// One list call.
#[derive(Clone, Debug)]
pub struct NativeOp {
    /// What it lists.
    pub ty: TypeId,
    /// The type under which the same objects are listed already; empty if there is none.
    pub alias_of: &'static str,
    /// How far the row can be trusted.
    pub trust: Trust,
    /// The service as botocore names it, `acm-pca`; also how its endpoint is configured.
    pub service: &'static str,
    /// How requests and answers are written.
    pub protocol: Protocol,
    /// `Version` of the query protocol.
    pub api_version: &'static str,
    /// `X-Amz-Target` of the JSON protocols.
    pub target: &'static str,
    /// `ListFunctions`.
    pub operation: &'static str,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path, with `{X}` to fill (`{X+}` keeps slashes).
    pub uri: &'static str,
    /// Host name with `{region}` to fill.
    pub host: &'static str,
    /// What signatures call the service.
    pub signing_name: &'static str,
    /// The only region that answers; empty for all.
    pub home_region: &'static str,
    /// Constant input as JSON, by place: `{"query:Type": "custom"}`.
    pub fixed: &'static str,
    /// What has to be known before asking: `param=Type:id`, `;` between several.
    pub needs_parent: &'static str,
    /// Places of parameters that are not where the protocol puts them, as JSON.
    pub bind: &'static str,
    /// Parameters that ask for the next page, comma separated.
    pub token_in: &'static str,
    /// Where the answer has them; `@last` for the id of the last item.
    pub token_out: &'static str,
    /// Where the answer says whether there is more; empty if it does not.
    pub more_results: &'static str,
    /// Parameter for the size of a page; empty if there is none.
    pub page_size_param: &'static str,
    /// The most it may be; empty if nobody knows.
    pub page_size_max: &'static str,
    /// Where the items are.
    pub result_path: &'static str,
    /// What an item is.
    pub item_kind: ItemKind,
    /// The identifier in an item.
    pub id_path: &'static str,
    /// Its name; empty if it has none.
    pub name_path: &'static str,
    /// Its ARN; empty if the list does not say.
    pub arn_path: &'static str,
    /// Its tags; empty if the list does not say.
    pub tags_path: &'static str,
    /// Parts of CloudFormation's identifier with `|` between them, where one part alone is not unique.
    pub composed_id: &'static str,
    /// Whether what it lists stands under itself: each item is asked for what is below it.
    pub recurses: bool,
    /// Whether the service wants page sizes as text.
    pub page_size_is_text: bool,
    /// `acm-pca:ListCertificateAuthorities`: name of the quota.
    pub action: &'static str,
    /// The IAM action, which is not always called like its quota: `apigateway:GET`.
    pub permission: &'static str,
    /// What else can be asked about what the list names.
    pub detail: Option<Box<Detail>>,
    /// The service's own call for the tags of one resource.
    pub tags: Option<Box<Detail>>,
}

impl NativeOp {
    /// Every call that tells more about what the list names.
    pub fn details(&self) -> impl Iterator<Item = &Detail> {
        self.detail.iter().chain(&self.tags).map(Box::as_ref)
    }
}

/// One call that tells more about one resource, or about a few.
#[derive(Clone, Debug)]
pub struct Detail {
    /// `DescribeClusters`.
    pub operation: &'static str,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path, with `{X}` to fill.
    pub uri: &'static str,
    /// Input by model name as JSON, with `${id}`, `${name}`, `${arn}`, `${account}`, `${parent.X}` and
    /// `${item.path}` in it.
    pub input: &'static str,
    /// Places of parameters that are not where the protocol puts them, as JSON.
    pub bind: &'static str,
    /// Resources that one call can name; 1 where it takes a single one.
    pub batch: u16,
    /// Where the answer is.
    pub result_path: &'static str,
    /// `ecs:DescribeClusters`: name of the quota.
    pub action: &'static str,
    /// The IAM action.
    pub permission: &'static str,
    /// Whether it tells the tags and nothing else.
    pub tells_tags: bool,
}

/// Calls that begin like reads and hand out secrets, or signed links to what people store. They are never
/// sent, whatever the table says.
const REVEALING: &[(&str, &str)] = &[
    ("appsync", "ListApiKeys"),
    ("cognito-idp", "DescribeUserPoolClient"),
    ("geo", "DescribeKey"),
    ("glue", "GetConnection"),
    ("ivs", "GetStreamKey"),
    ("lambda", "GetFunction"),
    ("lambda", "GetLayerVersion"),
    ("route53globalresolver", "GetAccessToken"),
    ("secretsmanager", "BatchGetSecretValue"),
    ("secretsmanager", "GetSecretValue"),
    ("ssm", "GetParameter"),
    ("ssm", "GetParameters"),
    ("translate", "GetParallelData"),
    ("wisdom", "GetContent"),
];

fn is_revealing(signing_name: &str, operation: &str) -> bool {
    REVEALING.contains(&(signing_name, operation))
}

/// How far a row can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Chosen by hand, or proven against an emulator with a real resource.
    Proven,
    /// Derived from models: the first answer decides.
    Derived,
}

/// How requests and answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// JSON 1.0 by target.
    Json10,
    /// JSON 1.1 by target.
    Json11,
    /// JSON by method and path.
    RestJson,
    /// Forms in, XML out.
    Query,
    /// XML by method and path.
    RestXml,
}

impl Protocol {
    fn named(text: &str) -> Self {
        match text {
            "json-1.0" => Self::Json10,
            "json-1.1" => Self::Json11,
            "rest-json" => Self::RestJson,
            "query" => Self::Query,
            _ => Self::RestXml,
        }
    }
}

/// What an item of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// An object in a list.
    Object,
    /// A text in a list.
    Text,
    /// The one thing there is.
    Single,
    /// A value of a map, by key.
    Map,
}

impl ItemKind {
    fn named(text: &str) -> Self {
        match text {
            "string" => Self::Text,
            "single" => Self::Single,
            "map" => Self::Map,
            _ => Self::Object,
        }
    }
}

impl NativeOp {
    fn parse(fields: &[&'static str; 40]) -> Self {
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
    // A `HEAD` says nothing but that it is there.
    let is_read = ["GET", "POST"].contains(&method);
    (is_read && !is_revealing(signing_name, call.operation)).then(|| Detail {
        method,
        uri,
        action: action(signing_name, call.operation),
        permission: permission(signing_name, call.operation),
        ..call
    })
}

/// `ListTags(Resource=${arn})->Tags`: operation, what it is asked with, and where the tags are. `X[]` takes
/// a list.
fn tags_call(
    signing_name: &str,
    text: &'static str,
    http: &'static str,
    bind: &'static str,
) -> Option<Detail> {
    let (operation, rest) = text.split_once('(')?;
    let (parameters, result) = rest.split_once(')')?;
    let (method, uri) = http.split_once(' ')?;
    // A bucket's name is where its objects begin: nothing is asked there. The sweep knows its tags.
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

/// Most rows have no such call: those take no room for one.
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

/// The same text for the same action, for the life of the process: many rows share their calls, and most
/// permissions are called like their operations.
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

struct Ops {
    all: Vec<NativeOp>,
    positions: HashMap<TypeId, u16>,
}

static OPS: LazyLock<Ops> = LazyLock::new(|| {
    let mut all: Vec<NativeOp> = rows(unpack(packed!("native_ops")))
        .map(|fields| NativeOp::parse(&fields))
        .filter(|op| !is_revealing(op.signing_name, op.operation))
        .collect();
    all.shrink_to_fit();
    let positions: HashMap<_, _> = all.iter().map(|op| op.ty).zip(0..).collect();
    count_bytes(
        all.capacity() * size_of::<NativeOp>()
            + positions.capacity() * (size_of::<(TypeId, u16)>() + 1),
    );
    Ops { all, positions }
});

/// The list call of a type.
pub fn of(ty: TypeId) -> Option<&'static NativeOp> {
    let position = OPS.positions.get(&ty)?;
    OPS.all.get(usize::from(*position))
}

/// Every list call, in the table's order.
pub fn all() -> impl Iterator<Item = &'static NativeOp> {
    OPS.all.iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_say_how_to_ask_and_where_to_look() {
        let function = of("AWS::Lambda::Function".parse().unwrap()).unwrap();
        assert_eq!(function.protocol, Protocol::RestJson);
        assert_eq!(function.trust, Trust::Proven);
        assert_eq!(function.action, "lambda:ListFunctions");
        assert_eq!(
            (function.result_path, function.item_kind),
            ("Functions", ItemKind::Object)
        );
        let role = of("AWS::IAM::Role".parse().unwrap()).unwrap();
        assert_eq!(
            (role.protocol, role.home_region),
            (Protocol::Query, "us-east-1")
        );
    }

    #[test]
    fn the_call_for_tags_is_read_with_what_it_is_asked_with() {
        let role = of("AWS::IAM::Role".parse().unwrap()).unwrap();
        let tags = role.tags.as_ref().unwrap();
        assert_eq!(
            (tags.operation, tags.input, tags.result_path),
            (
                "ListRoleTags",
                r#"{"RoleName":"${id}"}"#,
                "ListRoleTagsResult.Tags.member"
            )
        );
        assert_eq!((tags.action, tags.method), ("iam:ListRoleTags", "POST"));
        let many = all().filter(|op| op.tags.is_some()).count();
        assert!(many > 800, "{many}");
    }

    #[test]
    fn rows_are_many_and_sound() {
        // The table has one row more: its list hands out keys.
        assert_eq!(all().count(), 1506);
        for op in all() {
            for json in [op.fixed, op.bind].iter().filter(|json| !json.is_empty()) {
                let read: Result<serde_json::Map<String, serde_json::Value>, _> =
                    serde_json::from_str(json);
                assert!(read.is_ok(), "{}: {json}", op.ty);
            }
            let (asked, told) = (op.token_in.split(','), op.token_out.split(','));
            assert_eq!(asked.count(), told.count(), "{}", op.ty);
            assert!(op.host.is_ascii() && !op.host.contains('/'), "{}", op.ty);
        }
    }
}
