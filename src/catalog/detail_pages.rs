//! Calls of one resource whose answer may come in pages, from `detail_pages.tsv`: where the token of a page is,
//! and where it goes in the request for the next.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::{count_bytes, packed, rows, unpack};

/// The token of a call whose answer may come in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageToken {
    /// `body:NextToken`: where it goes in a request.
    pub place: &'static str,
    /// Where an answer has it.
    pub path: &'static str,
}

static TOKENS: LazyLock<HashMap<(&'static str, &'static str), PageToken>> = LazyLock::new(|| {
    let table = rows(unpack(packed!("detail_pages")));
    let tokens: HashMap<_, _> = table
        .map(|[service, operation, place, path]| ((service, operation), PageToken { place, path }))
        .collect();
    count_bytes(tokens.capacity() * size_of::<([&str; 2], PageToken)>());
    tokens
});

/// The token of a call; `None` where an answer is always whole. `service` is as botocore names it.
pub fn token_of(service: &str, operation: &str) -> Option<PageToken> {
    TOKENS.get(&(service, operation)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::native;

    #[test]
    fn a_call_with_pages_says_where_its_token_is_and_goes() {
        let token = token_of("kms", "ListResourceTags").unwrap();
        assert_eq!((token.place, token.path), ("body:Marker", "NextMarker"));
        let token = token_of("iam", "ListRoleTags").unwrap();
        assert_eq!(
            (token.place, token.path),
            ("form:Marker", "ListRoleTagsResult.Marker")
        );
        assert_eq!(token_of("kms", "DescribeKey"), None);
    }

    #[test]
    fn every_call_with_pages_is_one_that_is_known() {
        for (service, operation) in TOKENS.keys() {
            let mut details = native::all()
                .filter(|op| op.service == *service)
                .flat_map(native::NativeOp::details);
            assert!(
                details.any(|detail| detail.operation == *operation),
                "{service} {operation}"
            );
        }
    }
}
