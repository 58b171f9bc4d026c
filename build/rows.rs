//! Checks of one row as a whole, and of its references to other rows.

use std::collections::HashSet;

use serde_json::{Map, Value};

/// Types and lists of the first tables, for the tables that refer to them.
#[derive(Default)]
pub(crate) struct TableIndex {
    pub types: HashSet<String>,
    pub listed: HashSet<String>,
}

impl TableIndex {
    /// Whether `native_ops.tsv` has a list call for the type.
    pub(crate) fn has_list(&self, ty: &str) -> bool {
        self.listed.contains(ty)
    }
}

/// The fields of a row by the names of their columns.
pub(crate) struct Row<'a> {
    pub columns: &'a [super::tables::Column],
    pub fields: &'a [&'a str],
}

impl<'a> Row<'a> {
    /// The value of a column. A column that no table has is a mistake in this file.
    fn get(&self, name: &str) -> &'a str {
        let at = self.columns.iter().position(|(known, ..)| *known == name);
        self.fields[at.unwrap_or_else(|| panic!("no column {name}"))]
    }
}

/// Checks a row of the table in `file` beyond its single fields.
pub(crate) fn check(file: &str, row: &Row<'_>, index: &TableIndex) -> Result<(), String> {
    match file {
        "arn_to_type.tsv" => stars_and_templates(row),
        "native_ops.tsv" => native(row, index),
        "absent_codes.tsv" => absent(row.get("absent")),
        "console_links.tsv" => console_link(row),
        "relationships.tsv" => steps(row.get("property_path")),
        "operation_hosts.tsv" | "service_hosts.tsv" => host(row.get("host"), &["region"]),
        _ => Ok(()),
    }
}

fn stars_and_templates(row: &Row<'_>) -> Result<(), String> {
    // `**` is one hole.
    let form = row.get("resource_glob").replace("**", "*");
    let holes = form.matches(['*', '#']).count();
    if holes == row.get("resource_template").matches("${").count() {
        Ok(())
    } else {
        Err("resource_glob and resource_template must have as many places to fill".into())
    }
}

/// What a code says is gone: a parent, a parent of one type, or the single thing itself.
fn absent(text: &str) -> Result<(), String> {
    let fits = ["parent", "itself"].contains(&text) || shaped_like_a_type(text);
    whether(fits, || {
        format!("'{text}' is neither parent, itself nor a type")
    })
}

/// A list call must be one that can be written, paged and read.
fn native(row: &Row<'_>, index: &TableIndex) -> Result<(), String> {
    let said = |column: &str, result: Result<(), String>| {
        result.map_err(|reason| format!("{column}: {reason}"))
    };
    for column in ["bind", "detail_bind", "tags_bind"] {
        said(column, places(row.get(column), Side::Value))?;
    }
    said("fixed_wire", places(row.get("fixed_wire"), Side::Name))?;
    said("detail_input", members(row.get("detail_input")).map(|_| ()))?;
    said("host", host(row.get("host"), &["region", "account"]))?;
    said("needs_parent", parents(row.get("needs_parent"), index))?;
    said("uri", uri(row))?;
    said("token_out", tokens(row))?;
    said("x_amz_target", target(row))?;
    for column in ["page_size_max", "detail_batch"] {
        let text = row.get(column);
        let fits = text.is_empty() || text.parse::<u32>().is_ok_and(|number| number > 0);
        said(column, whether(fits, || format!("'{text}' is no number")))?;
    }
    for (column, operation) in [("detail_http", "detail_op"), ("tags_http", "tags_op")] {
        said(column, http(row.get(column), row.get(operation)))?;
    }
    said("tags_op", tags_operation(row.get("tags_op")))
}

fn whether(fits: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if fits { Ok(()) } else { Err(reason()) }
}

/// Where the place is in a JSON object.
#[derive(Clone, Copy)]
enum Side {
    /// `{"query:Type": …}`.
    Name,
    /// `{"Type": "query:Type"}`.
    Value,
}

