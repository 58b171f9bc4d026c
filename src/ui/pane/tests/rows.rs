//! What a row of the tree shows at different widths.

use super::*;
use crate::model::Properties;
use crate::ui::fixtures::NOW;

/// What was written on the screen.
pub(super) fn written(window: &Window) -> Vec<String> {
    fn texts(shape: &egui::Shape, into: &mut Vec<String>) {
        match shape {
            egui::Shape::Text(text) => into.push(text.galley.text().to_owned()),
            egui::Shape::Vec(shapes) => shapes.iter().for_each(|shape| texts(shape, into)),
            _ => {}
        }
    }
    let mut all = Vec::new();
    for clipped in &window.output().shapes {
        texts(&clipped.shape, &mut all);
    }
    all
}

fn one_row(id: &str, name: &str) -> PaneFixture {
    let mut fixture = PaneFixture::new();
    let mut entry = instance(1);
    entry.id = id.into();
    entry.tags = Tags::from_pairs([("Name", name)]);
    let mut document = entry.properties.to_json();
    document["LaunchTime"] = (NOW - 3 * 86_400).into();
    entry.properties = Properties::from_json(&document);
    fixture.add_rows(vec![entry]);
    fixture.pane().set_all_groups(Open::Expanded);
    fixture.pane().spec.details = DetailsSide::Closed;
    fixture
}

#[test]
fn an_id_is_whole_or_not_there_at_any_width_and_always_in_the_tooltip() {
    let ids = [
        "i-0aaaa1111bbbb2222",
        "arn:aws:ec2:eu-west-1:176031372159:instance/i-0aaaa1111bbbb2222",
    ];
    for id in ids {
        let mut window = sized(one_row(id, "web-1"), [300.0, 640.0]);
        let mut shown = 0;
        for width in (260..1900).step_by(60) {
            window.set_size(vec2(width as f32, 640.0));
            window.run_steps(2);
            let texts = written(&window);
            let parts = |text: &&String| text.starts_with("i-0") || text.starts_with("arn:");
            for text in texts.iter().filter(parts) {
                assert_eq!(text, id, "{width}");
                shown += 1;
            }
        }
        assert!(shown > 0, "{id} is never shown");
    }
    let mut window = sized(one_row(ids[0], "web-1"), [380.0, 640.0]);
    window.get_by_label("web-1").hover();
    window.run_steps(60);
    let texts = written(&window).join("\n");
    assert!(
        texts.contains("ID: i-0aaaa1111bbbb2222") && texts.contains("Status: running"),
        "{texts}"
    );
}

#[test]
fn a_row_says_how_old_the_resource_is() {
    let window = sized(one_row("i-1", "web-1"), [700.0, 640.0]);
    assert!(written(&window).contains(&"3 d".to_owned()));
    assert!(window.query_by_label("Age").is_some());
}

#[test]
fn a_resource_without_a_name_is_called_by_the_end_of_its_arn() {
    let arn = "arn:aws:acm:eu-west-1:176031372159:certificate/12ab34cd-12ab-34cd";
    let window = sized(one_row(arn, ""), [420.0, 640.0]);
    let texts = written(&window);
    let is_part = |text: &&String| text.contains("12ab34cd");
    let part = texts.iter().find(is_part).expect("a part of the ARN");
    assert!(arn.ends_with(part.as_str()), "{part}");
    let spoken = window.query_by_label(arn);
    assert!(spoken.is_some(), "the whole is the line's name");
}

#[test]
fn the_menu_of_a_row_hands_it_to_other_programs_and_filters_by_the_value_under_the_pointer() {
    let mut window = sized(one_row("i-0aaaa1111bbbb2222", "web-1"), [700.0, 640.0]);
    let commands = click(&mut window, "web-1");
    carry_out(&mut window, &commands);
    let copied = |window: &mut Window, item: &str| {
        window.get_by_label("web-1").click_secondary();
        window.run_steps(3);
        match &click(window, item)[..] {
            [Command::Copy(CopyCommand::Text { text, .. })] => text.clone(),
            other => panic!("{other:?}"),
        }
    };
    let command = copied(&mut window, "Copy CLI command");
    let expected = "aws ec2 describe-instances --instance-ids i-0aaaa1111bbbb2222";
    assert!(command.starts_with(expected), "{command}");
    let block = copied(&mut window, "Copy Terraform import");
    assert!(block.contains("to = aws_instance.web_1"), "{block}");

    let line = window.get_by_label("web-1").rect();
    let status = pos2(line.left() + 72.0 + 268.0, line.center().y);
    window.hover_at(status);
    for pressed in [true, false] {
        window.event(egui::Event::PointerButton {
            pos: status,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    window.run_steps(3);
    let commands = click(&mut window, "Only this value");
    let is_filter = matches!(
        &commands[..],
        [Command::Pane(PANE, PaneCommand::SetFilter(filter))] if filter.contains("running")
    );
    assert!(is_filter, "{commands:?}");
}
