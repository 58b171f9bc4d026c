//! What failed, grouped by cause: copy it, ask again for one cause or for all.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use egui::{
    Popup, PopupCloseBehavior, RectAlign, Response, RichText, Role, Sense, Ui, ViewportId,
    WidgetInfo,
};

use crate::app::commands::{Command, CopyCommand, Panel, PanelCommand, QueryCommand};
use crate::app::jobs::{Job, Progress, Task};
use crate::app::labels::broken_text;
use crate::app::list_cursor::ListLines;
use crate::app::pane::Pane;
use crate::app::pane::ledger_text::{LedgerText, failure_text};
use crate::app::resource_explorer::ledger::{FailureGroup, failure_groups};
use crate::app::resource_explorer::progress::Generation;
use crate::model::QueryKey;
use crate::text::numbers::{counted, grouped};
use crate::ui::tokens::{self, Palette};
use crate::ui::widgets::icons::{self, Icon};
use crate::ui::widgets::line_end::LineEnd;
use crate::ui::widgets::named::{name_group, name_popup};
use crate::ui::widgets::row_list::{ListKind, ListShape, RowList};
use crate::ui::widgets::truncated::Elided;
use crate::ui::widgets::virtual_rows::row_start;

/// Most causes that are listed one by one.
const MOST_CAUSES: usize = 50;

/// Up to this many lists are grouped between two frames.
const INLINE_LISTS: usize = 10_000;

/// How long grouping on another thread pauses while lists still end.
const PAUSE: Duration = Duration::from_millis(250);

/// Size of the popup, in points.
const WIDTH: f32 = 520.0;
const HEIGHT: f32 = 320.0;

/// What the popup remembers while it is open.
#[derive(Default)]
pub struct FailuresUi {
    open: bool,
    groups: Vec<FailureGroup>,
    /// Which ledger the groups were made from.
    made_from: Option<Version>,
    grouping: Option<Grouping>,
    /// When another thread may start on the next ones.
    not_before: Option<Instant>,
    unfolded: Option<usize>,
    keys: RowList<QueryKey>,
}

/// Which query, and how often its ledger had changed.
type Version = (Generation, u64);

const GROUPING: Task = Task::new("failures", "Grouping failures");

/// The next groups in the making.
struct Grouping {
    of: Version,
    groups: Job<Vec<FailureGroup>>,
}

impl FailuresUi {
    /// Opens the popup at the next draw, or closes it.
    pub fn toggle(&mut self) {
        self.open = !self.open;
    }

    /// Whether it is open.
    pub fn is_open(&self) -> bool {
        self.open
    }

    /// Whether the first groups are not there yet.
    fn is_first_under_way(&self) -> bool {
        self.made_from.is_none() && self.grouping.is_some()
    }

    /// Groups failures again when the ledger changed; those of many lists on another thread, one run at a time.
    /// Groups of the query before are not shown.
    fn follow(&mut self, ctx: &egui::Context, pane: &Pane) {
        if self.made_from.is_some_and(|(of, _)| of != pane.generation) {
            *self = Self {
                open: self.open,
                ..Self::default()
            };
        }
        self.take_groups();
        let now = (pane.generation, pane.ledger.revision());
        if self.grouping.is_some() || self.made_from == Some(now) {
            return;
        }
        let lines = pane.ledger.lines().clone();
        let group = move || failure_groups(&lines);
        let groups = if pane.ledger.len() <= INLINE_LISTS {
            Job::ready(GROUPING, group)
        } else {
            let rest = self
                .not_before
                .map(|then| then.saturating_duration_since(Instant::now()));
            if let Some(rest) = rest.filter(|rest| !rest.is_zero()) {
                ctx.request_repaint_after_for(rest, ctx.viewport_id());
                return;
            }
            let ctx = ctx.clone();
            Job::start(
                GROUPING,
                move || ctx.request_repaint_of(ViewportId::ROOT),
                group,
            )
        };
        self.grouping = Some(Grouping { of: now, groups });
        self.take_groups();
    }

