//! What must hold of every text that may be typed as a filter.

use std::sync::LazyLock;

use awsdash::app::resource_explorer::filter::{
    Ast, Expr, Field, Filter, Matcher, Names, Spanned, Verdict, Vocabulary, complete,
};
use awsdash::model::{ArnText, Properties, Provider, ResourceEntry, SharedStr, StatusClass, Tags};
use serde_json::json;

/// Longer texts are completed at their first offsets only.
const MOST_OFFSETS: usize = 200;

/// Panics where something does not hold.
///
/// # Panics
/// A filter that is read must print as one that says the same, and say of each row what its terms say of it one by
/// one; an error, and a completion, must point into the text.
pub(crate) fn holds(text: &str) {
    match Ast::parse(text) {
        Ok(ast) => {
            let printed = ast.to_string();
            let again = Ast::parse(&printed);
            assert_eq!(again.as_ref(), Ok(&ast), "{text:?} as {printed:?}");
            ROWS.iter().for_each(|row| agrees(&ast, row, text));
        }
        Err(error) => {
            let wrong = text.get(error.span.clone());
            assert!(
                wrong.is_some_and(|part| !part.is_empty()),
                "{text:?}: {error:?}"
            );
            if let Some(mended) = error.proposal(text) {
                assert!(Ast::parse(&mended).is_ok(), "{text:?} mended as {mended:?}");
            }
        }
    }
    for offset in 0..=text.len().min(MOST_OFFSETS) {
        let offered = complete(text, offset, &Known);
        let replaced = text.get(offered.span.clone());
        assert!(replaced.is_some(), "{text:?} at {offset}: {offered:?}");
    }
}

fn agrees(ast: &Ast, row: &ResourceEntry, text: &str) {
    let filter = Filter::of(ast, &Names::default());
    let naive = match &ast.root {
        None => Verdict::Passes,
        Some(root) => naive(root, row),
    };
    assert_eq!(filter.verdict(row), naive, "{text:?}: {row:?}");
    let mut matcher = Matcher::new(&filter, None);
    assert_eq!(
        matcher.matches(row),
        naive == Verdict::Passes,
        "{text:?}: {row:?}"
    );
}

/// What a filter says of a row, when each of its terms is asked alone and none is left out.
fn naive(expr: &Spanned<Expr>, row: &ResourceEntry) -> Verdict {
    let each = |parts: &[Spanned<Expr>]| -> Vec<Verdict> {
        parts.iter().map(|part| naive(part, row)).collect()
    };
    match &expr.node {
        Expr::All(parts) => deciding(&each(parts), Verdict::Fails, Verdict::Passes),
        Expr::Any(parts) => deciding(&each(parts), Verdict::Passes, Verdict::Fails),
        Expr::Not(inner) => match naive(inner, row) {
            Verdict::Passes => Verdict::Fails,
            Verdict::Fails => Verdict::Passes,
            Verdict::Unknown => Verdict::Unknown,
        },
        Expr::Term(_) => {
            let alone = Ast {
                root: Some(expr.clone()),
            };
            Filter::of(&alone, &Names::default()).verdict(row)
        }
    }
}

/// One that decides decides; else one that is not known leaves it open.
fn deciding(parts: &[Verdict], decides: Verdict, else_: Verdict) -> Verdict {
    if parts.contains(&decides) {
        decides
    } else if parts.contains(&Verdict::Unknown) {
        Verdict::Unknown
    } else {
        else_
    }
}

/// Rows of which tags, properties, both or neither are known.
static ROWS: LazyLock<Vec<ResourceEntry>> = LazyLock::new(|| {
    let known = json!({"Size": 500, "State": {"Name": "running"}, "Zones": ["a", "b"],
        "LaunchTime": "2026-11-01T00:00:00Z", "Größe": "1 GB"});
    let tags = Tags::from_pairs([("Name", "web-größe 1"), ("Environment", "prod")]);
    vec![
        row("i-0abc", tags.clone(), Properties::from_json(&known)),
        row("vol-1", tags, Properties::default()),
        row(
            "x",
            Tags::unknown().or_called("x"),
            Properties::from_json(&known),
        ),
        row("", Tags::NONE, Properties::default()),
    ]
});

fn row(id: &str, tags: Tags, properties: Properties) -> ResourceEntry {
    ResourceEntry {
        account: "111122223333".parse().expect("twelve digits"),
        region: "eu-west-1".parse().expect("a region"),
        resource_type: "AWS::EC2::Volume".parse().expect("a type"),
        provider: Provider::Ec2,
        status_class: StatusClass::Ok,
        managed: false,
        status: SharedStr::from("in-use"),
        arn: ArnText::NONE,
        tags,
        properties,
        id: id.into(),
    }
}

struct Known;

impl Vocabulary for Known {
    fn values_of(&self, _: Field) -> Vec<compact_str::CompactString> {
        vec!["eu-west-1".into(), "größe 1".into(), "a,b".into()]
    }

    fn tag_keys(&self) -> Vec<compact_str::CompactString> {
        vec!["Environment".into(), "a=b".into()]
    }

    fn tag_values(&self, _: &str) -> Vec<compact_str::CompactString> {
        vec!["prod".into()]
    }

    fn properties(&self) -> Vec<compact_str::CompactString> {
        vec!["State.Name".into(), "Größe".into()]
    }

    fn property_values(&self, _: &str) -> Vec<compact_str::CompactString> {
        vec!["running".into()]
    }
}