fn members(text: &str) -> Result<Vec<(String, Option<String>)>, String> {
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let members: Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| format!("'{text}' is no JSON object: {error}"))?;
    let texts = members
        .into_iter()
        .map(|(name, value)| (name, value.as_str().map(str::to_owned)));
    Ok(texts.collect())
}

/// Places of a request: `uri:Name`, `query:Type`, ...
fn places(text: &str, side: Side) -> Result<(), String> {
    for (name, value) in members(text)? {
        let place = match side {
            Side::Name => name,
            Side::Value => value.ok_or_else(|| format!("the place of {name} must be a text"))?,
        };
        let (kind, rest) = place.split_once(':').unwrap_or(("", ""));
        let kinds = ["uri", "query", "header", "body", "payload", "form"];
        let fits = kinds.contains(&kind) && !rest.is_empty();
        whether(fits, || format!("'{place}' is no place in a request"))?;
    }
    Ok(())
}

/// A host name with no other placeholders than these.
fn host(text: &str, gaps: &[&str]) -> Result<(), String> {
    let named = gaps.iter().fold(text.to_owned(), |text, gap| {
        text.replace(&format!("{{{gap}}}"), "x")
    });
    let is_host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    let fits = named.contains('.') && named.chars().all(is_host);
    whether(fits, || format!("'{text}' is no host name"))
}

/// `param=Type:how`, `param=enum:A|B`, `param=const:x`, with `;` between them.
fn parents(text: &str, index: &TableIndex) -> Result<(), String> {
    for part in text.split(';').filter(|_| !text.is_empty()) {
        let (parameter, from) = part.split_once('=').unwrap_or(("", ""));
        whether(!parameter.is_empty() && !from.is_empty(), || {
            format!("'{part}' names no parameter and where it comes from")
        })?;
        if from.starts_with("enum:") || from.starts_with("const:") {
            continue;
        }
        let (ty, how) = match from.split_once(":$") {
            Some((ty, path)) => (ty, if path.len() > 1 { "$." } else { "" }),
            None => from.rsplit_once(':').unwrap_or((from, "")),
        };
        whether(["id", "name", "arn", "$."].contains(&how), || {
            format!("'{part}' must end in id, name, arn or a path below $")
        })?;
        whether(index.has_list(ty), || {
            format!("'{ty}' has no list call in this table, so nothing can be listed under it")
        })?;
    }
    Ok(())
}

/// Every placeholder of the path is filled by something the row names.
fn uri(row: &Row<'_>) -> Result<(), String> {
    let uri = row.get("uri");
    whether(uri.starts_with('/'), || {
        format!("'{uri}' must begin with /")
    })?;
    let bound = members(row.get("bind"))?
        .into_iter()
        .filter_map(|(_, place)| place);
    let fixed = members(row.get("fixed_wire"))?
        .into_iter()
        .map(|(place, _)| place);
    let given: Vec<String> = bound.chain(fixed).collect();
    for gap in uri.split('{').skip(1) {
        let name = gap.split_once('}').map_or("", |(name, _)| name);
        let place = format!("uri:{}", name.trim_end_matches('+'));
        whether(given.contains(&place), || {
            format!("nothing fills {{{name}}}")
        })?;
    }
    Ok(())
}

/// As many tokens come out as go in.
fn tokens(row: &Row<'_>) -> Result<(), String> {
    let (token_in, token_out) = (row.get("token_in"), row.get("token_out"));
    let pairs = token_in.split(',').count() == token_out.split(',').count();
    whether(pairs && token_in.is_empty() == token_out.is_empty(), || {
        format!("'{token_out}' does not go with token_in '{token_in}'")
    })?;
    let more = row.get("more_results");
    whether(more.is_empty() || !token_in.is_empty(), || {
        format!("'{more}' says that there is more, and no token asks for it")
    })
}

fn target(row: &Row<'_>) -> Result<(), String> {
    let (protocol, target) = (row.get("protocol"), row.get("x_amz_target"));
    let (prefix, operation) = target.rsplit_once('.').unwrap_or(("", ""));
    let named = !prefix.is_empty() && operation == row.get("list_op");
    whether(!protocol.starts_with("json-") || named, || {
        format!("'{target}' does not name the operation")
    })?;
    let dated = protocol != "query" || !row.get("api_version").is_empty();
    whether(dated, || "the query protocol needs an api_version".into())
}

