//! The window's notices: confirmations that go by themselves, errors that stay until dismissed.

use std::time::Duration;

use egui::{Frame, Id, Label, Margin, Panel, RichText, Ui};

use super::tokens::{self, Palette};
use super::widgets::icons::{self, Icon, icon_button_ui};
use crate::app::commands::Command;
use crate::app::view::{AppView, NoticeKind};

/// How long a confirmation stays, in seconds.
const STAY_SECS: f64 = 8.0;

/// How many notices are shown at once; the newest ones.
const SHOWN: usize = 3;

/// Draws the newest notices in a strip each.
pub fn notices_ui(ui: &mut Ui, view: &AppView<'_>, commands: &mut Vec<Command>) {
    let palette = Palette::of(ui);
    let first = view.notices.len().saturating_sub(SHOWN);
    for (at, notice) in view.notices.iter().enumerate().skip(first) {
        let id = Id::unique(("notice", notice.number));
        if notice.kind == NoticeKind::Done && has_stayed(ui, id) {
            commands.push(Command::DismissNotice(at));
        }
        let (fill, icon) = match notice.kind {
            NoticeKind::Done => (palette.notice, None),
            NoticeKind::Trouble => (palette.trouble, Some(Icon::Warning)),
        };
        let strip = Frame::new()
            .fill(fill)
            .inner_margin(Margin::symmetric(8, 2));
        Panel::top(("notice", at)).frame(strip).show(ui, |ui| {
            ui.horizontal(|ui| {
                if let Some(icon) = icon {
                    let (_, rect) = ui.allocate_space(egui::Vec2::splat(tokens::ROW_HEIGHT));
                    icons::paint(ui.painter(), icon, rect.center(), 12.0, palette.warn);
                }
                let room = ui.available_width() - tokens::CONTROL_HEIGHT - tokens::SPACE_2;
                ui.allocate_ui(egui::vec2(room, tokens::ROW_HEIGHT), |ui| {
                    ui.add(Label::new(RichText::new(&notice.text).color(palette.text)).wrap());
                });
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if icon_button_ui(ui, Icon::Cross, "Dismiss").clicked() {
                        commands.push(Command::DismissNotice(at));
                    }
                });
            });
        });
    }
}

/// Whether a confirmation has been there long enough; asks for the repaint that will take it away.
fn has_stayed(ui: &Ui, id: Id) -> bool {
    let now = ui.input(|input| input.time);
    let since: f64 = ui.data_mut(|data| *data.get_temp_mut_or(id, now));
    let left = STAY_SECS - (now - since);
    if left > 0.0 {
        ui.ctx()
            .request_repaint_after(Duration::from_secs_f64(left));
        return false;
    }
    ui.data_mut(|data| data.remove::<f64>(id));
    true
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;

    use super::*;
    use crate::app::view::Notice;
    use crate::ui::fixtures::World;

    #[test]
    fn a_confirmation_that_is_said_again_later_is_seen_again() {
        let say = || Notice::new("Cache cleared.".into(), NoticeKind::Done);
        let world = World::with_rows(1, 1);
        const STEP_SECS: f32 = 0.25;
        let steps = ((STAY_SECS + 1.0) / f64::from(STEP_SECS)) as usize;
        let mut harness = Harness::builder().with_step_dt(STEP_SECS).build_ui_state(
            |ui, notices: &mut Vec<Notice>| {
                let view = AppView {
                    notices,
                    ..world.view()
                };
                let mut commands = Vec::new();
                notices_ui(ui, &view, &mut commands);
                if !commands.is_empty() {
                    notices.clear();
                }
            },
            vec![say()],
        );
        harness.run_steps(2);
        // Dismissed by hand before its time was up.
        harness.state_mut().clear();
        harness.run_steps(steps);
        harness.state_mut().push(say());
        harness.run_steps(2);
        assert_eq!(harness.state().len(), 1, "it stays for a while");
        harness.run_steps(steps);
        assert!(harness.state().is_empty(), "and goes by itself");
    }
}
