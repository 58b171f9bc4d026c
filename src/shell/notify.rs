//! What a person is told: notifications, work under way, and what the window itself takes.

use std::time::Instant;

use super::AwsDash;
use crate::app::jobs::{Job, JobLine};
use crate::app::memory_report::shown;
use crate::app::notifications::{NotificationId, Severity};
use crate::app::pane::Pane;
use crate::app::resource_explorer::memory_budget::HolderUse;

impl AwsDash {
    /// What panes and their ledgers take, as they know without adding anything up.
    pub(super) fn window_lines(&self) -> Vec<HolderUse> {
        let of_pane = |pane: &Pane| {
            let line = |what: &str, bytes| shown(format!("Pane {}: {what}", pane.id.0), bytes);
            [
                line("tree and lines", pane.tree_bytes()),
                line("ledger", pane.ledger.heap_bytes() as u64),
            ]
        };
        let textures = self.ctx.tex_manager();
        let textures = textures.read();
        let glyphs: usize = textures
            .allocated()
            .map(|(_, texture)| texture.bytes_used())
            .sum();
        let mut lines: Vec<HolderUse> = self.panes.values().flat_map(of_pane).collect();
        lines.push(shown("Glyphs".into(), glyphs as u64));
        lines
    }

    pub(super) fn notify_success(&mut self, text: String) {
        let now = Instant::now();
        self.notifications.push(Severity::Success, text, now);
    }

    pub(super) fn notify_error(&mut self, text: String) -> NotificationId {
        tracing::warn!("{text}");
        let now = Instant::now();
        self.notifications.push(Severity::Error, text, now)
    }

    /// Work under way on other threads.
    pub(super) fn job_lines(&self) -> Vec<JobLine> {
        let work = &self.background;
        let copying = self.copying.iter().map(|copying| copying.text.line());
        let trees = self.panes.values().filter_map(Pane::tree_line);
        let purges = work.purges.iter().map(Job::line);
        let releases = work.after_release.iter().map(|query| query.released.line());
        let lines = copying.chain(trees).chain(purges).chain(releases);
        lines.chain(self.saving.lines()).collect()
    }
}
