//! What a frame costs that shows a list of any length, beside one with a header widget per row.
//!
//! `cargo bench --bench frame`. The widgets alone, laid out and tessellated without a window: the wheel
//! turns in every frame. What the whole window costs is measured by `benches/window-frames`.

mod support;

use std::time::Instant;

use awsdash::app::memory_profiling::CountingAllocator;
use awsdash::ui::widgets::virtual_rows::{RowKeys, RowsShape, VirtualRows};
use egui::{
    Align2, CollapsingHeader, Context, Event, FontId, Id, Modifiers, MouseWheelSource,
    MouseWheelUnit, RawInput, Rect, ScrollArea, Sense, Ui, pos2, vec2,
};
use support::{median, result};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const FRAMES: usize = 200;
const ROW_HEIGHT: f32 = 22.0;

fn main() {
    for count in [1_000, 10_000, 100_000, 1_000_000, 10_000_000] {
        let mut rows = VirtualRows::default();
        let (middle, worst) = frames(FRAMES, |ui| list(ui, &mut rows, count));
        report(&format!("list of {count} rows"), middle, worst);
    }
    for count in [1_000, 10_000, 100_000] {
        // A second and more for each at the largest size.
        let frames_to_draw = if count > 10_000 { 10 } else { FRAMES };
        let (middle, worst) = frames(frames_to_draw, |ui| headers(ui, count));
        report(&format!("{count} collapsing headers"), middle, worst);
    }
}

fn report(what: &str, middle: f64, worst: f64) {
    result(&format!("frame, {what}: median"), middle, "ms");
    result(&format!("frame, {what}: p99"), worst, "ms");
}

/// Draws frames while the wheel turns; the middle one and the 99th of a hundred, in milliseconds.
fn frames(count: usize, mut draw: impl FnMut(&mut Ui)) -> (f64, f64) {
    let ctx = Context::default();
    let mut times = Vec::new();
    for frame in 0..count + 10 {
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 800.0))),
            time: Some(frame as f64 / 60.0),
            events: vec![
                Event::PointerMoved(pos2(400.0, 400.0)),
                Event::MouseWheel {
                    unit: MouseWheelUnit::Point,
                    delta: vec2(0.0, -90.0),
                    phase: egui::TouchPhase::Move,
                    modifiers: Modifiers::NONE,
                    source: MouseWheelSource::Unknown,
                },
            ],
            ..Default::default()
        };
        let started = Instant::now();
        let output = ctx.run_ui(input, |ui| draw(ui));
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        std::hint::black_box(shapes);
        times.push(started.elapsed().as_secs_f64() * 1000.0);
    }
    // The first ones make fonts and layouts that stay.
    let mut times = times.split_off(10);
    times.sort_by(f64::total_cmp);
    let worst = times[(times.len() * 99 / 100).min(times.len() - 1)];
    (median(times), worst)
}

/// As the tree of a pane draws its rows: one click area and one text each.
fn list(ui: &mut Ui, rows: &mut VirtualRows, count: usize) {
    let shape = RowsShape {
        label: "Rows",
        row_count: count,
        row_height: ROW_HEIGHT,
        keys: RowKeys::Scroll,
    };
    rows.show(ui, shape, |ui, row, rect| {
        ui.interact(rect, Id::unique(("row", row)), Sense::CLICK);
        let color = ui.visuals().text_color();
        let text = format!("resource {row}");
        let font = FontId::proportional(13.0);
        let painter = ui.painter();
        painter.text(rect.left_center(), Align2::LEFT_CENTER, text, font, color);
    });
}

/// As programs draw a tree that have a widget for every node.
fn headers(ui: &mut Ui, count: usize) {
    ScrollArea::vertical().show(ui, |ui| {
        for row in 0..count {
            let header = CollapsingHeader::new(format!("resource {row}"));
            header.show(ui, |ui| ui.label("details"));
        }
    });
}