    fn take_groups(&mut self) {
        let Some(Grouping { of, groups }) = &self.grouping else {
            return;
        };
        match groups.progress() {
            Progress::Pending => return,
            Progress::Done(groups) => {
                let unfolded = self.unfolded.and_then(|at| self.groups.get(at));
                let same = |group: &FailureGroup| unfolded.is_some_and(|it| it.is_same(group));
                self.unfolded = groups.iter().position(same);
                self.groups = groups;
                self.made_from = Some(*of);
            }
            // The ledger is grouped again when it changes.
            Progress::Failed(_) => self.made_from = Some(*of),
        }
        self.grouping = None;
        self.not_before = Some(Instant::now() + PAUSE);
    }
}

/// Draws the popup above `anchor` while it is open.
pub fn failures_popup_ui(
    anchor: &Response,
    pane: &Pane,
    state: &mut FailuresUi,
    commands: &mut Vec<Command>,
) {
    if !state.open {
        // Groups of a closed list only take memory.
        if state.made_from.is_some() {
            *state = FailuresUi::default();
        }
        return;
    }
    state.follow(&anchor.ctx, pane);
    let mut open = true;
    Popup::from_response(anchor)
        .align(RectAlign::TOP_END)
        .open_bool(&mut open)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .width(WIDTH)
        .frame(egui::Frame::popup(&anchor.ctx.global_style()).inner_margin(tokens::SPACE_2))
        .show(|ui| {
            ui.set_max_height(HEIGHT);
            failures_ui(ui, pane, state, commands);
        });
    state.open = open && state.open;
}

fn failures_ui(ui: &mut Ui, pane: &Pane, state: &mut FailuresUi, commands: &mut Vec<Command>) {
    head_ui(ui, pane, state, commands);
    ui.separator();
    egui::ScrollArea::vertical()
        .max_height(HEIGHT - 60.0)
        .show(ui, |ui| {
            for broken in pane.broken.iter().take(MOST_CAUSES) {
                ui.horizontal_wrapped(|ui| {
                    warning_ui(ui, Palette::of(ui).warn);
                    ui.label(broken_text(broken));
                    if ui.button("How to connect").clicked() {
                        commands.push(Command::Panel(PanelCommand::Show(Panel::Connect)));
                    }
                });
            }
            for at in 0..state.groups.len().min(MOST_CAUSES) {
                ui.scope(|ui| {
                    name_group(ui, &format!("Cause {}", at + 1));
                    group_ui(ui, pane, state, at, commands);
                });
            }
            let more = state.groups.len().saturating_sub(MOST_CAUSES);
            if more > 0 {
                ui.weak(format!(
                    "and {} more causes; Copy all has them",
                    grouped(more)
                ));
            }
            if state.is_first_under_way() {
                ui.weak("Grouping query keys by cause…");
            } else if state.groups.is_empty() && pane.broken.is_empty() {
                ui.weak("Nothing failed.");
            }
        });
}

fn head_ui(ui: &mut Ui, pane: &Pane, state: &mut FailuresUi, commands: &mut Vec<Command>) {
    ui.horizontal(|ui| {
        let heading = ui.label(RichText::new("What failed").strong());
        name_popup(ui, Role::Alert, &heading);
        let end = LineEnd::new(ui, ui.scope_id().with("buttons"));
        end.show(ui, |ui| {
            let keys = ui
                .add_enabled_ui(pane.can_retry_some(), |ui| ui.button("Retry all"))
                .inner;
            if keys.clicked() {
                commands.push(Command::Query(
                    pane.id,
                    QueryCommand::Retry(pane.retryable_keys()),
                ));
            }
            if ui.button("Copy all").clicked() {
                commands.push(Command::Copy(CopyCommand::Ledger {
                    pane: pane.id,
                    text: LedgerText::Failures,
                }));
            }
            if icons::icon_button_ui(ui, Icon::Cross, "Close failures").clicked() {
                state.open = false;
            }
        });
    });
}

