//! One turn of the event loop: work between frames, then drawing, then what the drawn windows were asked for.

use std::sync::atomic::Ordering;

use egui::ViewportId;

use super::AwsDash;
use super::first_window::fit_to_monitor;
use super::frame_probe::{FrameCounts, Pass};
use crate::app::commands::Command;
use crate::app::crash_note;
use crate::app::memory_profiling;
use crate::app::resource_explorer::progress::PaneId;

impl eframe::App for AwsDash {
    fn logic(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        crash_note::end_with(|| self.work(ctx, frame));
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        crash_note::end_with(|| self.draw(ui));
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // Dropping it writes what is left.
        self.frame_probe = None;
        let panes: Vec<PaneId> = self.panes.keys().copied().collect();
        panes.into_iter().for_each(|pane| self.engine.close(pane));
    }
}

impl AwsDash {
    /// What happens between two frames.
    fn work(&mut self, ctx: &egui::Context, frame: &mut eframe::Frame) {
        if let Some(probe) = &mut self.frame_probe {
            probe.begin_logic();
        }
        self.wake_pending.store(false, Ordering::Release);
        let rest = self.update();
        self.take_copied(ctx);
        if !self.is_fitted {
            self.is_fitted = fit_to_monitor(ctx);
        }
        if let Some(rest) = rest {
            ctx.request_repaint_after_for(rest, ViewportId::ROOT);
        }
        if ctx.input(|input| input.viewport().close_requested()) {
            self.quitting = true;
        }
        if self.quitting {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        let messages = self.taken_messages();
        if let Some(probe) = &mut self.frame_probe {
            probe.end_logic(frame.info().cpu_usage, messages);
        }
    }

    /// Draws all windows and carries out what they were asked for.
    fn draw(&mut self, ui: &mut egui::Ui) {
        if let Some(probe) = &mut self.frame_probe {
            probe.begin_ui();
        }
        let mut commands: Vec<Command> = Vec::new();
        self.windows_ui(ui, &mut commands);
        self.background.watch.first_frame_is_drawn();
        // A tab that was dragged to another place asks for nothing.
        let is_quiet = commands.is_empty() && !ui.input(|input| input.pointer.any_released());
        for command in commands {
            self.execute(ui.ctx(), command);
        }
        if !is_quiet {
            self.note_session();
        }
        if self.frame_probe.is_some() {
            let counts = self.frame_counts();
            let pass = if ui.ctx().will_discard() {
                Pass::Discarded
            } else {
                Pass::Shown
            };
            if let Some(probe) = &mut self.frame_probe {
                probe.end_ui(counts, pass);
            }
        }
    }

    /// Counts of the frame that was just drawn, for the probe.
    fn frame_counts(&self) -> FrameCounts {
        FrameCounts {
            rows: self.panes.values().map(|pane| pane.rows.len()).sum(),
            lines_drawn: self.windows.values().map(|one| one.ui.lines_drawn()).sum(),
            messages: 0,
            rss_bytes: memory_profiling::sampled_rss_bytes().unwrap_or(0),
            counted_bytes: memory_profiling::counted_bytes(),
        }
    }
}
