//! The first window: how it is opened, and its size on a small monitor.

use super::icon::icon;
use super::{StartOptions, event_loop};

/// Least size of the first window, in points.
const LEAST_SIZE: egui::Vec2 = egui::vec2(640.0, 400.0);

/// Room that the first window leaves for panels of the desktop, in points.
const DESKTOP_MARGIN: f32 = 48.0;

/// Opens the window and stays until it is closed.
///
/// # Errors
/// One sentence when no window can be opened: no display, no OpenGL.
pub fn run_window(options: StartOptions) -> Result<(), String> {
    let native = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("awsdash")
            .with_title("awsdash")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size(LEAST_SIZE)
            .with_icon(icon()),
        renderer: eframe::Renderer::Glow,
        persist_window: true,
        // Window position and panel sizes; settings of the person are in settings.json.
        persistence_path: options
            .paths
            .as_ref()
            .map(|paths| paths.data_dir().join("window.ron")),
        system_font_fallback: options.system_fonts,
        ..Default::default()
    };
    event_loop::run(native, options).map_err(|error| {
        format!("No window could be opened: {error}. `awsdash doctor` checks display and graphics; `awsdash list` needs neither")
    })
}

/// Makes a window smaller that is larger than its monitor, with room for panels of the desktop: its lowest line
/// would lie below the screen. Returns whether the sizes were known.
pub(super) fn fit_to_monitor(ctx: &egui::Context) -> bool {
    let sizes = ctx.input(|input| {
        let viewport = input.viewport();
        Some((
            viewport.monitor_size?,
            viewport.inner_rect?,
            viewport.outer_rect?,
        ))
    });
    let Some((monitor, inner, outer)) = sizes else {
        return false;
    };
    if let Some(size) = fitting_size(monitor, inner.size(), outer.size()) {
        ctx.send_viewport_cmd(egui::ViewportCommand::InnerSize(size));
    }
    true
}

/// The inner size of a window that fits a monitor; `None` if it fits as it is.
fn fitting_size(monitor: egui::Vec2, inner: egui::Vec2, outer: egui::Vec2) -> Option<egui::Vec2> {
    let frame = (outer - inner).max(egui::Vec2::ZERO);
    let room = monitor - egui::Vec2::splat(DESKTOP_MARGIN) - frame;
    let fits = inner.x <= room.x.max(LEAST_SIZE.x) && inner.y <= room.y.max(LEAST_SIZE.y);
    (!fits).then(|| inner.min(room).max(LEAST_SIZE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_larger_than_its_monitor_is_made_to_fit() {
        let size = egui::vec2;
        let (wanted, framed) = (size(1280.0, 800.0), size(1282.0, 830.0));
        let fit = |monitor| fitting_size(monitor, wanted, framed);
        assert_eq!(fit(size(2560.0, 1440.0)), None);
        assert_eq!(fit(size(1280.0, 800.0)), Some(size(1230.0, 722.0)));
        assert_eq!(fit(size(320.0, 200.0)), Some(LEAST_SIZE));
    }
}
