//! Hostile names from AWS or from people who name resources there: too much, too long, in any script.

use egui::Modifiers;

use super::*;
use crate::app::resource_explorer::tree::Open;
use crate::model::{ResourceEntry, Tags};
use crate::text::sanitize::REPLACEMENT;
use crate::ui::fixtures;

/// A window that draws a box for letters that its fonts lack; the program finds them on the system.
fn tolerant(fixture: PaneFixture) -> Window {
    built(fixture, [1100.0, 640.0], |builder| {
        builder.allow_missing_glyphs()
    })
}

/// An instance with this name.
fn called(n: usize, name: &str) -> ResourceEntry {
    let mut entry = instance(n);
    entry.tags = Tags::NONE.or_called(name);
    entry
}

/// Names that are hard to show, and what is shown of them.
fn hostile_names() -> Vec<(String, String)> {
    let sign = REPLACEMENT;
    vec![
        ("שרת ייצור 12".into(), "שרת ייצור 12".into()),
        ("خادم الإنتاج".into(), "خادم الإنتاج".into()),
        ("सर्वर".into(), "सर्वर".into()),
        (
            "n\u{303}a\u{308}\u{301}".into(),
            "n\u{303}a\u{308}\u{301}".into(),
        ),
        (
            "invoice\u{202e}fdp.exe".into(),
            format!("invoice{sign}fdp.exe"),
        ),
        ("\u{1b}[31mred\u{7}".into(), format!("{sign}[31mred{sign}")),
        ("nul\0inside".into(), format!("nul{sign}inside")),
        (
            format!("Z{}algo", "\u{335}".repeat(300)),
            format!("Z{}{sign}algo", "\u{335}".repeat(4)),
        ),
        ("\u{feff}prod".into(), format!("{sign}prod")),
    ]
}

fn select(window: &mut Window, name: &str) {
    let row = row_called(window, name);
    window.state_mut().fixture.pane().select_only(Some(row));
    window.run_steps(3);
}

/// Draws until a large document was read by the other thread.
fn until_read(window: &mut Window) {
    let started = std::time::Instant::now();
    while window.query_by_label_contains("Reading all").is_some() {
        assert!(started.elapsed() < Duration::from_mins(1), "never read");
        std::thread::sleep(Duration::from_millis(10));
        window.run_steps(2);
    }
}

#[test]
fn names_in_every_script_are_shown_and_what_would_act_is_a_sign() {
    let mut fixture = PaneFixture::with_rows(2, 0);
    let names = hostile_names();
    let rows = names.iter().zip(100..).map(|((name, _), n)| {
        let mut entry = called(n, name);
        entry.tags = Tags::from_pairs([("Name", name.as_str()), (name.as_str(), "value")]);
        entry
    });
    fixture.add_rows(rows.collect());
    let mut window = tolerant(fixture);
    for (name, shown) in &names {
        let row = window.get_by_label(shown);
        row.hover();
        window.run_steps(2);
        select(&mut window, name);
        click(&mut window, "Tags tab");
        assert!(
            window
                .query_by_label(&format!("Copy tag {shown}"))
                .is_some()
        );
        click(&mut window, "JSON tab");
        click(&mut window, "Properties tab");
    }
    window.run();
}

#[test]
fn a_name_of_spaces_is_no_name() {
    let blank = called(100, "  \u{a0}");
    let id = blank.id.to_string();
    let mut fixture = PaneFixture::with_rows(2, 0);
    fixture.add_rows(vec![blank]);
    let mut window = tolerant(fixture);
    select(&mut window, &id);
    window.get_by_label("Copy ARN");
}

#[test]
fn ids_of_two_thousand_characters_and_fifty_long_tags_fit() {
    let mut entry = instance(7);
    entry.id = "i-0123456789".repeat(205).into();
    assert!(entry.id.len() > 2_048);
    let tags: Vec<(String, String)> = (0..50)
        .map(|n| (format!("{n:03}{}", "k".repeat(125)), "v".repeat(256)))
        .collect();
    entry.tags = Tags::from_pairs(
        tags.iter()
            .map(|(key, value)| (key.as_str(), value.as_str())),
    );
    let id = entry.id.to_string();
    let mut fixture = PaneFixture::with_rows(2, 0);
    fixture.add_rows(vec![entry]);
    for size in [[1100.0, 640.0], [420.0, 300.0]] {
        let mut world_again = PaneFixture::with_rows(2, 0);
        std::mem::swap(&mut fixture, &mut world_again);
        let mut window = sized(world_again, size);
        select(&mut window, &id);
        for tab in ["Overview tab", "Properties tab", "Tags tab", "JSON tab"] {
            click(&mut window, tab);
            assert_eq!(wider_than(&window, size[0]), [""; 0], "{tab} at {size:?}");
        }
        // Would panic if every frame asked for another.
        window.run();
        std::mem::swap(&mut fixture, &mut window.state_mut().fixture);
    }
}

