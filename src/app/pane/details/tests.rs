use std::sync::Arc;

use compact_str::CompactString;
use serde_json::{Value, json};

use super::fields::capped;
use super::*;
use crate::app::fixtures::PaneFixture;
use crate::app::json_tree::JsonTree;
use crate::app::pane::row_json;
use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
use crate::catalog::types::label_of;
use crate::model::DetailSection;
use crate::model::{Fingerprint, Properties};

fn with_details(answers: Vec<(&'static str, Result<Value, &str>)>) -> PaneFixture {
    let mut fixture = PaneFixture::with_rows(2, 0);
    let row = fixture.pane().tree.order[0];
    fixture.pane().cursor = Some(row);
    let resource = Fingerprint::from(fixture.pane().selected_entry().unwrap());
    let updates = answers
        .into_iter()
        .map(|(operation, answer)| DetailUpdate {
            resource,
            section: DetailSection {
                operation,
                answer: answer
                    .map(|value| Properties::from_json(&value))
                    .map_err(CompactString::from),
            },
        })
        .collect();
    fixture.event(ProgressEvent::Details(updates));
    fixture
}

fn read(fixture: &mut PaneFixture) -> Read {
    Source::of(fixture.pane()).unwrap().read()
}

/// The text of each line of a tree.
fn texts(tree: &JsonTree) -> Vec<String> {
    let nodes = (0..).map_while(|at| tree.get(at));
    nodes
        .map(|node| format!("{}{}", node.name, node.body.text()))
        .collect()
}

#[test]
fn user_data_is_decoded_and_errors_are_kept_as_text() {
    let mut fixture = with_details(vec![
        (
            "DescribeInstanceAttribute:userData",
            Ok(json!({"UserData": {"Value": "IyEvYmluL3NoCg=="}})),
        ),
        (
            "DescribeInstanceStatus",
            Err("not allowed: ec2:DescribeInstanceStatus"),
        ),
    ]);
    let sections = read(&mut fixture).sections;
    assert_eq!(
        texts(&sections),
        [
            "DescribeInstanceAttribute:userData",
            "#!/bin/sh",
            "DescribeInstanceStatus",
            "not allowed: ec2:DescribeInstanceStatus"
        ]
    );
}

#[test]
fn the_overview_says_what_the_columns_and_the_sources_say() {
    let mut fixture = with_details(vec![]);
    let model = read(&mut fixture).model;
    let text_of = |label| {
        model
            .overview
            .iter()
            .find(|field| field.label == label)
            .map(|field| field.text.as_str())
    };
    assert_eq!(text_of("Instance type"), Some("t3.large"));
    assert_eq!(
        text_of("Public IP"),
        None,
        "what AWS did not say takes no line"
    );
    assert_eq!(
        model.sources.fields,
        [Field::plain("Listed by", "Amazon EC2")]
    );
    assert!(
        model.sources.title.starts_with("Sources (1 call"),
        "{}",
        model.sources.title
    );
}

/// What the JSON tab shows, line after line.
fn json_text(model: &DetailsModel) -> String {
    let lines: Vec<_> = (0..).map_while(|at| model.json.get(at)).collect();
    assert_eq!(lines.len(), model.json.len());
    lines.join("\n")
}

#[test]
fn the_json_tab_shows_the_row_as_it_is_copied_and_printed() {
    let details = vec![(
        "DescribeInstanceStatus",
        Ok(json!({"InstanceStatus": {"Status": "ok"}})),
    )];
    for details in [details, Vec::new()] {
        let mut fixture = with_details(details);
        fixture.settle();
        let shown = json_text(&read(&mut fixture).model);
        let pane = fixture.pane();
        let entry = pane.selected_entry().unwrap();
        let details = pane.details_of(entry);
        let copied = row_json(
            entry,
            details.filter(|details| !details.sections.is_empty()),
        );
        assert_eq!(shown, serde_json::to_string_pretty(&copied).unwrap());
    }
}

#[test]
fn values_that_name_other_resources_say_of_which_type() {
    let mut fixture = with_details(vec![(
        "DescribeInstances",
        Ok(json!({"Groups": ["sg-0123456789abcdef0"], "Note": "sg-"})),
    )]);
    let read = read(&mut fixture);
    let links_of = |tree: &JsonTree| {
        let nodes = (0..).map_while(|at| tree.get(at));
        let links = nodes.filter_map(|node| Some((&node.name, node.link.as_ref()?)));
        links
            .map(|(name, link)| format!("{name} → {} {}", label_of(link.ty), link.id))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        links_of(&read.properties),
        [
            "VpcId → VPC vpc-0aa11bb22cc33dd44",
            "VolumeId → EBS Volume vol-0123456789abcdef0"
        ]
    );
    assert_eq!(
        links_of(&read.sections),
        ["[0] → Security Group sg-0123456789abcdef0"]
    );
}

#[test]
fn details_join_without_reading_the_properties_again() {
    let mut fixture = with_details(vec![("DescribeInstanceStatus", Ok(json!({"A": 1})))]);
    let Read { mut model, .. } = read(&mut fixture);
    let source = Source::of(fixture.pane()).unwrap();
    source.entry.properties.evict();
    let listed = Arc::clone(&model.listed);
    let sections = model.take(source.read_details(&listed));
    assert_eq!(texts(&sections), ["DescribeInstanceStatus", "A1"]);
    assert_eq!(model.section_count, 1);
    let fields: Vec<&str> = model.overview.iter().map(|field| field.label).collect();
    assert!(fields.contains(&"Instance type"), "{fields:?}");
}

#[test]
fn a_fact_of_a_megabyte_is_the_beginning_of_it() {
    let long = capped("x".repeat(1 << 20).into());
    assert_eq!(long.chars().count(), 2_000);
    assert!(long.ends_with('…'));
}
