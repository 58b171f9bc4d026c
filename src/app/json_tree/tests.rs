use super::embedded::MAX_EMBEDDED_BYTES;
use super::*;
use serde_json::json;

fn names(tree: &JsonTree, lines: &[u32]) -> Vec<String> {
    lines.iter().map(|&at| tree.path_text(at)).collect()
}

fn document() -> Value {
    json!({
        "InstanceId": "i-1",
        "Placement": { "Tenancy": "default", "AvailabilityZone": "eu-west-1a" },
        "Groups": [{ "GroupName": "web" }],
        "Empty": [],
    })
}

#[test]
fn a_document_in_a_text_opens_and_stays_the_text_it_is() {
    let policy = r#"{"Version": "2012-10-17", "Statement": []}"#;
    let encoded = "%7B%22Version%22%3A%222012-10-17%22%7D";
    let document = json!({"Policy": policy, "Encoded": encoded, "Plain": "{not json",
        "Empty": "{}", "Number": "12", "Broken": "%7Bx%2"});
    let tree = JsonTree::of(&document);
    let of = |name: &str| tree.nodes.iter().find(|node| node.name == name).unwrap();
    for name in ["Policy", "Encoded"] {
        assert!(
            matches!(of(name).body, Body::EmbeddedJson(_)) && of(name).body.opens(),
            "{name}"
        );
    }
    assert_eq!(of("Policy").body.text(), policy);
    assert_eq!(of("Version").body, Body::Text("2012-10-17".into()));
    for name in ["Plain", "Empty", "Number", "Broken"] {
        assert!(matches!(of(name).body, Body::Text(_)), "{name}");
    }
    let long = format!("[{}1]", "1,".repeat(MAX_EMBEDDED_BYTES));
    assert!(embedded_json(&long).is_none());
}

#[test]
fn closed_members_are_one_line_and_open_in_place() {
    let tree = JsonTree::of(&document());
    let mut open = OpenPaths::default();
    assert_eq!(
        names(&tree, &tree.visible(&open, "")),
        ["InstanceId", "Placement", "Groups", "Empty"]
    );
    open.toggle(tree.get(1).unwrap());
    let lines = tree.visible(&open, "");
    assert_eq!(
        names(&tree, &lines)[1..4],
        [
            "Placement",
            "Placement.Tenancy",
            "Placement.AvailabilityZone"
        ]
    );
    assert!(
        !open.is_open(tree.nodes.last().unwrap()),
        "an empty list has nothing to open"
    );
}

#[test]
fn what_was_opened_in_one_document_is_open_in_the_next() {
    let mut open = OpenPaths::default();
    open.toggle(JsonTree::of(&document()).get(1).unwrap());
    let next = JsonTree::of(&json!({ "Placement": { "Tenancy": "dedicated" } }));
    assert_eq!(
        names(&next, &next.visible(&open, "")),
        ["Placement", "Placement.Tenancy"]
    );
}

#[test]
fn a_search_shows_matches_with_what_is_around_and_below_them() {
    let tree = JsonTree::of(&document());
    let open = OpenPaths::default();
    assert_eq!(
        names(&tree, &tree.visible(&open, "WEB")),
        ["Groups", "Groups[0]", "Groups[0].GroupName"]
    );
    assert_eq!(tree.visible(&open, "placement").len(), 3);
    assert!(tree.visible(&open, "nothing like it").is_empty());
}

#[test]
fn a_search_finds_what_each_line_says_and_nothing_between_two() {
    let tree = JsonTree::of(&json!({"Größe": "Zwölf", "A": {"B": "xa"}, "C": "ZWÖLF"}));
    assert_eq!(tree.found("zwöl"), [0, 3]);
    assert_eq!(tree.found("GRÖSSE"), Vec::<u32>::new());
    assert_eq!(
        tree.found("a"),
        [1, 2],
        "the name of one, the text of the other"
    );
    assert_eq!(tree.found("ac"), Vec::<u32>::new(), "ends of neighbours");
    assert_eq!(tree.found("  "), Vec::<u32>::new());
    assert_eq!(tree.visible(&OpenPaths::default(), "b").len(), 2);
}

#[test]
fn a_document_without_end_is_cut_and_says_so() {
    let tree = JsonTree::of(&json!(vec![0; MAX_NODES + 500]));
    assert_eq!(tree.nodes.len(), MAX_NODES + 1);
    assert!(matches!(tree.nodes.last().unwrap().body, Body::Note(_)));
}

#[test]
fn another_tree_follows_and_is_taken_out_again() {
    let mut tree = JsonTree::of(&document());
    let own = tree.len();
    let mut rest = JsonTree::default();
    let heading = rest.heading("DescribeVolumes");
    rest.push_document(&json!({ "Volumes": ["vol-1"] }), Some(heading));
    tree.append(rest);
    let open = OpenPaths::default();
    assert_eq!(
        names(&tree, &tree.visible(&open, "")),
        [
            "InstanceId",
            "Placement",
            "Groups",
            "Empty",
            "DescribeVolumes",
            "DescribeVolumes.Volumes"
        ],
        "a heading is open"
    );
    assert_eq!(
        names(&tree, &tree.visible(&open, "VOL-1")),
        [
            "DescribeVolumes",
            "DescribeVolumes.Volumes",
            "DescribeVolumes.Volumes[0]"
        ]
    );
    assert_eq!(tree.place_among_siblings(own as u32), (4, 5));
    assert_eq!(tree.take_from(own).len(), 3);
    assert_eq!(tree.len(), own);
    assert_eq!(tree.found("vol-1"), Vec::<u32>::new());
    assert_eq!(tree.found("web").len(), 1);
}
