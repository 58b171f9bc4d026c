//! Settings that a person changes while the program runs, and what follows from each.

use super::AwsDash;
use crate::app::account_marks::AccountMarks;
use crate::app::resource_explorer::memory_budget::MemoryBudget;
use crate::app::settings::{Setting, SettingEffect};
use crate::text::numbers::grouped;
use crate::ui::theme;

impl AwsDash {
    pub(super) fn change_setting(&mut self, ctx: &egui::Context, setting: Setting) {
        let effect = setting.effect();
        match self.settings.set(setting) {
            Ok(()) => {
                self.follow_setting(ctx, effect);
                self.save_settings();
            }
            Err(problem) => _ = self.notify_error(problem),
        }
    }

    fn follow_setting(&mut self, ctx: &egui::Context, effect: SettingEffect) {
        match effect {
            SettingEffect::None => {}
            SettingEffect::Look => {
                theme::apply_settings(ctx, &self.settings);
            }
            SettingEffect::AccountMarks => self.mark_accounts(),
            SettingEffect::ManagedRows => {
                let are_shown = self.settings.show_managed;
                let panes = self.panes.values_mut();
                panes.for_each(|pane| pane.set_show_managed(are_shown));
            }
            SettingEffect::MemoryLimit => self.apply_memory_limit(),
            SettingEffect::TimeLimits => {
                let limits = self.settings.time_limits.unwrap_or_default();
                self.time_limits = limits;
                self.engine.set_time_limits(limits);
            }
            SettingEffect::Keys => self.keymap = self.settings.keymap().0,
        }
    }

    /// Gives each account its colour and marks production.
    pub(super) fn mark_accounts(&mut self) {
        let words = &self.settings.production_names;
        self.directory.marks = AccountMarks::of(&self.directory.accounts, words);
    }

    fn apply_memory_limit(&mut self) {
        MemoryBudget::get().set_limit(self.settings.memory_limit);
        if !self.says_that_the_limit_is_too_low() {
            let limit_mb = MemoryBudget::get().limit_mb();
            self.notify_success(format!("Memory limit: {} MB.", grouped(limit_mb)));
        }
    }
}