/// Texts and controls that are drawn beyond the right edge.
fn wider_than(window: &Window, width: f32) -> Vec<String> {
    let nodes = window.root().children_recursive();
    let shown = nodes.filter(|node| {
        let role = node.accesskit_node().role();
        matches!(role, Role::Label | Role::Button | Role::TreeItem)
    });
    let wider = shown.filter(|node| node.rect().right() > width + 1.0);
    wider
        .map(|node| format!("{:?}", node.accesskit_node().label()))
        .collect()
}

#[test]
fn five_megabytes_of_properties_are_read_beside_the_window() {
    let mut fixture = PaneFixture::with_rows(3, 0);
    fixture.add_rows(vec![fixtures::laden("laden", 5 << 20)]);
    let mut window = window(fixture);
    select(&mut window, "web-1");
    assert!(window.query_by_label("t3.large").is_some());
    let row = row_called(&mut window, "laden");
    window.state_mut().fixture.pane().select_only(Some(row));
    // The frame that shows another row first has not read it.
    window.step();
    assert!(window.query_by_label_contains("Reading all").is_some());
    let names = window.query_all_by_label("laden").count();
    assert!(names > 0, "its name is there");
    until_read(&mut window);
    click(&mut window, "Properties tab");
    click(&mut window, "Rules");
    assert!(window.query_by_label("[0]").is_some());
    window.get_by_label("Search properties").focus();
    window.run_steps(2);
    window
        .get_by_label("Search properties")
        .type_text("10.2.7.0/24");
    window.run_steps(3);
    assert!(
        window.query_by_label("Cidr").is_some(),
        "found among closed lines"
    );
    click(&mut window, "JSON tab");
    assert!(window.query_by_label("JSON lines").is_some());
    // The next row is there at once, and the large one is dropped on another thread.
    select(&mut window, "web-2");
    assert!(window.query_by_label_contains("Reading all").is_none());
    window.run();
}

#[test]
fn a_value_of_a_megabyte_is_cut_in_lines_facts_and_tips() {
    let mut entry = called(50, "verbose");
    let mut document = entry.properties.to_json();
    document["InstanceType"] = "x".repeat(1 << 20).into();
    document["Text"] = "wide words ".repeat(100_000).into();
    entry.properties = crate::model::Properties::from_json(&document);
    let mut fixture = PaneFixture::with_rows(2, 0);
    fixture.add_rows(vec![entry]);
    let mut window = window(fixture);
    select(&mut window, "verbose");
    until_read(&mut window);
    click(&mut window, "Properties tab");
    let text = window.get_by_label("Text");
    let node = text.accesskit_node();
    assert!(node.data().description().unwrap().len() < 3_000);
    text.hover();
    window.run_steps(3);
    click(&mut window, "Overview tab");
    window.run();
}

#[test]
fn a_hundred_thousand_children_of_one_group_and_ten_thousand_groups_of_one_child() {
    let mut fixture = PaneFixture::new();
    fixture.pane().begin(Generation(1));
    fixture.add_rows((0..100_000).map(fixtures::light).collect());
    let many = (0..10_000).map(|n| ResourceEntry {
        account: account(&format!("{n:012}")),
        ..fixtures::light(n)
    });
    fixture.add_rows(many.collect());
    fixture.event(ProgressEvent::Finished(FinishReason::Done));
    fixture.pane().set_grouping(vec![GroupBy::Account]);
    fixture.settle();
    let mut window = window(fixture);
    let shown = |window: &mut Window| window.state_mut().fixture.pane().visible.len();
    assert_eq!(shown(&mut window), 10_001, "closed groups");
    for open in [Open::Expanded, Open::Collapsed, Open::Expanded] {
        carry_out(
            &mut window,
            &[Command::Pane(PANE, PaneCommand::SetAllGroups(open))],
        );
        assert!(window.state().ui.lines_drawn() < 40);
    }
    assert_eq!(shown(&mut window), 10_001 + 110_000);
    window.get_by_label("Resources").focus();
    window.run_steps(2);
    let commands = press(&mut window, Key::End);
    carry_out(&mut window, &commands);
    assert!(window.state().ui.lines_drawn() < 40);
    window.key_press_modifiers(Modifiers::SHIFT, Key::Home);
    window.run_steps(3);
    let commands = std::mem::take(&mut window.state_mut().commands);
    carry_out(&mut window, &commands);
    let pane = window.state_mut().fixture.pane();
    assert_eq!(pane.selected_count(), 110_000);
}
