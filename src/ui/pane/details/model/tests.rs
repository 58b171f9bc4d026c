use super::*;
use crate::app::resource_explorer::progress::{DetailUpdate, ProgressEvent};
use crate::model::{Fingerprint, Properties};
use crate::ui::fixtures::World;

fn with_details(answers: Vec<(&'static str, Result<Value, &str>)>) -> World {
    let mut world = World::with_rows(2, 0);
    let row = world.pane().tree.order[0];
    world.pane().selected = Some(row);
    let resource = Fingerprint::from(world.pane().selected_entry().unwrap());
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
    world.event(ProgressEvent::Details(updates));
    world
}

fn read(world: &mut World) -> Read {
    Source::of(world.pane()).unwrap().read()
}

/// The text of each line of an outline.
fn texts(outline: &Outline) -> Vec<String> {
    let nodes = (0..).map_while(|at| outline.get(at));
    nodes
        .map(|node| format!("{}{}", node.name, node.body.text()))
        .collect()
}

#[test]
fn user_data_is_decoded_and_errors_are_kept_as_text() {
    let mut world = with_details(vec![
        (
            "DescribeInstanceAttribute:userData",
            Ok(json!({"UserData": {"Value": "IyEvYmluL3NoCg=="}})),
        ),
        (
            "DescribeInstanceStatus",
            Err("not allowed: ec2:DescribeInstanceStatus"),
        ),
    ]);
    let sections = read(&mut world).sections;
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
    let mut world = with_details(vec![]);
    let model = read(&mut world).model;
    let text_of = |label| {
        model
            .overview
            .iter()
            .find(|fact| fact.label == label)
            .map(|fact| fact.text.as_str())
    };
    assert_eq!(text_of("Instance type"), Some("t3.large"));
    assert_eq!(text_of("Listed by"), Some("Amazon EC2"));
    assert_eq!(
        text_of("Public IP"),
        None,
        "what AWS did not say takes no line"
    );
    let lines: Vec<&str> = (0..).map_while(|at| model.json.get(at)).collect();
    assert_eq!(lines.len(), model.json.len());
    assert_eq!((lines[0], lines.last()), ("{", Some(&"}")));
    assert!(lines.contains(&"  \"account_id\": \"176031372159\","));
}

#[test]
fn values_that_name_other_resources_say_of_which_type() {
    let mut world = with_details(vec![(
        "DescribeInstances",
        Ok(json!({"Groups": ["sg-0123456789abcdef0"], "Note": "sg-"})),
    )]);
    let read = read(&mut world);
    let marked = |outline: &Outline| {
        let nodes = (0..).map_while(|at| outline.get(at));
        let marked = nodes.filter(|node| !node.leads_to.is_empty());
        marked
            .map(|node| format!("{} → {}", node.name, node.leads_to))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        marked(&read.properties),
        ["VpcId → VPC", "VolumeId → EBS Volume"]
    );
    assert_eq!(marked(&read.sections), ["[0] → Security Group"]);
}

#[test]
fn details_join_without_reading_the_properties_again() {
    let mut world = with_details(vec![("DescribeInstanceStatus", Ok(json!({"A": 1})))]);
    let Read { mut model, .. } = read(&mut world);
    let source = Source::of(world.pane()).unwrap();
    source.entry.properties.evict();
    let listed = Arc::clone(&model.listed);
    let sections = model.take(source.read_details(&listed));
    assert_eq!(texts(&sections), ["DescribeInstanceStatus", "A1"]);
    assert_eq!(model.section_count, 1);
    let facts: Vec<&str> = model.overview.iter().map(|fact| fact.label).collect();
    assert!(facts.contains(&"Instance type"), "{facts:?}");
}

#[test]
fn a_fact_of_a_megabyte_is_the_beginning_of_it() {
    let long = capped("x".repeat(1 << 20).into());
    assert_eq!(long.chars().count(), 2_001);
    assert!(long.ends_with('…'));
}
