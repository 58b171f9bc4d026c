//! `awsdash types`: the catalog.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::args::TypesArgs;
use super::exit::Exit;
use super::notes;
use super::output::{self, Shape, print_all};
use crate::app::resource_explorer::source::{DetailOp, ResourceSource};
use crate::aws::{AccessOptions, AwsSource};
use crate::catalog::columns::{self, Column};
use crate::catalog::types::{self, TypeInfo, TypeRegions};
use crate::model::{DetailDepth, Provider, Region, TypeId};

const SHAPE: Shape = Shape {
    columns: &[
        output::Column::new("TYPE", "resource_type", 20, 48),
        output::Column::new("NAME", "name", 8, 36),
        output::Column::new("SERVICE", "service", 7, 20),
        output::Column::new("PROVIDER", "provider", 8, 12),
        output::Column::new("REGIONS", "regions", 7, 40),
        output::Column::new("SHORT NAMES", "short_names", 11, 40),
    ],
    fields: &[
        "resource_type",
        "name",
        "service",
        "provider",
        "regions",
        "short_names",
        "details",
        "fallback_details",
        "columns",
    ],
};

/// Prints the types that match.
pub(super) fn run(args: &TypesArgs) -> anyhow::Result<Exit> {
    // Connecting sends nothing; the source knows who lists what.
    let source = AwsSource::connect(AccessOptions::default());
    let wanted = args.text.as_deref().unwrap_or("").trim().to_lowercase();
    let short_names = short_names();
    let rows: Vec<Value> = types::all()
        .iter()
        .map(|info| row(info, &*source, &short_names))
        .filter(|row| contains(row, &wanted))
        .collect();
    if rows.is_empty() {
        notes::say(&match types::find(&wanted) {
            Err(unknown) => unknown.to_string(),
            Ok(ty) => format!("{ty} is known by its ARN only; the catalog says nothing about it"),
        });
        return Ok(Exit::Nothing);
    }
    print_all(args.output, SHAPE, rows)?;
    Ok(Exit::Complete)
}

fn short_names() -> HashMap<TypeId, Vec<&'static str>> {
    let mut names: HashMap<TypeId, Vec<&'static str>> = HashMap::new();
    for alias in types::aliases() {
        for &ty in &alias.types {
            names.entry(ty).or_default().push(alias.alias);
        }
    }
    names
}

fn row(
    info: &TypeInfo,
    source: &dyn ResourceSource,
    short_names: &HashMap<TypeId, Vec<&'static str>>,
) -> Value {
    // A type without a list of its own is seen by the sweep, if it has tags.
    let provider = source.provider_of(info.id).unwrap_or(Provider::Tagging);
    let ops = source.detail_ops(info.id, &DetailDepth::All);
    let (asked, others): (Vec<DetailOp>, Vec<DetailOp>) = ops
        .into_iter()
        .partition(|op| source.asks_details_of(provider, *op));
    // Where the provider refuses and the service's own list answers in its place.
    let fallback = others
        .into_iter()
        .filter(|op| source.asks_details_of(Provider::Native, *op));
    let names =
        |ops: &mut dyn Iterator<Item = DetailOp>| ops.map(|op| op.operation).collect::<Vec<_>>();
    json!({
        "resource_type": info.id,
        "name": info.name,
        "service": info.service,
        "provider": provider.as_str(),
        "regions": regions_text(info),
        "short_names": short_names.get(&info.id).map(Vec::as_slice).unwrap_or_default(),
        "details": names(&mut asked.into_iter()),
        "fallback_details": names(&mut fallback.into_iter()),
        "columns": columns_of(info.id),
    })
}

/// What is shown of a type beside its names: from its list, and from the answers about single resources.
fn columns_of(ty: TypeId) -> Vec<Value> {
    let column = |column: &Column| {
        json!({
            "label": column.label,
            "path": column.path.to_string(),
            "told_by": if column.phase2 { "details" } else { "list" },
        })
    };
    columns::of(ty).iter().map(column).collect()
}

fn regions_text(info: &TypeInfo) -> String {
    let list = |regions: &[Region]| {
        let codes: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
        codes.join(", ")
    };
    match info.regions {
        _ if info.is_global => "global".to_owned(),
        TypeRegions::All => "all".to_owned(),
        TypeRegions::Except(regions) => format!("all except {}", list(regions)),
        TypeRegions::Only(regions) => list(regions),
    }
}

/// Whether one of the names of a type contains `wanted`, which is in lower case.
fn contains(row: &Value, wanted: &str) -> bool {
    let names = ["resource_type", "name", "service"].map(|field| row[field].as_str());
    let short = row["short_names"].as_array().into_iter().flatten();
    names
        .into_iter()
        .chain(short.map(Value::as_str))
        .flatten()
        .any(|name| name.to_lowercase().contains(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_found_by_any_of_their_names() {
        let row = json!({
            "resource_type": "AWS::EC2::SecurityGroup",
            "name": "EC2 Security Group",
            "service": "EC2",
            "short_names": ["sg"],
        });
        for wanted in ["", "securitygroup", "security g", "ec2", "sg"] {
            assert!(contains(&row, wanted), "{wanted}");
        }
        assert!(!contains(&row, "volume"));
    }

    #[test]
    fn a_type_tells_the_details_of_who_lists_it_and_those_of_who_follows() {
        let source = AwsSource::connect(AccessOptions::default());
        let printed = |ty: &str| {
            let info = types::get(ty.parse().unwrap()).unwrap();
            row(info, &*source, &HashMap::new())
        };
        let workspace = printed("AWS::APS::Workspace");
        assert_eq!(workspace["provider"], "cloudcontrol");
        assert_eq!(workspace["details"], json!(["GetResource"]));
        assert_eq!(workspace["fallback_details"], json!(["DescribeWorkspace"]));
        let topic = printed("AWS::SNS::Topic");
        assert_eq!(
            topic["details"],
            json!(["GetTopicAttributes", "ListTagsForResource"])
        );
        assert_eq!(topic["fallback_details"], json!([]));
        let columns = topic["columns"].as_array().unwrap();
        let told_by = |label: &str| {
            let mut labelled = columns.iter().filter(|column| column["label"] == label);
            labelled.next().map(|column| column["told_by"].clone())
        };
        assert_eq!(told_by("Subscriptions"), Some(json!("details")));
        let file_system = printed("AWS::EFS::FileSystem");
        assert_eq!(file_system["columns"][1]["path"], "PerformanceMode");
        assert_eq!(file_system["columns"][1]["told_by"], "list");
    }

    #[test]
    fn regions_are_told_apart() {
        let text = |ty: &str| regions_text(types::get(ty.parse().unwrap()).unwrap());
        assert_eq!(text("AWS::EC2::Instance"), "all");
        assert_eq!(text("AWS::IAM::Role"), "global");
        assert!(text("AWS::AIOps::InvestigationGroup").contains("us-east-1"));
    }
}
