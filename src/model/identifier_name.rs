//! The name within an identifier: in an ARN, an address or a list of parts, the part that people know a resource
//! by.
//!
//! The last part alone is a name only where it is no number and no version: `web:10` and `api:10` are two
//! task definitions, and `10` is neither.

/// The name in an identifier; a part of it, or all of it.
pub(crate) fn name_in(identifier: &str) -> &str {
    let Some((above, part)) = identifier.rsplit_once('|') else {
        return &identifier[name_start(identifier)..];
    };
    if is_number(part) {
        // A version's name includes the name of what it is a version of.
        return &identifier[name_start(above)..];
    }
    let part_start = identifier.len() - part.len();
    &identifier[part_start + name_start(part)..]
}

/// Whether a text is no name by itself: a number or a version.
pub(crate) fn is_number_or_version(text: &str) -> bool {
    is_number(text) || is_version(text)
}

/// Where the name begins in an ARN or an address; at the beginning of any other text.
fn name_start(text: &str) -> usize {
    let Some(path_start) = path_start(text) else {
        return 0;
    };
    let path = text[path_start..].trim_end_matches(['/', ':']);
    let mut start = segment_start(path, path.len());
    while start > 0 {
        let above = segment_start(path, start - 1);
        let (name, above_it) = (&path[start..], &path[above..start - 1]);
        let first = name.split(['/', ':']).next().unwrap_or_default();
        // The first part of a path says what kind it is, which a number needs and a version does not.
        let lacks = is_number(first) && !is_account(above_it) || is_version(first) && above > 0;
        if !lacks {
            break;
        }
        start = above;
    }
    path_start + start
}

/// Where the segment begins that ends at `end`.
fn segment_start(path: &str, end: usize) -> usize {
    path[..end].rfind(['/', ':']).map_or(0, |at| at + 1)
}

/// Where the resource begins in an ARN, the path in an address.
fn path_start(text: &str) -> Option<usize> {
    if text.starts_with("arn:") {
        return text.match_indices(':').nth(4).map(|(at, _)| at + 1);
    }
    let host = text.find("://")? + 3;
    text[host..].find('/').map(|at| host + at + 1)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `1.0.2`, `v3`, `$LATEST`, `DRAFT`.
fn is_version(text: &str) -> bool {
    let dotted = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let is_dotted = dotted.split('.').all(|part| is_number(part) || part == "x");
    is_dotted || text == "DRAFT" || text.strip_prefix('$').unwrap_or(text) == "LATEST"
}

/// An address of a queue has the account before the name.
fn is_account(text: &str) -> bool {
    text.len() == 12 && is_number(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_a_version_is_told_with_what_it_belongs_to() {
        let arn = |resource: &str| format!("arn:aws:x:eu-west-1:001234567890:{resource}");
        for (identifier, name) in [
            (arn("task-definition/web:10"), "web:10"),
            (arn("layer:lay:2"), "lay:2"),
            (arn("function:pay:$LATEST"), "pay:$LATEST"),
            (arn("image/golden/1.0.0/3"), "golden/1.0.0/3"),
            (arn("component/harden/2.1.x"), "harden/2.1.x"),
            (arn("prompt/P1:DRAFT"), "P1:DRAFT"),
            (arn("service/main/web"), "web"),
            (arn("cluster/v1"), "v1"),
            (arn("thing/17"), "thing/17"),
            (arn("jobs"), "jobs"),
            (arn("2024"), "2024"),
            (
                "https://sqs.eu-west-1.amazonaws.com/001234567890/jobs".to_owned(),
                "jobs",
            ),
            (
                "https://sqs.eu-west-1.amazonaws.com/001234567890/2024".to_owned(),
                "2024",
            ),
            ("app|prod|3".to_owned(), "app|prod|3"),
            (format!("{}|3", arn("schema/a/orders")), "orders|3"),
            ("main|web".to_owned(), "web"),
            ("/aws/app/1".to_owned(), "/aws/app/1"),
            ("42".to_owned(), "42"),
            (String::new(), ""),
        ] {
            assert_eq!(name_in(&identifier), name, "{identifier}");
        }
    }
}