fn group_ui(
    ui: &mut Ui,
    pane: &Pane,
    state: &mut FailuresUi,
    at: usize,
    commands: &mut Vec<Command>,
) {
    let palette = Palette::of(ui);
    let group = &state.groups[at];
    let mut toggled = false;
    ui.horizontal_wrapped(|ui| {
        warning_ui(ui, palette.outcome(group.outcome)).on_hover_text(group.outcome.label());
        ui.label(group.cause.as_str());
    });
    ui.horizontal(|ui| {
        ui.add_space(16.0 + tokens::SPACE_2);
        let open = state.unfolded == Some(at);
        let text = counted(group.keys.len(), "query key").to_string();
        let response = ui
            .add(egui::Button::selectable(open, text))
            .on_hover_text("Show which query keys");
        toggled = response.clicked();
        if ui.button("Copy").clicked() {
            commands.push(Command::Copy(CopyCommand::Text {
                what: "failures",
                text: failure_text(group),
            }));
        }
        let retry = ui
            .add_enabled_ui(can_retry(pane, group), |ui| ui.button("Retry"))
            .inner;
        if retry.clicked() {
            let lines = group.keys.iter().filter_map(|key| pane.ledger.get(key));
            let keys = lines
                .filter(|line| pane.can_retry(line))
                .map(|line| line.key);
            commands.push(Command::Query(pane.id, QueryCommand::Retry(keys.collect())));
        }
    });
    if state.unfolded == Some(at) {
        keys_ui(ui, group, &mut state.keys);
    }
    if toggled {
        state.unfolded = if state.unfolded == Some(at) {
            None
        } else {
            Some(at)
        };
        state.keys = RowList::default();
    }
    ui.add_space(tokens::SPACE_1);
}

/// All keys of a group ended alike: the first speaks for them.
fn can_retry(pane: &Pane, group: &FailureGroup) -> bool {
    let first = group.keys.first().and_then(|key| pane.ledger.get(key));
    first.is_some_and(|line| pane.can_retry(line))
}

fn keys_ui(ui: &mut Ui, group: &FailureGroup, list: &mut RowList<QueryKey>) {
    let shape = ListShape {
        label: "Failed query keys",
        kind: ListKind::Plain,
        row_height: 18.0,
        lines_id: ui.scope_id().with("failed key"),
    };
    let shown = group.keys.len().min(6) as f32;
    let size = egui::vec2(ui.available_width(), shown * shape.row_height);
    ui.allocate_ui(size, |ui| {
        ui.set_min_height(size.y);
        let lines = FailedKeys(&group.keys);
        list.show(ui, shape, &lines, |ui, line| {
            let text = lines.name(line.at);
            let font = egui::FontId::monospace(tokens::TEXT_SMALL);
            let color = Palette::of(ui).text_weak;
            let start = row_start(line.rect, 24.0);
            let width = line.rect.width() - 32.0;
            let painted = Elided::new(&text, font, color).paint(ui.painter(), start, width);
            if painted.cut && line.response.hovered() {
                line.response.clone().on_hover_text_at_pointer(&*text);
            }
        });
    });
}

/// The query keys that failed for one cause.
struct FailedKeys<'a>(&'a [QueryKey]);

impl ListLines for FailedKeys<'_> {
    type Key = QueryKey;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn key_at(&self, at: usize) -> Option<QueryKey> {
        self.0.get(at).copied()
    }

    fn name(&self, at: usize) -> Cow<'_, str> {
        let key = self.0.get(at);
        key.map(ToString::to_string).unwrap_or_default().into()
    }
}

fn warning_ui(ui: &mut Ui, color: egui::Color32) -> Response {
    let (rect, response) =
        ui.allocate_exact_size(egui::vec2(16.0, tokens::TEXT_BODY + 4.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, "Failed"));
    icons::paint(ui.painter(), Icon::Warning, rect.center(), 13.0, color);
    response
}
