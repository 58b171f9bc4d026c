//! The newest notifications as toasts over the lower right corner of a window: they cover rows, and move none.

use egui::{Align2, Area, Frame, Id, Label, Margin, Order, RichText, Role, Ui, WidgetInfo, vec2};

use egui::accesskit::Live;

use super::tokens::{self, Palette};
use super::widgets::icons::{self, Icon, icon_button_ui};
use super::widgets::named::name_group;
use crate::app::commands::{AppCommand, Command, WindowId};
use crate::app::notifications::{Notification, Severity};
use crate::app::view::AppView;
use crate::text::sanitize;

/// How many toasts are shown at once; the newest ones. The others follow as these go.
const SHOWN: usize = 3;

/// Widest toast, in points.
const WIDTH: f32 = 420.0;

/// Draws the newest notifications, the newest lowest.
pub fn notifications_ui(
    ui: &Ui,
    window: WindowId,
    view: &AppView<'_>,
    commands: &mut Vec<Command>,
) {
    let all = view.notifications.shown().count();
    if all == 0 {
        return;
    }
    Area::new(Id::unique(("notifications", window.0)))
        .order(Order::Foreground)
        .anchor(
            Align2::RIGHT_BOTTOM,
            vec2(-tokens::SPACE_3, -tokens::STATUS_HEIGHT - tokens::SPACE_2),
        )
        .show(ui.ctx(), |ui| {
            ui.spacing_mut().item_spacing.y = tokens::SPACE_1;
            let more = all.saturating_sub(SHOWN);
            if more > 0 {
                ui.weak(format!("and {more} more"));
            }
            for notification in view.notifications.shown().skip(more) {
                toast_ui(ui, notification, commands);
            }
        });
}

fn toast_ui(ui: &mut Ui, notification: &Notification, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let (fill, icon) = match notification.severity {
        Severity::Success => (palette.notice, None),
        Severity::Error => (palette.trouble, Some(Icon::Warning)),
    };
    let frame = Frame::popup(ui.style())
        .fill(fill)
        .inner_margin(Margin::symmetric(
            tokens::SPACE_2 as i8,
            tokens::SPACE_1 as i8,
        ));
    frame.show(ui, |ui| {
        // Each cross dismisses what is in its group.
        name_group(ui, "Notification");
        ui.horizontal(|ui| {
            if let Some(icon) = icon {
                let (_, rect) = ui.allocate_space(egui::Vec2::splat(tokens::ROW_HEIGHT));
                icons::paint(ui.painter(), icon, rect.center(), 12.0, palette.warn);
            }
            ui.vertical(|ui| {
                ui.set_max_width(WIDTH);
                let text = sanitize::lines(&notification.text);
                let label = Label::new(RichText::new(&*text).color(palette.text)).wrap();
                let response = ui.add(label);
                response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &*text));
                let live = match notification.severity {
                    Severity::Success => Live::Polite,
                    Severity::Error => Live::Assertive,
                };
                ui.ctx()
                    .accesskit_node_builder(response.id, |node| node.set_live(live));
            });
            if icon_button_ui(ui, Icon::Cross, "Dismiss").clicked() {
                commands.push(Command::App(AppCommand::DismissNotification(
                    notification.id,
                )));
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use egui_kittest::Harness;
    use egui_kittest::kittest::Queryable as _;

    use super::*;
    use crate::app::notifications::Notifications;
    use crate::ui::fixtures::PaneFixture;

    #[test]
    fn a_toast_covers_what_is_below_and_moves_nothing_and_its_cross_dismisses_it_alone() {
        let fixture = PaneFixture::with_rows(1, 1);
        let mut harness = Harness::builder().with_size([800.0, 400.0]).build_ui_state(
            |ui, notifications: &mut Notifications| {
                let view = AppView {
                    notifications,
                    ..fixture.view()
                };
                let mut commands = Vec::new();
                notifications_ui(ui, WindowId::ROOT, &view, &mut commands);
                ui.label("The first row");
                for command in commands {
                    let Command::App(AppCommand::DismissNotification(id)) = command else {
                        panic!("{command:?}")
                    };
                    notifications.dismiss(id);
                }
            },
            Notifications::default(),
        );
        harness.run_steps(2);
        let before = harness.get_by_label("The first row").rect();
        for text in ["It failed.", "It failed, too."] {
            let now = Instant::now();
            let notifications = harness.state_mut();
            notifications.push(Severity::Error, text.into(), now);
        }
        harness.run_steps(3);
        assert_eq!(harness.get_by_label("The first row").rect(), before);
        harness
            .get_all_by_label("Dismiss")
            .next()
            .expect("a button")
            .click();
        harness.run_steps(3);
        assert!(harness.query_by_label("It failed.").is_none());
        harness.get_by_label("It failed, too.");
    }
}
