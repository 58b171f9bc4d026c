//! The tagging service: every tagged resource of an account and region, EC2's and others'.

use serde_json::Value;

use super::estate::values::mix;
use super::estate::{ALL_KINDS, Kind, Place};
use super::reply::{Refusal, Reply};
use super::request::Request;
use super::service::Service;
use super::token;

const MOST_PER_PAGE: usize = 100;
/// Resources looked at for one page, at most: pages may be short, or empty with a token.
const MOST_LOOKED_AT: u32 = 400;
/// The list number in its page tokens.
const LIST: u64 = 0x7A66;

/// Answers a tagging request.
pub(crate) fn answer(request: &Request, place: Place<'_>) -> Result<Reply, Refusal> {
    match request.operation.as_str() {
        "GetResources" => get_resources(request, place),
        other => Err(Refusal::unknown_operation(Service::Tagging, other)),
    }
}

/// How many resources the sweep of a place shows.
pub(crate) fn tagged_count(place: Place<'_>) -> u64 {
    ALL_KINDS
        .iter()
        .map(|info| tagged_of_kind(place, info.kind))
        .sum()
}

fn tagged_of_kind(place: Place<'_>, kind: Kind) -> u64 {
    (0..place.count(kind))
        .filter(|&ordinal| place.is_tagged(kind, ordinal))
        .count() as u64
}

/// Which types a request wants: `ec2`, `ec2:instance`; all if it names none.
struct TypeFilter<'a>(Vec<&'a str>);

impl TypeFilter<'_> {
    fn includes(&self, kind: Kind) -> bool {
        let info = kind.info();
        let part = info.arn_path.trim_end_matches(['/', ':']);
        self.0.is_empty()
            || self.0.iter().any(|wanted| match wanted.split_once(':') {
                None => *wanted == info.service,
                Some((service, wanted_part)) => service == info.service && wanted_part == part,
            })
    }
}

fn strings(value: &Value) -> Vec<&str> {
    let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(Value::as_str).collect()
}

fn get_resources(request: &Request, place: Place<'_>) -> Result<Reply, Refusal> {
    let invalid =
        |what: &str| Refusal::bad("InvalidParameterException", format!("{what} is invalid"));
    let json = &request.json;
    if !strings(&json["TagFilters"]).is_empty() {
        return Err(invalid("TagFilters"));
    }
    let arns = strings(&json["ResourceARNList"]);
    if arns.len() > MOST_PER_PAGE {
        return Err(invalid("ResourceARNList"));
    }
    if !arns.is_empty() {
        return Ok(of_arns(place, &arns));
    }
    let size = match json["ResourcesPerPage"].as_u64() {
        None => MOST_PER_PAGE,
        Some(size) if (1..=MOST_PER_PAGE as u64).contains(&size) => size as usize,
        Some(_) => return Err(invalid("ResourcesPerPage")),
    };
    let list = mix(LIST ^ (place.account as u64) << 8 ^ place.region as u64);
    let from = match json["PaginationToken"].as_str() {
        None | Some("") => 0,
        Some(text) => token::position(list, text).ok_or_else(|| {
            let message = "The specified PaginationToken is not valid.";
            Refusal::bad("PaginationTokenExpiredException", message)
        })?,
    };
    let wanted = TypeFilter(strings(&json["ResourceTypeFilters"]));
    let mut body = String::with_capacity(40 * 1024);
    body.push_str("{\"ResourceTagMappingList\":[");
    let next = page(place, &wanted, from, size, &mut body);
    body.push_str("],\"PaginationToken\":\"");
    if let Some(next) = next {
        body.push_str(&token::token(list, next));
    }
    body.push_str("\"}");
    Ok(Reply::json_text(body))
}

/// The tagged ones among the ARNs of a request, in its order.
fn of_arns(place: Place<'_>, arns: &[&str]) -> Reply {
    let mut body = String::from("{\"ResourceTagMappingList\":[");
    let mut is_first = true;
    for (kind, ordinal) in arns.iter().filter_map(|arn| place.find_arn(arn)) {
        if place.is_tagged(kind, ordinal) {
            if !is_first {
                body.push(',');
            }
            is_first = false;
            write_mapping(place, kind, ordinal, &mut body);
        }
    }
    body.push_str("],\"PaginationToken\":\"\"}");
    Reply::json_text(body)
}

/// Writes a page and says where the next one begins. A position is kind and ordinal.
fn page(
    place: Place<'_>,
    wanted: &TypeFilter<'_>,
    from: u64,
    size: usize,
    body: &mut String,
) -> Option<u64> {
    let (first_kind, first_ordinal) = ((from >> 32) as usize, from as u32);
    let (mut shown, mut looked_at) = (0, 0);
    for info in ALL_KINDS.iter().skip(first_kind) {
        let kind = info.kind;
        if !wanted.includes(kind) {
            continue;
        }
        let start = if kind as usize == first_kind {
            first_ordinal
        } else {
            0
        };
        for ordinal in start..place.count(kind) {
            if shown == size || looked_at == MOST_LOOKED_AT {
                return Some((kind as u64) << 32 | u64::from(ordinal));
            }
            looked_at += 1;
            if place.is_tagged(kind, ordinal) {
                if shown > 0 {
                    body.push(',');
                }
                write_mapping(place, kind, ordinal, body);
                shown += 1;
            }
        }
    }
    None
}

fn write_mapping(place: Place<'_>, kind: Kind, ordinal: u32, out: &mut String) {
    out.push_str("{\"ResourceARN\":\"");
    place.put_arn(kind, ordinal, out);
    out.push_str("\",\"Tags\":[");
    let mut is_first = true;
    place.each_tag(kind, ordinal, |key, value| {
        out.push_str(if is_first { "{\"Key\":" } else { ",{\"Key\":" });
        is_first = false;
        put_json(key, out);
        out.push_str(",\"Value\":");
        put_json(value, out);
        out.push('}');
    });
    out.push_str("]}");
}

/// A JSON string, quotes included.
fn put_json(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if (c as u32) < 0x20 => {
                out.push_str("\\u");
                super::estate::values::put_hex(u64::from(c as u32), 4, out);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_json_whatever_is_in_them() {
        for text in ["", "plain", "a \"b\" \\ c\n\u{1}", "佐藤 🚀"] {
            let mut out = String::new();
            put_json(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }
}
