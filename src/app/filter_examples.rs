//! The filter language by example, as help shows it. `docs/filter.md` has all of it.

/// Filters, and what each finds.
pub(crate) const EXAMPLES: [(&str, &str); 14] = [
    (
        "production",
        "a word anywhere: name, ID, tag, account, type, region",
    ),
    (
        "stopped instances",
        "both words, as they stand on the screen",
    ),
    (
        "10.0.32.6",
        "what has this address, ID or ARN, in properties as well",
    ),
    (
        "type:\"ec2 instance\" !region:eu-west-1",
        "a type, not in a region",
    ),
    (
        "account:production status:available",
        "accounts by name; a status",
    ),
    ("name:web-*", "the whole name; * is anything"),
    ("tag:Environment=prod !tag:Owner", "tags by key and value"),
    ("untagged", "what is known to have no tags"),
    ("region:(eu-* us-east-1)", "one of a list"),
    ("Size>=500 InstanceType=t3.*", "properties"),
    (
        "created<30d size>1GB",
        "younger than 30 days; larger than 1 GB",
    ),
    ("(prod or staging) and not stopped", "words between terms"),
    ("name:/^web-\\d+$/", "a regular expression"),
    ("~pymnts", "these letters in this order"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::resource_explorer::filter::Ast;

    #[test]
    fn every_example_is_a_filter_that_is_written_as_it_is_printed() {
        for (filter, what) in EXAMPLES {
            let ast = Ast::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
            let again = Ast::parse(&ast.to_string());
            assert_eq!(again.as_ref(), Ok(&ast), "{filter}");
            assert!(!what.is_empty());
        }
    }
}
