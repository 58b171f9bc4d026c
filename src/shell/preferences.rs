//! Settings that a person changes while the program runs, and what follows from each.

use super::AwsDash;
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::settings::Setting;
use crate::text::numbers::grouped;
use crate::ui::theme;

impl AwsDash {
    pub(super) fn change_setting(&mut self, ctx: &egui::Context, setting: Setting) {
        match self.settings.set(setting.clone()) {
            Ok(()) => {
                self.follow_setting(ctx, &setting);
                self.save_settings();
            }
            Err(problem) => _ = self.notify_error(problem),
        }
    }

    fn follow_setting(&mut self, ctx: &egui::Context, changed: &Setting) {
        match changed {
            Setting::Theme(_) | Setting::UiScale(_) => {
                theme::apply(ctx, self.settings.theme, self.settings.ui_scale);
            }
            Setting::ShowManaged(are_shown) => {
                let panes = self.panes.values_mut();
                panes.for_each(|pane| pane.set_show_managed(*are_shown));
            }
            Setting::MemoryLimit(_) => self.apply_memory_limit(),
            Setting::TimeLimits(limits) => {
                self.time_limits = *limits;
                self.engine.set_time_limits(*limits);
            }
            Setting::Keys(..) | Setting::DefaultKeys(_) | Setting::LetterKeys(_) => {
                self.keymap = self.settings.keymap().0;
            }
        }
    }

    fn apply_memory_limit(&mut self) {
        MemoryBudget::get().set_limit(self.settings.memory_limit);
        if !self.says_that_the_limit_is_too_low() {
            let limit_mb = MemoryBudget::get().limit_mb();
            self.notify_success(format!("Memory limit: {} MB.", grouped(limit_mb)));
        }
    }
}
