//! List calls of services that have no client crate here, from `native_ops.tsv`: one row has how the request is
//! written, how it pages, and where the parts of the answer are.
//!
//! Paths are of the wire: below the JSON object, or below the root element of XML, where the last part
//! is the repeated element. `$` is the answer or the item itself.

mod hosts;
mod row;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};
use crate::model::{Region, TypeId};

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
    /// Host name of the list with `{region}` to fill; see [`NativeOp::host_of`] for other operations.
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
    /// The largest value of that parameter; empty where it is not known.
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
    /// Parts of CloudFormation's identifier with `|` between them, where one part alone is not unique. A part that
    /// an item may lack has a `?` and what takes its place: another member, or nothing.
    pub composed_id: &'static str,
    /// Whether resources of the type are listed below each other: the list goes on below each item.
    pub recurses: bool,
    /// Whether the service leaves its list out of the answer when it is empty.
    pub empty_is_left_out: bool,
    /// Whether the service wants page sizes as text.
    pub page_size_is_text: bool,
    /// `acm-pca:ListCertificateAuthorities`: name of the quota.
    pub action: &'static str,
    /// The IAM action, which is not always called like its quota: `apigateway:GET`.
    pub permission: &'static str,
    /// The call for further details of its resources.
    pub detail: Option<Box<Detail>>,
    /// The service's own call for the tags of one resource.
    pub tags: Option<Box<Detail>>,
}

/// The members that a composed identifier is made of, in order; each with what may take its place, if it may be
/// absent.
pub fn id_members(
    composed_id: &'static str,
) -> impl Iterator<Item = (&'static str, Option<&'static str>)> {
    let parts = composed_id.split('|');
    parts.map(|part| match part.split_once('?') {
        Some((member, instead)) => (member, Some(instead)),
        None => (part, None),
    })
}

impl NativeOp {
    /// The host name that an operation of the service is asked at, with `{region}` to fill.
    pub fn host_of(&self, operation: &str, region: Region) -> &'static str {
        hosts::of(self.service, operation, region).unwrap_or(self.host)
    }

    /// Whether there is one of it for each parent, which gives it its identifier.
    pub fn is_one_of_parent(&self) -> bool {
        self.item_kind == ItemKind::Single
            && self.id_path.is_empty()
            && !self.needs_parent.is_empty()
    }

    /// Every call for further details of its resources.
    pub fn details(&self) -> impl Iterator<Item = &Detail> {
        self.detail.iter().chain(&self.tags).map(Box::as_ref)
    }
}

/// One call for details of one resource, or of a few.
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
    /// Whether it returns the tags and nothing else.
    pub tells_tags: bool,
}

/// Calls that begin like reads and hand out secrets, or signed links to what people store. They are never sent,
/// even if the table lists them.
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
    /// The single thing that the operation describes.
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
mod tests;