/// `GET /path`, when there is an operation; nothing otherwise.
fn http(text: &str, operation: &str) -> Result<(), String> {
    let (method, path) = text.split_once(' ').unwrap_or(("", ""));
    let fits = ["GET", "POST", "HEAD"].contains(&method) && path.starts_with('/');
    let none = text.is_empty() && operation.is_empty();
    whether(fits || none, || format!("'{text}' is no method and path"))
}

/// `ListTags(Resource=${arn})->Tags`; without an arrow the whole answer.
fn tags_operation(text: &str) -> Result<(), String> {
    let fits = || {
        let (operation, rest) = text.split_once('(')?;
        let (parameters, result) = rest.split_once(')')?;
        let named = parameters.split(',').all(|pair| pair.contains('='));
        let placed = result.is_empty() || result.starts_with("->");
        Some(!operation.is_empty() && named && placed)
    };
    let fits = text.is_empty() || fits() == Some(true);
    whether(fits, || {
        format!("'{text}' is not Operation(Parameter=value)->path")
    })
}

/// The placeholders of console links, besides `prop:` and a property.
const LINK_GAPS: &[&str] = &[
    "account",
    "arn",
    "arn_enc",
    "bus",
    "cluster",
    "console_host",
    "domain",
    "family",
    "group",
    "group_cw",
    "home",
    "id",
    "name",
    "name_cw",
    "name_enc",
    "namespace",
    "policy_type",
    "queue_url_enc",
    "region",
    "region_or_global",
    "revision",
    "version",
];

fn console_link(row: &Row<'_>) -> Result<(), String> {
    let url = row.get("url");
    whether(url.starts_with("https://"), || {
        format!("url: '{url}' is not https")
    })?;
    for gap in url.split('{').skip(1) {
        let Some((name, _)) = gap.split_once('}') else {
            return Err(format!("url: '{gap}' has no end"));
        };
        let property = name
            .strip_prefix("prop:")
            .is_some_and(|rest| !rest.is_empty());
        let fits = property || LINK_GAPS.contains(&name);
        whether(fits, || format!("url: nothing is known to fill {{{name}}}"))?;
    }
    whether(url.is_ascii() && !url.contains(' '), || {
        format!("url: '{url}' is not encoded")
    })
}

/// `A.B[].C`, with `{}` after a map.
fn steps(path: &str) -> Result<(), String> {
    let is_step = |step: &str| {
        let name = step.strip_suffix("[]").unwrap_or(step);
        let name = name.strip_suffix("{}").unwrap_or(name);
        !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-*".contains(&b))
    };
    whether(path.split('.').all(is_step), || {
        format!("property_path: '{path}' is no path")
    })
}

/// `AWS::EC2::VPC`.
pub(crate) fn shaped_like_a_type(text: &str) -> bool {
    let parts = text.split(':').filter(|part| !part.is_empty());
    parts.count() >= 3 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':')
}

/// `ec2:DescribeVpcs`, also with a `*` at its end.
pub(crate) fn shaped_like_an_action(text: &str) -> bool {
    let plain = |part: &str, more: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || more.as_bytes().contains(&b))
    };
    text.split_once(':').is_some_and(|(service, name)| {
        plain(service, "-")
            && service.to_lowercase() == service
            && plain(name.strip_suffix('*').unwrap_or(name), "")
    })
}

/// `all`, `only:` or `except:` and region codes.
pub(crate) fn regions_fit(text: &str) -> bool {
    let codes = text
        .strip_prefix("only:")
        .or_else(|| text.strip_prefix("except:"));
    let is_code = |code: &str| {
        code.split('-').count() >= 3 && code.ends_with(|last: char| last.is_ascii_digit())
    };
    text == "all" || codes.is_some_and(|codes| codes.split(',').all(is_code))
}
