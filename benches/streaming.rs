//! A pane that gets a hundred thousand rows a second, until it has a million: what its frames cost, and how long
//! after its arrival a page is in the tree.
//!
//! `cargo bench --bench streaming`. Everything that the window's thread does with a page, and drawing the
//! visible rows without a window; trees are built on their own thread, as in the program. A frame may take 16
//! ms.

mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use awsdash::app::memory_profiling::{CountingAllocator, thread_cpu_time};
use awsdash::app::pane::{Pane, PaneSpec};
use awsdash::app::resource_explorer::batch_store::Batch;
use awsdash::app::resource_explorer::progress::{Generation, PaneId, ProgressEvent, QueryProgress};
use awsdash::app::resource_explorer::tree::{Open, VisibleRow};
use awsdash::ui::widgets::virtual_rows::{RowKeys, RowsShape, VirtualRows};
use egui::{Align2, Context, FontId, Id, RawInput, Rect, Sense, Ui, pos2, vec2};
use support::{PAGE_ROWS, With, median, result, row};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const ROWS: usize = 1_000_000;
const ROWS_A_SECOND: usize = 100_000;
const FRAME: Duration = Duration::from_micros(16_667);
const PANE: PaneId = PaneId(1);

fn main() {
    let page = |page: usize| -> Batch {
        let rows = page * PAGE_ROWS..(page + 1) * PAGE_ROWS;
        Batch::new(rows.map(|number| row(number, With::NoProperties)).collect())
    };
    let pages: Vec<Batch> = (0..ROWS / PAGE_ROWS).map(page).collect();
    let (frames, delays) = stream(&pages);
    let at = |values: &mut Vec<f64>, share: f64| {
        values.sort_by(f64::total_cmp);
        values[((values.len() as f64 * share) as usize).min(values.len() - 1)]
    };
    let (mut frames, mut delays) = (frames, delays);
    result("streaming, frame: median", median(frames.clone()), "ms");
    result("streaming, frame: p99", at(&mut frames, 0.99), "ms");
    result(
        "streaming, frame: worst (16 allowed)",
        at(&mut frames, 1.0),
        "ms",
    );
    result(
        "streaming, page until it is in the tree: median",
        median(delays.clone()),
        "ms",
    );
    result(
        "streaming, page until it is in the tree: worst",
        at(&mut delays, 1.0),
        "ms",
    );
}

/// Processor time of each frame, and how long each page took to get into the tree, in milliseconds.
fn stream(pages: &[Batch]) -> (Vec<f64>, Vec<f64>) {
    let mut pane = Pane::new(PANE, PaneSpec::default());
    pane.begin(Generation(1));
    pane.set_all_groups(Open::Expanded);
    let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(|| {});
    let ctx = Context::default();
    let mut rows = VirtualRows::default();
    let (mut frames, mut delays) = (Vec::new(), Vec::new());
    let mut arrived: Vec<Instant> = Vec::new();
    let started = Instant::now();
    while delays.len() < pages.len() {
        let frame = Instant::now();
        let due = started.elapsed().as_secs_f64() * (ROWS_A_SECOND / PAGE_ROWS) as f64;
        let due = (due as usize).min(pages.len());
        let before = thread_cpu_time().expect("a clock");
        for page in &pages[arrived.len()..due] {
            pane.apply(message(page));
            arrived.push(frame);
        }
        pane.update_tree(&wake);
        draw(&ctx, &pane, &mut rows);
        let after = thread_cpu_time().expect("a clock");
        let cpu = after.saturating_sub(before);
        frames.push(cpu.as_secs_f64() * 1000.0);
        let shown = pane.tree.row_count() / PAGE_ROWS;
        let new = arrived[delays.len()..shown].iter();
        delays.extend(new.map(|arrived| arrived.elapsed().as_secs_f64() * 1000.0));
        std::thread::sleep(FRAME.saturating_sub(frame.elapsed()));
    }
    // The first one makes fonts that stay.
    frames.remove(0);
    (frames, delays)
}

fn message(page: &Batch) -> QueryProgress {
    QueryProgress {
        pane: PANE,
        generation: Generation(1),
        resources: Arc::clone(page.rows()),
        event: ProgressEvent::Rows(page.clone()),
        counts: None,
        reservation: None,
    }
}

fn draw(ctx: &Context, pane: &Pane, rows: &mut VirtualRows) {
    let input = RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1280.0, 800.0))),
        ..Default::default()
    };
    let output = ctx.run_ui(input, |ui| list(ui, pane, rows));
    let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
    std::hint::black_box(shapes);
}

fn list(ui: &mut Ui, pane: &Pane, rows: &mut VirtualRows) {
    let shape = RowsShape {
        label: "Rows",
        row_count: pane.visible.len(),
        row_height: 22.0,
        keys: RowKeys::Scroll,
    };
    rows.show(ui, shape, |ui, line, rect| {
        ui.interact(rect, Id::unique(("line", line)), Sense::CLICK);
        let text = match pane.visible.get(line) {
            Some(VisibleRow::Resource(row)) => pane.rows.get(row).map(|row| row.display_name()),
            Some(VisibleRow::Group(_)) | None => None,
        };
        let color = ui.visuals().text_color();
        let font = FontId::proportional(13.0);
        let text = text.unwrap_or("group");
        let painter = ui.painter();
        painter.text(rect.left_center(), Align2::LEFT_CENTER, text, font, color);
    });
}
