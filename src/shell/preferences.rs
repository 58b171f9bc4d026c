//! Settings that a person changes while the program runs, and what follows from each.

use super::AwsDash;
use crate::app::resource_explorer::memory_budget::{MemoryBudget, MemoryLimit};
use crate::app::resource_explorer::source::TimeLimits;
use crate::app::settings::Settings;
use crate::text::numbers::grouped;
use crate::ui::theme;

impl AwsDash {
    pub(super) fn set_memory_limit(&mut self, text: Option<String>) {
        let parsed = text.as_deref().map(str::parse::<MemoryLimit>).transpose();
        match parsed {
            Ok(limit) => {
                MemoryBudget::get().set_limit(limit);
                self.settings.memory_limit = limit;
                self.save_settings();
                if !self.says_that_the_limit_is_too_low() {
                    let limit_mb = MemoryBudget::get().limit_mb();
                    self.notify_success(format!("Memory limit: {} MB.", grouped(limit_mb)));
                }
            }
            Err(error) => {
                self.notify_error(error.to_string());
            }
        }
    }

    pub(super) fn set_time_limits(&mut self, limits: TimeLimits) {
        self.time_limits = limits;
        self.engine.set_time_limits(limits);
        self.settings.time_limits = (limits != TimeLimits::default()).then_some(limits);
        self.save_settings();
    }

    pub(super) fn apply_looks(&mut self, ctx: &egui::Context) {
        theme::apply(ctx, self.settings.theme, self.settings.ui_scale);
        self.save_settings();
    }

    pub(super) fn change_keys(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        self.keymap = self.settings.keymap().0;
        self.save_settings();
    }
}
