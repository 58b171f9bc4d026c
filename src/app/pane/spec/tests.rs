use serde_json::json;

use super::*;
use crate::app::resource_explorer::progress::PaneId;
use crate::app::resource_explorer::tree::BuiltinColumn;

#[test]
fn what_is_written_is_read_again_and_defaults_take_no_room() {
    let column = |name: &str| -> ColumnId { name.parse().unwrap() };
    let foreign = column("cost:month");
    let spec = PaneSpec {
        filter: "status:stopped".into(),
        view: View::Table,
        group_by: vec![GroupBy::Type, "tag:Env".parse().unwrap()],
        sorting: Sorting::by_last(BuiltinColumn::Status).clicked_as_next(&foreign),
        columns: vec![
            column("name"),
            foreign.clone(),
            column("property:State.Name"),
        ],
        pinned: 1,
        column_widths: [(foreign, 120)].into(),
        details: DetailsSide::Closed,
        ..PaneSpec::default()
    };
    let written = serde_json::to_value(&spec).unwrap();
    assert_eq!(written["grouping"], json!(["type", "tag:Env"]));
    let columns = json!(["name", "cost:month", "property:State.Name"]);
    assert_eq!(
        written["columns"], columns,
        "one of another version is kept"
    );
    assert_eq!(serde_json::from_value::<PaneSpec>(written).unwrap(), spec);
    let plain = serde_json::to_value(PaneSpec::default()).unwrap();
    assert_eq!(plain.as_object().unwrap().len(), 3, "{plain}");
}

#[test]
fn no_levels_were_a_table_and_are_a_tree_without_groups_since_there_is_a_view() {
    let read = |changed: &[(&str, serde_json::Value)]| -> PaneSpec {
        let mut written = serde_json::to_value(PaneSpec::default()).unwrap();
        written.as_object_mut().unwrap().remove("view");
        for (name, value) in changed {
            written[*name] = value.clone();
        }
        serde_json::from_value(written).unwrap()
    };
    assert_eq!(read(&[]), PaneSpec::default());
    let before = read(&[("grouping", json!([]))]);
    assert_eq!((before.view, before.levels()), (View::Table, &[][..]));
    assert_eq!(
        before.group_by,
        GroupBy::BUILTIN,
        "for when it is a tree again"
    );
    let flat = read(&[("grouping", json!([])), ("view", json!("tree"))]);
    assert_eq!((flat.view, flat.group_by), (View::Tree, Vec::new()));
}

#[test]
fn another_scope_has_another_epoch_however_it_was_set() {
    let mut pane = Pane::new(PaneId(3), PaneSpec::default());
    let before = pane.scope_epoch();
    let narrow = QueryScope {
        types: ["AWS::EC2::VPC".parse().unwrap()].into_iter().collect(),
        ..QueryScope::default()
    };
    pane.spec.scope = narrow.into();
    assert_ne!(pane.scope_epoch(), before);
}

#[test]
fn a_level_that_there_is_not_is_refused_by_name() {
    let mut written = serde_json::to_value(PaneSpec::default()).unwrap();
    written["grouping"] = json!(["account", "tags"]);
    let error = serde_json::from_value::<PaneSpec>(written).unwrap_err();
    assert!(error.to_string().contains("'tags'"), "{error}");
}
